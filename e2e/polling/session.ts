import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../harness/json.ts';
import type { Database } from '../../harness/n8n/database.ts';
import type { Reachable } from '../../harness/n8n/n8n.ts';
import type { RestClient } from '../../harness/n8n/rest.ts';
import { pollingType } from '../../harness/n8n/triggers.ts';
import {
	chain,
	done,
	locator,
	withCredential,
	type Workflow,
} from '../../harness/n8n/workflows.ts';
import { type Fault, faults } from '../../harness/siteGpt/faults.ts';
import type { Received } from '../../harness/siteGpt/route.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import { waitFor } from '../../harness/wait.ts';
import { Executions } from './executions.ts';

/** n8n refuses a cron that runs more than once a minute, but takes several that run once a minute. */
export function pollTimes(...seconds: number[]): JsonObject {
	return {
		item: seconds.map((second) => ({ mode: 'custom', cronExpression: `${second} * * * * *` })),
	};
}

/** The second of the minute that it will be in so many seconds. */
export const secondIn = (seconds: number): number => (new Date().getSeconds() + seconds) % 60;

export function every(seconds: number): JsonObject {
	return pollTimes(...Array.from({ length: 60 / seconds }, (_, n) => n * seconds));
}

/** A published polling trigger, with a chatbot of its own. */
export class Polled {
	readonly siteGpt: SiteGptServer;
	readonly chatbotId: string;
	readonly workflow: Workflow;
	readonly executions: Executions;
	readonly #client: RestClient;

	private constructor(
		siteGpt: SiteGptServer,
		chatbotId: string,
		workflow: Workflow,
		client: RestClient,
		database: Database,
	) {
		this.siteGpt = siteGpt;
		this.chatbotId = chatbotId;
		this.workflow = workflow;
		this.executions = new Executions(database, workflow.id);
		this.#client = client;
	}

	/**
	 * Creates a workflow with the trigger, and saves it.
	 * @param chatbotId one that no other trigger of this server uses
	 */
	static async create(
		{ client, database, siteGpt }: Setting,
		parameters: JsonObject = {},
		chatbotId = siteGpt.state.addChatbot().id,
		accessToken = siteGpt.addToken(),
	): Promise<Polled> {
		const name = `Polling ${randomUUID().slice(0, 8)}`;
		const credential = await client.createCredential({
			name,
			type: 'siteGptApi',
			data: { accessToken, accountApiKey: '', baseUrl: siteGpt.url },
		});
		const step = {
			name: 'Trigger',
			type: pollingType,
			typeVersion: 1,
			parameters: {
				triggerOn: 'newLead',
				pollTimes: every(5),
				chatbotId: locator(chatbotId),
				...parameters,
			},
		};
		const workflow = await client.createWorkflow(
			withCredential({ name, ...chain(step, done) }, credential, ['Trigger']),
		);
		return new Polled(siteGpt, chatbotId, workflow, client, database);
	}

	/** Publishes it, and resolves with its first request. */
	async publish(): Promise<void> {
		const before = this.requests.length;
		await this.#client.publish(this.workflow);
		await this.#waitForRequest(before);
	}

	/** Publishes it, and resolves when a few polls have ended, which must be quick and every few seconds. */
	async start(): Promise<void> {
		await this.publish();
		await sleep(2_000);
		await this.nextRequest();
		await sleep(1_000);
	}

	async unpublish(): Promise<void> {
		await this.#client.deactivate(this.workflow.id);
	}

	/** Publishes a new version that polls at other times. */
	async republish(times: JsonObject): Promise<void> {
		const { id } = this.workflow;
		const { nodes } = await this.#client.workflow(id);
		const changed = nodes.map((node) =>
			node.name === 'Trigger'
				? { ...node, parameters: { ...node.parameters, pollTimes: times } }
				: node,
		);
		await this.#client.publish(await this.#client.updateWorkflow(id, { nodes: changed }));
	}

	get requests(): Received[] {
		return this.siteGpt.requests.filter((request) => this.isOwn(request));
	}

	readonly isOwn = ({ path }: Received): boolean => path.includes(`/chatbots/${this.chatbotId}/`);

	async nextRequest(timeout = 90_000): Promise<void> {
		await this.#waitForRequest(this.requests.length, timeout);
	}

	async #waitForRequest(before: number, timeout = 90_000): Promise<void> {
		await waitFor(() => this.requests.length > before, {
			what: `a request for ${this.chatbotId}`,
			timeout,
			interval: 1,
		});
	}

	/** Answers all its requests with a fault until the returned function is called. */
	break(fault: Fault = faults.badGateway): () => void {
		const planned = { fault, when: this.isOwn, times: Infinity };
		this.siteGpt.faults.push(planned);
		return () => void this.siteGpt.faults.splice(this.siteGpt.faults.indexOf(planned), 1);
	}

	addLeads(count: number, fields: (n: number) => JsonObject = () => ({})): string[] {
		return Array.from(
			{ length: count },
			(_, n) => this.siteGpt.state.addLead(this.chatbotId, fields(n)).id,
		);
	}

	addOldLeads(count = 3): void {
		const createdAt = new Date(Date.now() - 24 * 3600_000).toISOString();
		this.addLeads(count, () => ({ createdAt, updatedAt: createdAt }));
	}
}

export interface Setting extends Pick<Reachable, 'client'> {
	client: RestClient;
	database: Database;
	siteGpt: SiteGptServer;
}
