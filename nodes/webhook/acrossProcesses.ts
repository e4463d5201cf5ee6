import {
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import type { SiteGptEvent } from '../events/event';
import { idempotencyKey } from '../events/idempotencyKey';
import { readWindowAcrossProcesses } from './settings';

/**
 * How many entries n8n's store keeps for one trigger, two an event. It is read and written as a whole
 * for each event, some 24 bytes an entry.
 */
const MOST_ENTRIES = 2000;

/** How often the store is asked again for what it was given. */
const MOST_LOOKS = 5;

/** Milliseconds before it is: by then, whoever had read the store before has written it back. */
const LOOK_AFTER = 25;

/**
 * The last step of a trigger, which n8n runs where it runs the workflow. With Ignore Duplicate
 * Deliveries across all processes, it asks n8n's own store whether the event came before, and if so ends
 * the execution here, with no item.
 *
 * The store does not ask and record in one step, so of two deliveries at the very same moment both may
 * pass. If it cannot be asked, the event passes: run twice is better than lost.
 */
export async function endRepeats(
	context: IExecuteFunctions,
	event: SiteGptEvent,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const windowMs = readWindowAcrossProcesses(context, event);
	// Not for a test event, and not for the retry of an execution, whose event the store knows already.
	if (windowMs === 0 || context.getMode() !== 'webhook') return [items];
	const fresh: INodeExecutionData[] = [];
	for (const item of items) {
		const entries = entriesFor(item.json, windowMs);
		try {
			const isRepeat = await checkAndRecord(context, entries);
			if (!isRepeat) fresh.push(item);
		} catch (error) {
			context.logger.warn(
				`${context.getNode().name} could not ask n8n's store for duplicates, so the event passes: ${(error as Error)?.message}`,
			);
			fresh.push(item);
		}
	}
	return [fresh];
}

/**
 * Whether the store knew one of the entries. It is read, changed and written back as a whole, so what one
 * process records another one may overwrite in the same moment; and the very first two entries of a
 * trigger cannot both be recorded. Hence the second look, which records again what is missing.
 * @throws what the store throws, each time that it was asked
 */
async function checkAndRecord(context: IExecuteFunctions, entries: string[]): Promise<boolean> {
	const store = `${context.getWorkflow().id} ${context.getNode().name}`;
	let isRepeat: boolean | undefined;
	let failure: unknown;
	for (let look = 1; look <= MOST_LOOKS; look++) {
		if (look > 1) await sleep(LOOK_AFTER * (0.5 + Math.random()));
		try {
			const { processed } = await oneAtATime(
				store,
				async () =>
					await context.helpers.checkProcessedAndRecord(entries, 'node', {
						mode: 'entries',
						maxEntries: MOST_ENTRIES,
					}),
			);
			const isKnown = processed.length > 0;
			isRepeat ??= isKnown;
			if (isKnown) return isRepeat;
		} catch (error) {
			failure = error;
		}
	}
	if (isRepeat === undefined) throw failure;
	return isRepeat;
}

/** What is under way for each trigger of this process, as far as it has to wait for its turn. */
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

/**
 * The store knows no time, so an entry names the window that an event came in. A repeat comes in the same
 * window or in the next one, and so both are asked for: an event is remembered for one to two windows.
 * With Simplify off an item is what SiteGPT sent, and nothing of ours is in it.
 */
function entriesFor(json: IDataObject, windowMs: number): string[] {
	const { receivedAt, idempotencyKey: given } = json;
	const isOurs = typeof receivedAt === 'string' && typeof given === 'string';
	const key = isOurs ? given : idempotencyKey(json);
	const window = Math.floor((isOurs ? Date.parse(receivedAt) : Date.now()) / windowMs);
	return [`${key} ${window}`, `${key} ${window - 1}`];
}
