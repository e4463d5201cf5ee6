import { type IExecuteFunctions, sleep } from 'n8n-workflow';
import { nodeKey } from './nodeKey';

/**
 * How many entries n8n's database keeps for one node, the newest ones, at about 27 bytes each. An event has
 * four or five, so it is enough for about 1,000 events.
 */
const MAX_ENTRIES = 4500;

/** The most times to check whether the database has kept the entries. */
const MAX_CHECKS = 5;

/** Average time before a check: by then, another process that had read the list has written it back. */
const CHECK_AFTER_MS = 25;

/** The entries of one node in n8n's database, which all n8n processes share. */
export interface EntryStore {
	/**
	 * Records the entries.
	 * @returns those that had been recorded before
	 * @throws what the database throws
	 */
	record(entries: string[]): Promise<Set<string>>;
}

/**
 * Does `work` with the node's entries. Only one piece of work for each node is under way in this process
 * at a time.
 * @throws what `work` throws
 */
export async function withEntries<Result>(
	context: IExecuteFunctions,
	work: (store: EntryStore) => Promise<Result>,
): Promise<Result> {
	const store: EntryStore = {
		async record(entries) {
			if (entries.length === 0) return new Set();
			const { processed } = await context.helpers.checkProcessedAndRecord(entries, 'node', {
				mode: 'entries',
				maxEntries: MAX_ENTRIES,
			});
			return new Set(processed.map(String));
		},
	};
	return await oneAtATime(nodeKey(context), async () => await work(store));
}

/**
 * Records the entries again until the database has kept them all, at most five times. n8n reads the list
 * and writes it back as a whole, so two processes that do this at the same time overwrite each other's
 * entries, and one of two that create the list gets an error.
 * @throws what the database throws, if it throws each time
 */
export async function ensureRecorded(context: IExecuteFunctions, entries: string[]): Promise<void> {
	if (entries.length === 0) return;
	let failures = 0;
	let failure: unknown;
	for (let check = 1; check <= MAX_CHECKS; check++) {
		await sleep(CHECK_AFTER_MS * (0.5 + Math.random()));
		try {
			const kept = await withEntries(context, async (store) => await store.record(entries));
			if (kept.size === entries.length) return;
		} catch (error) {
			failures++;
			failure = error;
		}
	}
	if (failures === MAX_CHECKS) throw failure;
}

/** The last piece of work under way or waiting, for each node. */
const turns = new Map<string, Promise<unknown>>();

async function oneAtATime<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
	const result = (turns.get(name) ?? Promise.resolve()).then(work);
	const turn = result.catch(() => {});
	turns.set(name, turn);
	try {
		return await result;
	} finally {
		if (turns.get(name) === turn) turns.delete(name);
	}
}
