import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { SiteGptEvent } from '../../events/event';
import { idempotencyKey } from '../../events/idempotencyKey';
import { endWithoutItems } from '../../once/endWithoutItems';
import { passAndRecord, type Passing } from '../../once/passAndRecord';
import { readWindowAcrossProcesses } from '../settings';
import { getSlots } from './slots';

interface Delivery extends Passing {
	item: INodeExecutionData;
	/** The event's idempotency key. */
	key: string;
}

/**
 * The last step of a trigger, which n8n runs in the process of the workflow. With Ignore Duplicate Deliveries
 * set to Across All n8n Processes, it looks in n8n's database whether an event has started the workflow
 * before. If so, its item is dropped, and an execution without items ends here.
 *
 * Two deliveries at the same time may both pass, because n8n can't look and record in one step. If the
 * database can't be read, the event passes: better to run it twice than to lose it.
 */
export async function dropDuplicates(
	context: IExecuteFunctions,
	event: SiteGptEvent,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const windowMs = readWindowAcrossProcesses(context, event);
	// Not for a test event, and not for the retry of an execution, whose event is recorded already.
	if (windowMs === 0 || context.getMode() !== 'webhook') return [items];
	const deliveries = withoutSameEvent(items.map((item) => toDelivery(item, windowMs)));
	const fresh = await passAndRecord(context, deliveries);
	if (fresh.length === 0) endWithoutItems(context);
	return [fresh.map(({ item }) => item)];
}

/** The first delivery of each event. */
function withoutSameEvent(deliveries: Delivery[]): Delivery[] {
	const firsts = new Map<string, Delivery>();
	for (const delivery of deliveries) {
		if (!firsts.has(delivery.key)) firsts.set(delivery.key, delivery);
	}
	return [...firsts.values()];
}

/** With Simplify off, an item is what SiteGPT sent, without a key or a time. */
function toDelivery(item: INodeExecutionData, windowMs: number): Delivery {
	const { receivedAt, idempotencyKey: given } = item.json as IDataObject;
	const at = typeof receivedAt === 'string' ? Date.parse(receivedAt) : NaN;
	const isOurs = typeof given === 'string' && !Number.isNaN(at);
	const key = isOurs ? given : idempotencyKey(item.json);
	const { slot, duplicateSlots } = getSlots(isOurs ? at : Date.now(), windowMs);
	return {
		item,
		key,
		entry: `${key} ${slot}`,
		laterEntries: duplicateSlots.map((each) => `${key} ${each}`),
	};
}
