import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../harness/json.ts';
import { type Execution, hasEnded } from '../../harness/n8n/executions.ts';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { newToken, type ParsedResponse, post } from '../../harness/n8n/receiver.ts';
import {
	CREDENTIAL_TYPE,
	productionUrl,
	type Trigger,
	triggerNode,
	triggers,
} from '../../harness/n8n/triggers.ts';
import {
	type Credential,
	withCredential,
	type Workflow,
	type WorkflowDraft,
	type WorkflowNode,
} from '../../harness/n8n/workflows.ts';
import { packageFolder } from '../../harness/paths.ts';
import type { Target } from '../../harness/siteGpt/sender/deliver.ts';
import { TOKEN_HEADER } from '../../harness/siteGpt/sender/protocol.ts';
import { waitFor } from '../../harness/wait.ts';

type Node = WorkflowNode & { disabled?: boolean };
type Draft = Omit<WorkflowDraft, 'nodes'> & { nodes: Node[] };

/** The setup steps from the example's sticky note. */
export interface Steps {
	credentials?: Record<string, Credential>;
	enable?: string[];
	enter?(node: Node): void;
	/** makes the items to pin to the trigger from the one that is pinned */
	pin?(sample: JsonObject): JsonObject[];
	/** default: true */
	publish?: boolean;
	/** the input for a trigger from another package, when the workflow is run from the editor */
	input?: { trigger: string; json: JsonObject };
}

/** An example, imported from its file and set up as its sticky note says. */
export class Imported {
	readonly workflow: Workflow;
	readonly url: string;
	readonly #n8n: N8n;
	readonly token: string;
	readonly #triggerName: string;

	private constructor(
		n8n: N8n,
		workflow: Workflow,
		{ url, token, triggerName }: { url: string; token: string; triggerName: string },
	) {
		this.#n8n = n8n;
		this.workflow = workflow;
		this.url = url;
		this.token = token;
		this.#triggerName = triggerName;
	}

	static async create(n8n: N8n, file: string, steps: Steps = {}): Promise<Imported> {
		const text = await readFile(join(packageFolder, 'examples', `${file}.json`), 'utf8');
		let draft = JSON.parse(text) as Draft;
		const nodeNamed = (name: string) => {
			const node = draft.nodes.find((one) => one.name === name);
			assert.ok(node, `${file} should have a node called ${name}`);
			return node;
		};
		for (const name of steps.enable ?? []) {
			assert.equal(nodeNamed(name).disabled, true, `${name} should be disabled until it's set up`);
			delete nodeNamed(name).disabled;
		}
		const left = draft.nodes.filter(({ disabled }) => disabled === true);
		assert.deepEqual(left, [], 'no node should still be disabled');
		for (const node of draft.nodes) steps.enter?.(node);
		for (const [name, credential] of Object.entries(steps.credentials ?? {})) {
			nodeNamed(name);
			draft = withCredential(draft, credential, [name]);
		}
		const isTrigger = ({ type }: Node) => findTrigger(type) !== undefined;
		const node = draft.nodes.find(isTrigger);
		const trigger = node && findTrigger(node.type);
		if (!node || !trigger) {
			const { trigger: triggerName, json } = steps.input ?? { trigger: 'By Hand' };
			if (json) draft.pinData = { [triggerName]: [{ json }] };
			const workflow = await n8n.client.createWorkflow(draft);
			return new Imported(n8n, workflow, { url: '', token: '', triggerName });
		}
		const token = newToken();
		const credential = await n8n.client.createCredential({
			name: `${file} ${randomUUID().slice(0, 8)}`,
			type: CREDENTIAL_TYPE,
			data: { token, previousToken: '' },
		});
		const url = productionUrl(n8n.url, trigger, node);
		draft = withCredential(
			draft,
			credential,
			draft.nodes.filter(isTrigger).map(({ name }) => name),
		);
		if (steps.pin) {
			const [sample] = draft.pinData?.[node.name] as Array<{ json: JsonObject }>;
			const items = steps.pin(sample!.json).map((json) => ({ json }));
			draft.pinData = { [node.name]: items };
		}
		const workflow = await n8n.client.createWorkflow(draft);
		if (steps.publish !== false) await n8n.client.publish(workflow, [url]);
		return new Imported(n8n, workflow, { url, token, triggerName: node.name });
	}

	/** Where SiteGPT delivers to a trigger of the workflow. */
	target(trigger: Trigger): Target {
		const node = triggerNode(this.workflow, trigger);
		return { url: productionUrl(this.#n8n.url, trigger, node), token: this.token };
	}

	async post(payload: unknown): Promise<ParsedResponse> {
		return await post(this.url, payload, { [TOKEN_HEADER]: this.token });
	}

	/** Delivers events one after the other, and returns the trigger's answer to each. */
	async statuses(...payloads: unknown[]): Promise<unknown[]> {
		const answers: unknown[] = [];
		for (const payload of payloads) {
			const { body } = await this.post(payload);
			answers.push((body as { status?: unknown }).status ?? body);
		}
		return answers;
	}

	/** Waits for `count` executions, fails unless all succeeded, and returns them oldest first. */
	async succeeded(count: number): Promise<Execution[]> {
		const { client } = this.#n8n;
		const all = await waitFor(
			async () => {
				const found = (await client.executions(this.workflow.id)).filter(
					({ mode }) => mode === 'webhook',
				);
				return found.length >= count && found.every(hasEnded) && found;
			},
			{ what: `${count} executions of "${this.workflow.name}"` },
		);
		assert.equal(all.length, count);
		const executions = await Promise.all(
			all.map(async ({ id }) => await client.endedExecution(id)),
		);
		for (const { status, error } of executions)
			assert.equal(status, 'success', error?.message ?? status);
		return executions.toSorted((a, b) => Number(a.id) - Number(b.id));
	}

	/** Waits until `count` executions have failed. */
	async failed(count: number): Promise<void> {
		await waitFor(
			async () => {
				const found = await this.#n8n.client.executions(this.workflow.id);
				return found.filter(({ status }) => status === 'error').length === count;
			},
			{ what: `${count} failed executions of "${this.workflow.name}"` },
		);
	}

	/** Retries the last execution, like Retry in the Executions list, and waits for it to succeed. */
	async retryLast(): Promise<void> {
		const { client } = this.#n8n;
		const [last] = await client.executions(this.workflow.id);
		const path = `/rest/executions/${last!.id}/retry`;
		await client.request('POST', path, { loadWorkflow: false });
		await waitFor(
			async () => {
				const [retry] = await client.executions(this.workflow.id);
				return retry!.id !== last!.id && retry!.status === 'success';
			},
			{ what: `the retry of an execution of "${this.workflow.name}"` },
		);
	}

	/** Runs the workflow as from the editor: with its pinned event, or by hand. */
	async run(triggerName = this.#triggerName): Promise<Execution> {
		const { client } = this.#n8n;
		const execution = await client.endedExecution(
			await client.runWorkflow(this.workflow.id, triggerName),
		);
		assert.equal(execution.status, 'success', execution.error?.message ?? execution.status);
		return execution;
	}
}

function findTrigger(type: string): Trigger | undefined {
	return Object.values(triggers).find((trigger) => trigger.type === type);
}
