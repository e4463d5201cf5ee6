import { createRequire } from 'node:module';
import { join } from 'node:path';
import { codeOf, Failure } from './failure.ts';
import { n8nFolder } from './paths.ts';
import { isOlder, n8nVersion } from './version.ts';
import { waitFor } from './wait.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface WorkflowNode {
	id?: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: JsonObject;
	webhookId?: string;
	credentials?: Record<string, { id: string; name: string }>;
	onError?: 'continueRegularOutput' | 'continueErrorOutput' | 'stopWorkflow';
	retryOnFail?: boolean;
	maxTries?: number;
	/** ms */
	waitBetweenTries?: number;
}

export interface WorkflowDraft {
	name: string;
	nodes: WorkflowNode[];
	connections: JsonObject;
	settings?: JsonObject;
	pinData?: JsonObject;
}

export interface Workflow extends WorkflowDraft {
	id: string;
	/** the saved version; needed for publishing */
	versionId: string;
	/** the version that answers webhooks, if any */
	activeVersionId: string | null;
}

export interface CredentialDraft {
	name: string;
	type: string;
	data: JsonObject;
}

export interface Credential {
	id: string;
	name: string;
	type: string;
}

export type ExecutionStatus =
	'new' | 'running' | 'waiting' | 'success' | 'error' | 'crashed' | 'canceled' | 'unknown';

export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: ExecutionStatus;
	mode: string;
	startedAt: string | null;
	stoppedAt: string | null;
}

interface NodeRun {
	executionTime: number;
	executionStatus?: string;
	error?: { message: string; description?: string | null };
	data?: { main?: Array<Array<{ json: JsonObject; pairedItem?: Json }> | null> };
}

export interface Execution extends ExecutionSummary {
	/** by node name: one entry for each time the node ran */
	runs: Record<string, NodeRun[]>;
	error?: { message: string };
}

export interface SignIn {
	email: string;
	password: string;
}

interface OwnerSettings {
	userManagement: { showSetupOnFirstLoad?: boolean };
}

/** The items from a node's first output in its last run; empty if it didn't run. */
export function itemsOf(execution: Execution, nodeName: string): JsonObject[] {
	const items = execution.runs[nodeName]?.at(-1)?.data?.main?.[0] ?? [];
	return items.map(({ json }) => json);
}

/** executions per page: n8n lists no more than this, and its versions differ in how to get the next page */
const pageLength = 100;

const unfinished = new Set<ExecutionStatus>(['new', 'running', 'waiting', 'unknown']);

export function hasEnded({ status }: ExecutionSummary): boolean {
	return !unfinished.has(status);
}

/** n8n 1 stores that an execution has ended before it stores its nodes' runs. */
function isStored(execution: Execution): boolean {
	const { status, runs, error } = execution;
	if (!hasEnded(execution)) return false;
	const wasCutOff = status === 'crashed' || status === 'canceled';
	return wasCutOff || Object.keys(runs).length > 0 || error !== undefined;
}

function credentialReference({ id, name }: Credential) {
	return { id, name };
}

/** Returns the workflow with this credential on each of the named nodes. */
export function withCredential<T extends WorkflowDraft>(
	workflow: T,
	credential: Credential,
	nodeNames: string[],
): T {
	const nodes = workflow.nodes.map((node) =>
		nodeNames.includes(node.name)
			? {
					...node,
					credentials: {
						...node.credentials,
						[credential.type]: credentialReference(credential),
					},
				}
			: node,
	);
	return { ...workflow, nodes };
}

/** n8n stores executions in the format of its dependency `flatted`, so read them with that. */
function parseFlatted(text: string): unknown {
	const { parse } = createRequire(join(n8nFolder, 'package.json'))('flatted') as {
		parse(text: string): unknown;
	};
	return parse(text);
}

/** The status of the answer to a POST without token and body. */
async function statusOf(url: string): Promise<number> {
	const response = await fetch(url, { method: 'POST' });
	await response.arrayBuffer();
	return response.status;
}

/** A client for the internal REST API that n8n's editor uses, signed in as one user. */
export class RestClient {
	readonly url: string;
	private readonly signIn: SignIn;
	private cookie = '';

	constructor(url: string, signIn: SignIn) {
		this.url = url;
		this.signIn = signIn;
	}

	/** Creates the first user, like the first page of a new n8n, unless the environment already did. */
	async setUpOwner(): Promise<void> {
		const settings = await this.request<OwnerSettings>('GET', '/rest/settings');
		if (settings.userManagement.showSetupOnFirstLoad !== true) return;
		await this.request('POST', '/rest/owner/setup', {
			...this.signIn,
			firstName: 'Demo',
			lastName: 'Owner',
		});
	}

	async login(): Promise<void> {
		this.cookie = '';
		await this.request('POST', '/rest/login', {
			emailOrLdapLoginId: this.signIn.email,
			password: this.signIn.password,
		});
	}

	/** Sends one request and returns `data` from n8n's answer. */
	async request<T>(
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {},
	): Promise<T> {
		let response: Response;
		try {
			response = await fetch(new URL(path, this.url), {
				method,
				headers: {
					...headers,
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
					...(this.cookie === '' ? {} : { cookie: this.cookie }),
				},
				body: body === undefined ? undefined : JSON.stringify(body),
				signal: AbortSignal.timeout(30_000),
			});
		} catch (error) {
			const reason = codeOf(error) ?? (error as Error).message;
			throw new Failure(`n8n did not answer ${method} ${path}: ${reason}.`, { cause: error });
		}
		const text = await response.text();
		let answer: { data?: T; message?: string } = {};
		try {
			answer = JSON.parse(text) as { data?: T; message?: string };
		} catch {
			answer.message = text.slice(0, 200);
		}
		if (!response.ok) {
			throw new Failure(
				`n8n answered ${method} ${path} with ${response.status}: ${answer.message ?? 'no message'}`,
			);
		}
		const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
		if (cookies.length > 0) this.cookie = cookies.join('; ');
		// Files such as the node types come without the { data } envelope that everything else has.
		return (Array.isArray(answer) ? answer : answer.data) as T;
	}

