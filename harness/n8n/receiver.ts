import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { waitFor } from '../wait.ts';
import { type Execution, getItems, hasEnded } from './executions.ts';
import type { Reachable } from './n8n.ts';
import { CREDENTIAL_TYPE, productionUrl, testUrl, type Trigger } from './triggers.ts';
import {
	chain,
	type Credential,
	type Step,
	withCredential,
	type Workflow,
	type WorkflowNode,
} from './workflows.ts';

export interface ParsedResponse {
	status: number;
	body: unknown;
}

export interface ReceiverOptions {
	parameters?: JsonObject;
	/** in place of a fresh random token */
	credential?: { token: string; previousToken?: string };
	/** the steps after the trigger, in order */
	next?: Step[];
	publish?: boolean;
	/** of the trigger */
	typeVersion?: number;
}

/** All tokens ever created, for checking that they don't leak. */
export const tokens: string[] = [];

export function newToken(): string {
	const token = randomBytes(24).toString('base64url');
	tokens.push(token);
	return token;
}

/** POSTs a body like SiteGPT does; an object is sent as JSON. */
export async function post(
	url: string,
	body: unknown,
	headers: Record<string, string> = {},
): Promise<ParsedResponse> {
	const isRaw = typeof body === 'string' || body instanceof Uint8Array || body === undefined;
	// Not postBody: of a body that n8n doesn't read to its end, it gets no response.
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', ...headers },
		body: isRaw ? (body as string | undefined) : JSON.stringify(body),
	});
	const { status } = response;
	const text = await response.text();
	try {
		return { status, body: JSON.parse(text) as unknown };
	} catch {
		return { status, body: text };
	}
}

/** A workflow that starts with one trigger and has its own credential. */
export class Receiver {
	readonly trigger: Trigger;
	readonly workflow: Workflow;
	readonly credential: Credential;
	readonly url: string;
	readonly testUrl: string;
	token: string;
	readonly #n8n: Reachable;

	private constructor(
		n8n: Reachable,
		trigger: Trigger,
		workflow: Workflow,
		credential: Credential,
		token: string,
	) {
		this.#n8n = n8n;
		this.trigger = trigger;
		this.workflow = workflow;
		this.credential = credential;
		this.token = token;
		const [node] = workflow.nodes as [WorkflowNode];
		this.url = productionUrl(n8n.url, trigger, node);
		this.testUrl = testUrl(n8n.url, trigger, node);
	}

	static async create(
		n8n: Reachable,
		trigger: Trigger,
		options: ReceiverOptions = {},
	): Promise<Receiver> {
		const { parameters = {}, next = [], publish = true, typeVersion = 2 } = options;
		const data = { previousToken: '', ...(options.credential ?? { token: newToken() }) };
		const name = `${trigger.event} ${randomUUID().slice(0, 8)}`;
		const credential = await n8n.client.createCredential({ name, type: CREDENTIAL_TYPE, data });
		const { type } = trigger;
		const step = { name: 'Trigger', type, typeVersion, parameters, webhookId: randomUUID() };
		const draft = withCredential({ name, ...chain(step, ...next) }, credential, ['Trigger']);
		const workflow = await n8n.client.createWorkflow(draft);
		const receiver = new Receiver(n8n, trigger, workflow, credential, data.token);
		if (publish) await n8n.client.publish(workflow, [receiver.url]);
		return receiver;
	}

	async post(body: unknown, headers: Record<string, string> = {}): Promise<ParsedResponse> {
		return await post(this.url, body, { 'X-WEBHOOK-TOKEN': this.token, ...headers });
	}

	/**
	 * Waits until at least `count` executions have started and all have ended, and fails if there are more than
	 * `count`. Returns the oldest first.
	 */
	async executions(count: number): Promise<Execution[]> {
		const { client } = this.#n8n;
		const found = await waitFor(
			async () => {
				const executions = await client.executions(this.workflow.id);
				return executions.length >= count && executions.every(hasEnded) && executions;
			},
			{ what: `${count} executions of ${this.workflow.name}` },
		);
		assert.equal(found.length, count, `executions of ${this.workflow.name}`);
		return await Promise.all(
			found.map(async ({ id }) => await client.endedExecution(id)).toReversed(),
		);
	}

	/** Returns the trigger's items of all executions so far, one item per execution. */
	async items(count: number): Promise<JsonObject[]> {
		return (await this.executions(count)).map((execution) => {
			const items = getItems(execution, 'Trigger');
			assert.equal(items.length, 1);
			return items[0] as JsonObject;
		});
	}
}
