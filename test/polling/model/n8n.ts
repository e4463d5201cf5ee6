import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { SiteGptPollingTrigger } from '../../../nodes/SiteGptPollingTrigger/SiteGptPollingTrigger.node';
import type { SimulatedSiteGpt } from './siteGpt';
import type { VirtualTime } from './virtualTime';

/** How n8n runs: with executions in its own process, in workers, or with durable schedules and cursors. */
export type Mode = 'regular' | 'queue' | 'durable';

const MINUTE = 60_000;

/** A slow database. */
const COMMIT_MS = 3000;

interface Registration {
	context: object;
	statics: Statics;
	isCurrent: boolean;
}

/** n8n's static data of a workflow. */
interface Statics {
	node: IDataObject;
	global: IDataObject;
}

let workflows = 0;

/**
 * A simulated n8n with one published workflow. Like the real one, it saves static data when a poll emits, forgets
 * what it was about to store when it is killed, and drops what a poll returns after the workflow was published
 * again. Sources: n8n's workflow-trigger-activator, poll-trigger-executor, and poll-cursor.service, 2.41.
 */
export class SimulatedN8n {
	/** The items that went on to the next node. */
	readonly ran: IDataObject[] = [];

	readonly log: string[] = [];

	failedExecutions = 0;

	/** Whether n8n is killed right after the next poll that emits, before it has stored the execution. */
	killsAtEmission = false;

	/** If set, the workflow is published again during the next poll, so many milliseconds after its start. */
	republishesAtPoll: number | undefined;

	/** The number of executions that n8n can't store. */
	failingStores = 0;

	private saved: Statics = { node: {}, global: {} };

	private registration: Registration | undefined;

	private readonly id = `workflow ${++workflows}`;

	private process = 0;

	private isPublished = false;

	/** n8n's store of what has passed. */
	private readonly processed = new Set<string>();

	private readonly trigger = new SiteGptPollingTrigger();

	constructor(
		private readonly time: VirtualTime,
		private readonly siteGpt: SimulatedSiteGpt,
		private readonly mode: Mode,
		private readonly parameters: Record<string, unknown>,
	) {}

	nextPollAt = 0;

	/** Minutes between two polls. n8n does not wait for one to end before it starts the next. */
	interval = 1;

	/** Starts polling. */
	async start(): Promise<void> {
		for (;;) {
			this.nextPollAt = this.time.now + this.interval * MINUTE;
			await this.time.sleep(this.interval * MINUTE);
			if (this.isPublished) void this.tick();
		}
	}

	async publish(): Promise<void> {
		const activation = this.isPublished ? 'update' : 'activate';
		this.unregister();
		this.isPublished = true;
		await this.register(activation);
	}

	unpublish(): void {
		this.isPublished = false;
		this.unregister();
	}

	kill(): void {
		this.process++;
		// A process that has just started can't know how long to wait.
		this.siteGpt.noRequestsBefore = 0;
		// n8n stores what a poll has read with the first execution.
		if (this.ran.length === 0) this.siteGpt.hasListedAll = false;
		if (this.registration) this.registration.isCurrent = false;
		this.registration = undefined;
	}

	/** Starts again after {@link SimulatedN8n.kill}. */
	async restart(): Promise<void> {
		if (this.isPublished) await this.register('init');
	}

	/** Whether it polls. */
	get isPolling(): boolean {
		return this.registration !== undefined;
	}

	/** The size of what n8n has stored of the trigger. */
	get stateBytes(): number {
		return JSON.stringify(this.saved.node).length + JSON.stringify(this.saved.global).length;
	}

	private unregister(): void {
		if (!this.registration) return;
		this.registration.isCurrent = false;
		if (this.mode !== 'durable') this.save(this.registration.statics);
		this.registration = undefined;
	}

	private async register(activation: 'activate' | 'update' | 'init'): Promise<void> {
		const { process } = this;
		const statics = structuredClone(this.saved);
		const registration = { context: {}, statics, isCurrent: true };
		registration.context = this.contextOf(statics, activation, 5 * MINUTE);
		this.registration = registration;
		if (this.mode === 'durable' && activation === 'init') return;
		let items: INodeExecutionData[] | undefined;
		try {
			items = (await this.trigger.poll.call(registration.context as never))?.[0];
		} catch (error) {
			this.log.push(`The trigger could not be started: ${(error as Error).message}`);
		}
		if (this.process !== process) return;
		// The first poll's items are emitted even if the workflow was published again meanwhile.
		if (items) return await this.emit(statics, items);
		if (this.mode === 'durable') this.saved.global = structuredClone(statics.global);
		else if (registration.isCurrent) this.save(statics);
	}

