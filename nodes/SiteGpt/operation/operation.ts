import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeProperties,
} from 'n8n-workflow';
import type * as z from 'zod/v4';
import type { ApiClient, ClientOptions } from '../../api/client';
import type { Scope } from '../../api/request';

/**
 * What an operation needs: a scope of the access token, which SiteGPT may not document, the account API key, any
 * access token, or the webhook token, which is in another credential and isn't for SiteGPT's API.
 */
export type Access = Scope | 'undocumented' | 'accountApiKey' | 'none' | 'webhookToken';

/** How certain it is that SiteGPT's API works as the operation expects; see docs/actions.md. */
type Confidence = 'documented' | 'inferred';

/** The JSON of an item. */
export type Json = Record<string, unknown>;

/** One run of an operation, for one input item. */
export interface Call {
	/** Of the item; which one depends on the operation's `access`. */
	credential: ICredentialDataDecryptedObject;
	/** Calls SiteGPT's API. Made when it is first used, because not every operation calls it. */
	readonly client: ApiClient;
	/** Makes another client, for a time limit or to see the responses. */
	createClient(options: ClientOptions): ApiClient;
	context: IExecuteFunctions;
	itemIndex: number;
	/** Everything that the node can do. */
	resources: readonly Resource[];
}

/** One thing that the node does. */
export interface Operation {
	value: string;
	name: string;
	/** Shown in the node panel, and read by AI agents. */
	action: string;
	description: string;
	access: Access;
	confidence: Confidence;
	/**
	 * Shown for this operation, in this order: what is worked on, such as the chatbot, the operation's own, Return
	 * All, Limit, Simplify, collections. A parameter that several operations share is the same object in each.
	 */
	parameters: readonly INodeProperties[];
	/** An item with Simplify on, for the editor's preview. */
	output: z.ZodObject;
	/** Whether it takes binary data, which no AI agent can pass. */
	takesBinary?: true;
	/**
	 * Whether it runs once, with the index of the first input item, and reads all of them. Its first items belong to
	 * the input items, in their order. No AI agent can pass more than one.
	 */
	isForAllItems?: true;
	/** How many items to run at the same time, if not 1 (what changes something) or 10 (what only reads). */
	getMaxConcurrent?(input: Pick<Call, 'context' | 'itemIndex'>): number;
	/** Items with the same text are run one after another. */
	getSequence?(input: Pick<Call, 'context' | 'itemIndex'>): string | undefined;
	/** Resolves to the items. */
	run(call: Call): Promise<Json[]>;
}

/** A kind of object and what can be done with it. */
export interface Resource {
	value: string;
	name: string;
	/** The operation chosen at first, if neither Get Many nor the first one. */
	defaultOperation?: string;
	/** Sorted by name, as n8n requires. */
	operations: readonly Operation[];
}
