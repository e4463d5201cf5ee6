import { randomBytes } from 'node:crypto';
import { type Kind, newEvent, type SentEvent } from '../payloads.ts';
import { realClock } from './clock.ts';
import { deliver, type DeliveryOptions, type Target } from './deliver.ts';

export interface Destination extends Target {
	kind: Kind;
}

export interface Sending extends DeliveryOptions {
	/** get the events in turn */
	destinations: readonly Destination[];
	events: number;
	/** events per second, on average */
	rate: number;
	/** how many events are sent at the same time; default: 1 */
	burst?: number;
	prefix?: string;
	/** called for each event before its first attempt */
	onEvent?(event: SentEvent, number: number): void;
}

/**
 * Sends events at a given rate, without waiting for earlier deliveries. Resolves to the events once each of them is
 * delivered or dropped.
 */
export async function send(sending: Sending): Promise<SentEvent[]> {
	const { destinations, events: count, rate, burst = 1, clock = realClock, signal } = sending;
	const prefix = sending.prefix ?? `test_${randomBytes(4).toString('hex')}`;
	const started = clock.now();
	const events: SentEvent[] = [];
	const deliveries: Array<Promise<unknown>> = [];
	while (events.length < count) {
		// Relative to the start, not to the last event, so late timers don't lower the rate.
		const wait = started + (events.length / rate) * 1000 - clock.now();
		if (wait > 0) await clock.sleep(wait, signal);
		signal?.throwIfAborted();
		for (let n = 0; n < burst && events.length < count; n++) {
			const destination = destinations[events.length % destinations.length];
			if (!destination) throw new Error('No destination to send to');
			const event = newEvent(destination.kind, `${prefix}_${events.length + 1}`);
			events.push(event);
			sending.onEvent?.(event, events.length);
			const delivery = deliver(event, destination, sending);
			// Promise.all below rejects with it; this prevents an unhandled rejection until then.
			delivery.catch(() => {});
			deliveries.push(delivery);
		}
	}
	await Promise.all(deliveries);
	return events;
}
