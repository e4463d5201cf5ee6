import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../harness/failure.ts';
import { getItems } from '../../harness/n8n/executions.ts';
import { type N8n, startN8n } from '../../harness/n8n/n8n.ts';
import { actionType } from '../../harness/n8n/triggers.ts';
import {
	byHand,
	chain,
	type Credential,
	locator,
	withCredential,
} from '../../harness/n8n/workflows.ts';
import { waitFor } from '../../harness/wait.ts';
import { readMemory } from '../bench/memory.ts';
import { type Account, startAccount } from './account.ts';
import { FILE_BYTES, FILES, leadsById, type Measure, step, type Subject } from './measures.ts';

export interface Round {
	/** of the nodes that are compared */
	ms: number;
	/** the most requests at the same time */
	most: number;
	refusals: number;
	/** how many items are what they should be, in the order of the input */
	came: number;
}

/** An n8n and a simulated SiteGPT. */
export class Bench {
	readonly n8n: N8n;
	readonly account: Account;
	readonly #credential: Credential;

	private constructor(n8n: N8n, account: Account, credential: Credential) {
		this.n8n = n8n;
		this.account = account;
		this.#credential = credential;
	}

	static async start(tarball: string): Promise<Bench> {
		const account = await startAccount();
		const { siteGpt } = account;
		const n8n = await startN8n({ tarball });
		const files = join(n8n.folder, '.n8n-files');
		await mkdir(files, { recursive: true });
		for (let n = 0; n < FILES; n++) {
			await writeFile(join(files, `${n}.txt`), randomBytes(FILE_BYTES / 2).toString('hex'));
		}
		const credential = await n8n.client.createCredential({
			name: 'SiteGPT',
			type: 'siteGptApi',
			data: { accessToken: siteGpt.addToken(), accountApiKey: '', baseUrl: siteGpt.url },
		});
		return new Bench(n8n, account, credential);
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
		await this.account.siteGpt.close();
	}

	/** Starts the workflow of a subject, and returns the execution's ID. */
	async #run({ items, steps, fault }: Measure, subject: Subject): Promise<string> {
		const { siteGpt } = this.account;
		Object.assign(this.account, { most: 0, refusals: 0 });
		siteGpt.faults.splice(0, Infinity, ...(fault ? [fault] : []));
		siteGpt.requests.length = 0;
		const input =
			items.length === 0
				? step('Input', 'readWriteFile', 1, { fileSelector: `${this.n8n.folder}/.n8n-files/*.txt` })
				: step('Input', 'splitOut', 1, { fieldToSplitOut: 'items' });
		const end = [
			step('Last', 'limit', 1, {}),
			step('End', 'httpRequest', 4.2, { url: `${siteGpt.url}/api/v2/health` }),
		];
		const draft = {
			name: subject,
			...chain(byHand, input, ...(steps[subject] ?? []), ...end),
			pinData: { [byHand.name]: [{ json: { items } }] },
		};
		const { client } = this.n8n;
		const workflow = await client.createWorkflow(
			withCredential(draft, this.#credential, [subject]),
		);
		return await client.runWorkflow(workflow.id, byHand.name);
	}

	async measure(measure: Measure, subject: Subject): Promise<Round> {
		const id = await this.#run(measure, subject);
		const execution = await this.n8n.client.endedExecution(id);
		const nodes = (measure.steps[subject] ?? []).map(({ name }) => name);
		const texts = getItems(execution, nodes.at(-1)!).map((item) => JSON.stringify(item));
		const { most, refusals } = this.account;
		return {
			ms: nodes.reduce(
				(sum, name) => sum + (execution.runs[name]?.at(-1)?.executionTime ?? NaN),
				0,
			),
			most,
			refusals,
			came: measure.wanted.filter((text, n) => texts[n]?.includes(text)).length,
		};
	}

	/** The bytes by which a new n8n that has only made a few calls grows until the items are there. */
	async measureMemory(measure: Measure, subject: Subject): Promise<number> {
		await this.n8n.restart();
		await this.measure(leadsById(this.account, 20), subject);
		const before = readMemory(this.n8n.pid, 'VmRSS');
		await this.#run(measure, subject);
		const { requests } = this.account.siteGpt;
		await waitFor(() => requests.some(({ path }) => path.endsWith('/health')), {
			what: `the items of ${measure.name}`,
			timeout: 600_000,
		});
		return readMemory(this.n8n.pid, 'VmHWM') - before;
	}

	/** Opens the list of conversations like the editor does, and searches it for the oldest. */
	async search(count: number): Promise<Array<{ name: string; ms: number; requests: number }>> {
		const { siteGpt, chatbotId } = this.account;
		for (let n = 0; n < count; n++) siteGpt.state.addConversation(chatbotId, { title: `No. ${n}` });
		siteGpt.faults.length = 0;
		// SiteGPT searches a limited number of conversations for each page, so pages can be empty.
		const pages = count / 100;
		siteGpt.settings.pageSize = (page) =>
			siteGpt.requests.at(-1)?.query.has('query') && page < pages - 1 ? 0 : 100;
		const { id, name: credentialName } = this.#credential;
		const parameters = { resource: 'conversation', operation: 'get' };
		const search = async (name: string, filter?: string) => {
			siteGpt.requests.length = 0;
			const started = performance.now();
			const { results } = await this.n8n.client.request<{ results: unknown[] }>(
				'POST',
				'/rest/dynamic-node-parameters/resource-locator-results',
				{
					path: 'parameters.threadId',
					nodeTypeAndVersion: { name: actionType, version: 1 },
					currentNodeParameters: { ...parameters, chatbotId: locator(chatbotId) },
					methodName: 'searchConversations',
					credentials: { siteGptApi: { id, name: credentialName } },
					filter,
				},
			);
			if (results.length === 0) throw new Failure(`${name}: nothing was found`);
			return { name, ms: performance.now() - started, requests: siteGpt.requests.length };
		};
		const of = `a list of ${count.toLocaleString('en')} conversations`;
		return [await search(`opening ${of}`), await search(`searching ${of} for the last`, 'No. 0')];
	}
}
