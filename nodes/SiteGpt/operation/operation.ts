import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type * as z from 'zod/v4';
import type { ApiClient } from '../../api/client';
import type { Scope } from '../../api/request';

/** What an operation needs of the credential: a scope of the access token, the account API key, or nothing more. */
export type Access = Scope | 'accountApiKey' | 'none';

/** How sure it is that SiteGPT's API works as the operation expects; see docs/actions.md. */
export type Confidence = 'documented' | 'inferred';

/** The JSON of an item. */
export type Json = Record<string, unknown>;

/** One run of an operation, for one input item. */
export interface Call {
	client: ApiClient;
	context: IExecuteFunctions;
	itemIndex: number;
	/** The value of a parameter; of a resource locator, the ID. Null if it isn't shown. */
	parameter(name: string): unknown;
	/** All that the node can do. */
	resources: readonly Resource[];
}

/** Something that the node does with SiteGPT's API. */
export interface Operation {
	value: string;
	name: string;
	/** What the node panel shows, and what an AI agent reads. */
	action: string;
	description: string;
	access: Access;
	confidence: Confidence;
	/** Shown for this operation; one that is shared is the same object in each. */
	parameters: readonly INodeProperties[];
	/** An item with Simplify on, for the editor's preview. */
	output: z.ZodObject;
	/** Whether it takes binary data, which no AI agent can pass. */
	takesBinary?: true;
	/** Resolves to the items. */
	run(call: Call): Promise<Json[]>;
}

/** A kind of object and what can be done with it. */
export interface Resource {
	value: string;
	name: string;
	/** Sorted by name, as n8n wants them. */
	operations: readonly Operation[];
}
