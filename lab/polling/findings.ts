import type { JsonObject } from '../../harness/json.ts';
import type { Poll } from './nodeProcess.ts';

export interface Cost {
	/** how many came */
	objects: number;
	/** how many of them the trigger emitted */
	found: number;
	/** items that were not one of them, or one of them a second time */
	others: number;
	polls: number;
	requests: number;
	/** the time of all polls together */
	ms: number;
	/** of the static data, at most */
	stateBytes: number;
}

/** Of a poll that finds nothing, of one new object, and of a backlog. */
export interface Costs {
	idle: Cost;
	one: Cost;
	backlog: Cost;
}

interface Finding {
	poll(): Promise<Pick<Poll, 'items' | 'ms' | 'stateBytes'>>;
	/** Lets the API have so many more objects, and returns their IDs. */
	add(objects: number): Promise<unknown[]>;
	idOf(item: JsonObject): unknown;
	/** how many requests there were so far */
	requests(): number;
}

/** polls in a row that emit nothing, after which what is missing counts as lost */
const MAX_IDLE_POLLS = 3;

/** Returns a function that adds objects, and polls until all of them were emitted or nothing comes. */
export function makeFinder({ poll, add, idOf, requests }: Finding) {
	return async (objects: number): Promise<Cost> => {
		const wanted = new Set(objects > 0 ? await add(objects) : []);
		const cost = { objects, found: 0, others: 0, polls: 0, requests: 0, ms: 0, stateBytes: 0 };
		const before = requests();
		for (let idle = 0; idle < MAX_IDLE_POLLS;) {
			const { items, ms, stateBytes } = await poll();
			cost.polls++;
			cost.ms += ms;
			cost.stateBytes = Math.max(cost.stateBytes, stateBytes);
			for (const item of items) {
				if (wanted.delete(idOf(item))) cost.found++;
				else cost.others++;
			}
			if (wanted.size === 0) break;
			idle = items.length > 0 ? 0 : idle + 1;
		}
		cost.requests = requests() - before;
		return cost;
	};
}

export async function idleOneBacklog(
	find: ReturnType<typeof makeFinder>,
	backlogSize: number,
): Promise<Costs> {
	const costs = { idle: await find(0), one: await find(1), backlog: await find(backlogSize) };
	// Whether any of it comes twice.
	costs.backlog.others += (await find(0)).others;
	return costs;
}
