import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { SiteGptEvent } from '../events/event';
import { idempotencyKey } from '../events/idempotencyKey';
import { readWindowAcrossProcesses } from './settings';

/**
 * How many entries n8n's store keeps for one trigger, two an event. It is read and written as a whole
 * for each event, some 24 bytes an entry.
 */
const MOST_ENTRIES = 2000;

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
	try {
		const fresh: INodeExecutionData[] = [];
		for (const item of items) {
			const { processed } = await context.helpers.checkProcessedAndRecord(
				entriesFor(item.json, windowMs),
				'node',
				{ mode: 'entries', maxEntries: MOST_ENTRIES },
			);
			if (processed.length === 0) fresh.push(item);
		}
		return [fresh];
	} catch (error) {
		context.logger.warn(
			`${context.getNode().name} could not ask n8n's store for duplicates, so the event passes: ${(error as Error)?.message}`,
		);
		return [items];
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