	private async tick(): Promise<void> {
		const { registration, process } = this;
		if (!registration) return;
		const isDurable = this.mode === 'durable';
		const statics = isDurable ? structuredClone(this.saved) : registration.statics;
		const context = isDurable ? this.contextOf(statics, 'update', 36_000) : registration.context;
		const started = this.time.now;
		if (this.republishesAtPoll !== undefined) {
			void this.time.sleep(this.republishesAtPoll).then(async () => await this.publish());
			this.republishesAtPoll = undefined;
		}
		try {
			const items = (await this.trigger.poll.call(context as never))?.[0];
			const isAbandoned = isDurable && this.time.now - started > 45_000;
			if (this.process !== process || !registration.isCurrent || isAbandoned) return;
			if (items) await this.emit(statics, items);
			else if (isDurable) await this.commit(statics, process);
		} catch (error) {
			this.failedExecutions++;
			this.log.push(`Failed execution: ${(error as Error).message}`);
		}
	}

	private async emit(statics: Statics, items: INodeExecutionData[]): Promise<void> {
		const isStored = this.failingStores === 0;
		this.failingStores = Math.max(0, this.failingStores - 1);
		// With durable cursors, one transaction stores both.
		if (this.mode === 'durable') {
			if (!isStored) return;
			if (this.killsAtEmission) return this.killOnce();
			if (!(await this.commit(statics, this.process))) return;
		} else this.save(statics);
		if (this.killsAtEmission) return this.killOnce();
		if (!isStored) return;
		await this.time.sleep(5);
		const [passed] = await this.trigger.execute.call(this.executionOf(items) as never);
		this.ran.push(...passed.map(({ json }) => json));
	}

	/** Durable cursors: the transaction takes a while, and the next poll may start before its end. */
	private async commit(statics: Statics, process: number): Promise<boolean> {
		const committed = structuredClone(statics);
		await this.time.sleep(COMMIT_MS);
		if (this.process === process) this.save(committed);
		return this.process === process;
	}

	private killOnce(): void {
		this.killsAtEmission = false;
		this.kill();
		void this.time.sleep(5000).then(async () => await this.restart());
	}

	private save(statics: Statics): void {
		this.saved = JSON.parse(JSON.stringify(statics)) as Statics;
	}

	private contextOf(statics: Statics, activation: string, budget: number): object {
		return {
			...this.node(`${this.id}, process ${this.process}`),
			getMode: () => 'trigger',
			getActivationMode: () => activation,
			getPollBudgetMs: () => budget,
			getNodeParameter: (name: string, standard: unknown) => this.parameters[name] ?? standard,
			getWorkflowStaticData: (type: 'node' | 'global') => statics[type],
			helpers: {
				httpRequestWithAuthentication: async (_: string, options: { url: string }) =>
					await this.siteGpt.respond(options),
			},
		};
	}

	private executionOf(items: INodeExecutionData[]): object {
		const where = this.mode === 'queue' ? 'worker' : `process ${this.process}`;
		return {
			...this.node(`${this.id}, ${where}`),
			getMode: () => 'trigger',
			getInputData: () => items,
			getNodeParameter: (name: string, _: number, standard: unknown) =>
				this.parameters[name] ?? standard,
			getExecuteData: () => ({ node: {} }),
			helpers: {
				checkProcessedAndRecord: async (entries: string[]) => {
					const known = entries.filter((entry) => this.processed.has(entry));
					for (const entry of entries) this.processed.add(entry);
					return { processed: known, new: entries.filter((entry) => !known.includes(entry)) };
				},
			},
		};
	}

	private node(workflowId: string): object {
		const add = (text: string) => this.log.push(text);
		return {
			getNode: () => ({ id: 'node', name: 'Trigger', type: 'siteGptPollingTrigger' }),
			getWorkflow: () => ({ id: workflowId, name: 'Workflow', active: true }),
			getTimezone: () => 'America/New_York',
			getCredentials: async () => ({
				accessToken: `sgpt_${workflowId.replaceAll(/\W/g, '_')}`,
				baseUrl: 'https://sitegpt.example',
			}),
			logger: { warn: add, info: add, error: add, debug: () => {} },
		};
	}
}
