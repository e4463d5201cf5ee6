import { Failure, getErrorCode } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import { waitFor } from '../wait.ts';
import { type Execution, type ExecutionSummary, isStored, unpackExecution } from './executions.ts';
import { isOlder, n8nVersion } from './version.ts';
import type { Credential, CredentialDraft, Workflow, WorkflowDraft } from './workflows.ts';

export interface SignIn {
	email: string;
	password: string;
}

interface OwnerSettings {
	userManagement: { showSetupOnFirstLoad?: boolean };
}

/** executions per page: n8n lists no more than this, and its versions differ in how to get the next page */
const MAX_PER_PAGE = 100;

/** The status of the answer to a POST without token and body. */
async function postForStatus(url: string): Promise<number> {
	const response = await fetch(url, { method: 'POST' });
	await response.arrayBuffer();
	return response.status;
}

/** n8n's answer to any request while its database doesn't answer in time */
const DATABASE_IS_SLOW = 'Database is not ready!';

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
		// On a busy machine, n8n may find its database slow, and refuses everything until it isn't.
		const { response, text } = await waitFor(
			async () => {
				const answer = await this.#send(method, path, body, headers);
				const isRefused = answer.response.status === 503 && answer.text.includes(DATABASE_IS_SLOW);
				return !isRefused && answer;
			},
			{ what: 'n8n to find its database ready', timeout: 20_000, interval: 1_000 },
		);
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

	async #send(method: string, path: string, body: unknown, headers: Record<string, string>) {
		try {
			const response = await fetch(new URL(path, this.url), {
				method,
				headers: {
					...headers,
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
					...(this.cookie === '' ? {} : { cookie: this.cookie }),
				},
				body: body === undefined ? undefined : JSON.stringify(body),
				signal: AbortSignal.timeout(30_000),
			});
			return { response, text: await response.text() };
		} catch (error) {
			const reason = getErrorCode(error) ?? (error as Error).message;
			throw new Failure(`n8n did not answer ${method} ${path}: ${reason}.`, { cause: error });
		}
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
			await waitFor(async () => (await postForStatus(url)) !== 404, {
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
			await waitFor(async () => (await postForStatus(url)) === 404, { what: `${url} to be gone` });
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
				`/rest/executions?filter=${filter}&limit=${MAX_PER_PAGE}`,
			);
			// The next page repeats the last execution of this page and all that started in the same millisecond.
			const hasNew = results.some(({ id }) => !all.has(id));
			for (const execution of results) if (!all.has(execution.id)) all.set(execution.id, execution);
			if (!hasNew || results.length < MAX_PER_PAGE) return [...all.values()];
			startedBefore = results.at(-1)?.startedAt ?? undefined;
		}
	}

	async execution(id: string): Promise<Execution> {
		return unpackExecution(await this.request('GET', `/rest/executions/${id}`));
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
