import { type EndableResponse, onResponseEnd } from './responseEnd';

/** The part of a response that a request in a batch needs. */
export interface BatchedResponse extends EndableResponse {
	/** Whether its connection is closed. */
	readonly destroyed: boolean;
	once(event: 'close', listener: () => void): unknown;
}

/** What a request should do. */
export type Turn<Item> =
	/** Start an execution with these items, in the order of their arrival. Its response answers for all. */
	| { type: 'leading'; items: Item[] }
	/** Answer that the event is accepted: the execution with its item is stored. */
	| { type: 'stored' }
	/** Answer 503: the execution with its item isn't stored, or not before its sender stops waiting. */
	| { type: 'notStored' }
	/** Answer 503: too many requests are waiting. */
	| { type: 'refused' };

/** The time, which tests control. */
export interface Clock {
	/** Milliseconds on a monotonic clock. */
	now(): number;
	sleep(ms: number): Promise<void>;
}

/** How many requests with one key may wait. */
export const MAX_WAITING = 500;

/** How long a request waits for its answer, in milliseconds: SiteGPT gives up on it after 5 s. */
export const MAX_WAIT_MS = 4500;

interface Request<Item> {
	item: Item;
	response: BatchedResponse;
	arrivedAt: number;
	take(turn: Turn<Item>): void;
	settle(isStored: boolean): void;
}

/** The requests with one key. */
interface Group<Item> {
	key: string;
	/** How many items may be in one execution. */
	most: number;
	/** Identifies the request that leads, without keeping it in memory. */
	leader: symbol | undefined;
	leadsSince: number;
	/** The others whose items are in the leader's execution and that have no answer yet, the oldest first. */
	followers: Set<Request<Item>>;
	/** The requests for the next executions, the oldest first. */
	waiting: Set<Request<Item>>;
}

/**
 * Group commit, as in databases: the first request starts an execution immediately. Requests that arrive
 * while n8n is storing it wait, and then start one execution together. Each request gets exactly one
 * {@link Turn}, and then one call of `settle`, which may come after its answer: an execution that is not
 * stored in time may still be stored later. If n8n never ends a leader's response, there is no such call.
 */
export class Batches<Item> {
	private readonly groups = new Map<string, Group<Item>>();
	private isWatched = false;

	constructor(private readonly clock: Clock) {}

	/**
	 * Resolves once it is known what the request should do. A request whose sender hangs up while it waits
	 * is left out, because the sender retries.
	 * @param key items of requests with different keys are never in one execution
	 * @param most how many items may be in one execution; the same for each request with this key
	 * @param settle called with whether the item is in an execution that n8n has stored; must not throw
	 */
	async join(
		key: string,
		item: Item,
		response: BatchedResponse,
		most: number,
		settle: (isStored: boolean) => void,
	): Promise<Turn<Item>> {
		return await new Promise((take) => {
			const request = { item, response, arrivedAt: this.clock.now(), take, settle };
			const group = this.groups.get(key);
			if (!group) {
				this.startGroup(key, request, most);
			} else if (group.waiting.size >= MAX_WAITING) {
				settle(false);
				take({ type: 'refused' });
			} else {
				this.wait(group, request);
			}
		});
	}

	private startGroup(key: string, request: Request<Item>, most: number): void {
		const group: Group<Item> = {
			key,
			most,
			leader: undefined,
			leadsSince: 0,
			followers: new Set(),
			waiting: new Set(),
		};
		this.groups.set(key, group);
		this.lead(group, [request]);
	}

	private wait(group: Group<Item>, request: Request<Item>): void {
		group.waiting.add(request);
		request.response.once('close', () => {
			if (group.waiting.delete(request)) leaveOut(request);
		});
		this.expire(group);
		void this.watch();
	}

	private lead(group: Group<Item>, requests: ReadonlyArray<Request<Item>>): void {
		const [first, ...others] = requests;
		const leader = Symbol('leader');
		group.leader = leader;
		group.leadsSince = this.clock.now();
		group.followers = new Set(others);
		first.take({ type: 'leading', items: requests.map(({ item }) => item) });
		// Only these, so that a leader that never ends keeps neither responses nor items in memory.
		const settles = requests.map(({ settle }) => settle);
		onResponseEnd(first.response, (status) => {
			for (const settle of settles) settle(status === 200);
			if (group.leader === leader) this.endLead(group, status === 200);
		});
	}

	/** Answers the followers, and lets the next ones lead. */
	private endLead(group: Group<Item>, isStored: boolean): void {
		group.leader = undefined;
		for (const { take } of group.followers) take({ type: isStored ? 'stored' : 'notStored' });
		group.followers.clear();
		const next: Array<Request<Item>> = [];
		for (const request of group.waiting) {
			if (next.length === group.most) break;
			group.waiting.delete(request);
			if (request.response.destroyed) leaveOut(request);
			else next.push(request);
		}
		if (next.length > 0) this.lead(group, next);
		else this.groups.delete(group.key);
	}

	/**
	 * Makes sure that no request waits longer than its sender. One timer for all groups is enough: requests
	 * that arrive while it runs are due later.
	 */
	private async watch(): Promise<void> {
		if (this.isWatched) return;
		this.isWatched = true;
		for (let due; (due = this.nextDue()) < Infinity;) {
			await this.clock.sleep(Math.max(1, due - this.clock.now()));
			for (const group of this.groups.values()) this.expire(group);
		}
		this.isWatched = false;
	}

	/** When the next request has waited, or led, for long enough; Infinity if there is none. */
	private nextDue(): number {
		const since = [...this.groups.values()].map(({ followers, waiting, leadsSince }) => {
			const [oldest] = followers.size > 0 ? followers : waiting;
			return Math.min(oldest?.arrivedAt ?? Infinity, leadsSince);
		});
		return Math.min(...since) + MAX_WAIT_MS;
	}

	private expire(group: Group<Item>): void {
		const isOver = (since: number) => this.clock.now() - since >= MAX_WAIT_MS;
		for (const request of group.followers) {
			if (!isOver(request.arrivedAt)) break;
			group.followers.delete(request);
			request.take({ type: 'notStored' });
		}
		for (const request of group.waiting) {
			if (!isOver(request.arrivedAt)) break;
			group.waiting.delete(request);
			leaveOut(request);
		}
		if (isOver(group.leadsSince)) this.endLead(group, false);
	}
}

/** Its item is in no execution, and never will be. */
function leaveOut<Item>({ take, settle }: Request<Item>): void {
	settle(false);
	take({ type: 'notStored' });
}