	async createCredential(draft: CredentialDraft): Promise<Credential> {
		return await this.request('POST', '/rest/credentials', draft);
	}

	async updateCredential(id: string, draft: CredentialDraft): Promise<Credential> {
		return await this.request('PATCH', `/rest/credentials/${id}`, { ...draft, id });
	}

	async deleteCredential(id: string): Promise<void> {
		await this.request('DELETE', `/rest/credentials/${id}`);
	}

	/** Tests a saved credential, like the editor does. */
	async testCredential(
		credential: Credential,
		data: JsonObject,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		return await this.request('POST', '/rest/credentials/test', {
			credentials: { ...credential, data },
		});
	}

	async createWorkflow(draft: WorkflowDraft): Promise<Workflow> {
		return await this.request('POST', '/rest/workflows', {
			settings: { executionOrder: 'v1' },
			// n8n 1 rejects a workflow without it.
			active: false,
			...draft,
		});
	}

	async workflow(id: string): Promise<Workflow> {
		return await this.request('GET', `/rest/workflows/${id}`);
	}

	/** Saves a new version; a published workflow keeps the old one until it's published again. */
	async updateWorkflow(id: string, change: Partial<WorkflowDraft>): Promise<Workflow> {
		return await this.request('PATCH', `/rest/workflows/${id}`, change);
	}

	/**
	 * Publishes the given version. n8n registers webhooks a little later, so this waits until none of the
	 * `webhooks` (production URLs) answers a POST without a token with 404. This package's triggers refuse such
	 * a POST with 401; with n8n's own Webhook node, it would start an execution.
	 */
	async publish(workflow: Workflow, webhooks: string[] = []): Promise<Workflow> {
		const { id, versionId } = workflow;
		const published = await this.request<Workflow>('POST', `/rest/workflows/${id}/activate`, {
			versionId,
		});
		for (const url of webhooks) {
			await waitFor(async () => (await statusOf(url)) !== 404, {
				what: `${url} of the workflow "${workflow.name}" to answer`,
			});
		}
		return published;
	}

	/** Unpublishes, and returns once the `webhooks` answer 404: n8n removes them a little later. */
	async deactivate(id: string, webhooks: string[] = []): Promise<Workflow> {
		const path = `/rest/workflows/${id}/deactivate`;
		const workflow = await this.request<Workflow>('POST', path, {});
		for (const url of webhooks) {
			await waitFor(async () => (await statusOf(url)) === 404, { what: `${url} to be gone` });
		}
		return workflow;
	}

	/**
	 * Runs the saved workflow like Execute Workflow, and returns the execution's ID. Nothing listens to n8n's
	 * push messages meanwhile: check the execution instead.
	 */
	async runWorkflow(id: string, triggerName: string): Promise<string> {
		return (await this.run(id, triggerName)).executionId;
	}

	/** Makes the trigger listen at its test URL, like Listen For Test Event. */
	async listenForTestEvent(id: string, triggerName: string): Promise<void> {
		await this.run(id, triggerName);
	}

	private async run(id: string, triggerName: string): Promise<{ executionId: string }> {
		const start = { triggerToStartFrom: { name: triggerName } };
		// Before 2.11, n8n runs the workflow from the request, not the saved one.
		const body = isOlder(n8nVersion(), '2.11')
			? { ...start, workflowData: await this.workflow(id) }
			: start;
		return await this.request('POST', `/rest/workflows/${id}/run`, body, { 'push-ref': 'e2e' });
	}

	/** All executions of one workflow or of all workflows, newest first. */
	async executions(workflowId?: string): Promise<ExecutionSummary[]> {
		const all = new Map<string, ExecutionSummary>();
		let startedBefore: string | undefined;
		for (;;) {
			const filter = encodeURIComponent(JSON.stringify({ workflowId, startedBefore }));
			const { results } = await this.request<{ results: ExecutionSummary[] }>(
				'GET',
				`/rest/executions?filter=${filter}&limit=${pageLength}`,
			);
			// The next page repeats the last execution of this page and all that started in the same millisecond.
			const hasNew = results.some(({ id }) => !all.has(id));
			for (const execution of results) if (!all.has(execution.id)) all.set(execution.id, execution);
			if (!hasNew || results.length < pageLength) return [...all.values()];
			startedBefore = results.at(-1)?.startedAt ?? undefined;
		}
	}

	async execution(id: string): Promise<Execution> {
		const { data, ...summary } = await this.request<ExecutionSummary & { data: string }>(
			'GET',
			`/rest/executions/${id}`,
		);
		// An execution that has just started has no data yet.
		const parsed = parseFlatted(data) as
			{ resultData?: { runData?: Execution['runs']; error?: Execution['error'] } } | undefined;
		const { runData = {}, error } = parsed?.resultData ?? {};
		return { ...summary, runs: runData, error };
	}

	/** Waits until an execution has ended, successfully or not, and its data is stored. */
	async endedExecution(id: string, timeout = 60_000): Promise<Execution> {
		return await waitFor(
			async () => {
				const execution = await this.execution(id);
				return isStored(execution) && execution;
			},
			{ what: `execution ${id} to end and be stored`, timeout },
		);
	}
}
