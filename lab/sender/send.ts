import { randomBytes } from 'node:crypto';
import { realClock } from './clock.ts';
import { deliver, type DeliveryOptions } from './deliver.ts';
import { newEvent, type Kind, type SentEvent } from './events.ts';
import type { Target } from './post.ts';

export interface Destination extends Target {
	kind: Kind;
}

export interface Sending extends DeliveryOptions {
	/** each gets every nth event */
	destinations: readonly Destination[];
	/** how many events happen */
	events: number;
	/** events a second */
	rate: number;
	/** how many events happen at once; between two bursts is the time that the rate asks for */
	burst?: number;
	/** what the ids of the events begin with */
	prefix?: string;
	/** called for each event when it happens, before its first attempt */
	onEvent?(event: SentEvent, number: number): void;
}

/**
 * Lets events happen at a given rate, whatever becomes of those before, and delivers each. Resolves to
 * the events once the last one is delivered or given up.
 */
export async function send(sending: Sending): Promise<SentEvent[]> {
	const { destinations, events: count, rate, burst = 1, clock = realClock, signal } = sending;
	const prefix = sending.prefix ?? `test_${randomBytes(4).toString('hex')}`;
	const started = clock.now();
	const events: SentEvent[] = [];
	const deliveries: Array<Promise<unknown>> = [];
	while (events.length < count) {
		// Against the start and not against the last one: the rate holds although timers are late.
		const wait = started + (events.length / rate) * 1000 - clock.now();
		if (wait > 0) await clock.sleep(wait, signal);
		signal?.throwIfAborted();
		for (let n = 0; n < burst && events.length < count; n++) {
			const destination = destinations[events.length % destinations.length];
			if (!destination) throw new Error('There is nowhere to send to');
			const event = newEvent(destination.kind, `${prefix}_${events.length + 1}`);
			events.push(event);
			sending.onEvent?.(event, events.length);
			const delivery = deliver(event, destination, sending);
			// Told below; until then it is not unhandled.
			delivery.catch(() => {});
			deliveries.push(delivery);
		}
	}
	await Promise.all(deliveries);
	return events;
}
