import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { SiteGptEvent } from '../../events/event';
import { idempotencyKey } from '../../events/idempotencyKey';
import { endWithoutItems } from './alwaysOutputData';
import { ensureRecorded, withEntries, type EntryStore } from './entryStore';
import { readWindowAcrossProcesses } from '../settings';
import { slotsOf } from './slots';

interface Delivery {
	item: INodeExecutionData;
	/** The event's idempotency key. */
	key: string;
	/** The entry that is in the database if this delivery is a repeat. */
	own: string;
	/** The entries that make later deliveries of the same event repeats. */
	ofRepeats: string[];
}

/**
 * The last step of a trigger, which n8n runs where it runs the workflow. With Ignore Duplicate Deliveries
 * set to Across All n8n Processes, it looks in n8n's database whether an event has started the workflow
 * before. If so, its item is dropped, and an execution without items ends here.
 *
 * Two deliveries at the same time may both pass, because n8n can't look and record in one step. If the
 * database can't be read, the event passes: better to run it twice than to lose it.
 */
export async function dropRepeats(
	context: IExecuteFunctions,
	event: SiteGptEvent,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const windowMs = readWindowAcrossProcesses(context, event);
	// Not for a test event, and not for the retry of an execution, whose event is recorded already.
	if (windowMs === 0 || context.getMode() !== 'webhook') return [items];
	const deliveries = oneOfEach(items.map((item) => deliveryOf(item, windowMs)));
	const fresh = await passAndRecord(context, deliveries);
	if (fresh.length === 0) endWithoutItems(context);
	return [fresh.map(({ item }) => item)];
}

/** The deliveries that start the workflow, which are recorded. Throws nothing. */
async function passAndRecord(
	context: IExecuteFunctions,
	deliveries: Delivery[],
): Promise<Delivery[]> {
	let fresh = deliveries;
	try {
		// In one turn, so that of two deliveries in this process only one passes.
		await withEntries(context, async (store) => {
			fresh = await withoutRepeats(store, deliveries);
			await store.record(entriesOf(fresh)).catch(() => {}); // ensureRecorded tries again
		});
	} catch (error) {
		// No second attempt: the failed one may have recorded the entry, and the event would be lost.
		warn(context, 'check for duplicates', error);
	}
	try {
		await ensureRecorded(context, entriesOf(fresh));
	} catch (error) {
		warn(context, 'record an event', error);
	}
	return fresh;
}

/**
 * The deliveries whose events have not passed before. Looking an entry up also records it, so this looks up
 * nothing but each delivery's own slot: entries of later slots would extend the window with each repeat.
 * @throws what the database throws
 */
async function withoutRepeats(store: EntryStore, deliveries: Delivery[]): Promise<Delivery[]> {
	const known = await store.record(deliveries.map(({ own }) => own));
	return deliveries.filter(({ own }) => !known.has(own));
}

function entriesOf(deliveries: Delivery[]): string[] {
	return deliveries.flatMap(({ ofRepeats }) => ofRepeats);
}

/** The first delivery of each event. */
function oneOfEach(deliveries: Delivery[]): Delivery[] {
	const firsts = new Map<string, Delivery>();
	for (const delivery of deliveries) {
		if (!firsts.has(delivery.key)) firsts.set(delivery.key, delivery);
	}
	return [...firsts.values()];
}

/** With Simplify off, an item is what SiteGPT sent, without anything of ours. */
function deliveryOf(item: INodeExecutionData, windowMs: number): Delivery {
	const { receivedAt, idempotencyKey: given } = item.json as IDataObject;
	const at = typeof receivedAt === 'string' ? Date.parse(receivedAt) : NaN;
	const isOurs = typeof given === 'string' && !Number.isNaN(at);
	const key = isOurs ? given : idempotencyKey(item.json);
	const { own, ofRepeats } = slotsOf(isOurs ? at : Date.now(), windowMs);
	return {
		item,
		key,
		own: `${key} ${own}`,
		ofRepeats: ofRepeats.map((slot) => `${key} ${slot}`),
	};
}

function warn(context: IExecuteFunctions, what: string, error: unknown): void {
	context.logger.warn(
		`${context.getNode().name} could not ${what} in n8n's database, so a repeat may start the workflow: ${(error as Error)?.message}`,
	);
}
