/** The part of a response that tells what became of a delivery. */
export interface Answered {
	readonly writableEnded: boolean;
	readonly statusCode: number;
	once(event: 'close', listener: () => void): unknown;
}

/** What is known of an event: not at all, being worked on, or accepted before. */
export type Known = 'new' | 'pending' | 'seen';

interface Delivery {
	/** When it arrived, in milliseconds on the clock. */
	at: number;
	/** Its response until n8n has ended that, and then what became of it. */
	answer: Answered | 'seen' | 'new';
}

interface Memory {
	/** By idempotency key, the oldest first. */
	deliveries: Map<string, Delivery>;
	/** Those whose sender hung up before n8n had ended the response. */
	hungUp: Set<Delivery>;
}

/** Bounds one node's memory: at some 200 bytes each, 2 MB. */
const MOST_DELIVERIES = 10_000;

/** SiteGPT's longest chain of attempts: four of 5 s, and 1, 5 and 25 s between them. */
const LONGEST_CHAIN_MS = 51_000;

const memories = new Map<string, Memory>();

/**
 * Remembers, in this process, which events were accepted.
 *
 * An event counts as seen once n8n has ended its answer with 200, also when the sender had hung up by
 * then; as pending until it has; and as new again if it ended with anything else. Marked on arrival, an
 * event whose storing failed would be refused as a duplicate when SiteGPT sends it again, and be lost.
 *
 * Says what was known of the event, and if it was new, remembers this delivery as the one to wait for.
 * @param node whose memory it is: nodes do not share theirs
 * @param windowMs for how long after its arrival an accepted event is remembered
 * @param now milliseconds on a clock that nobody sets back
 */
export function knownBefore(
	node: string,
	key: string,
	windowMs: number,
	response: Answered,
	now: number = performance.now(),
): Known {
	const memory = memories.get(node) ?? { deliveries: new Map(), hungUp: new Set() };
	memories.set(node, memory);
	for (const delivery of memory.hungUp) {
		if (release(delivery)) memory.hungUp.delete(delivery);
	}
	const { deliveries } = memory;
	forgetOld(deliveries, windowMs, now);

	const earlier = deliveries.get(key);
	if (earlier && !isOld(earlier, windowMs, now)) {
		const known = stateOf(earlier);
		if (known !== 'new') return known;
	}

	const delivery: Delivery = { at: now, answer: response };
	deliveries.delete(key); // so that it goes to the end, where the youngest are
	deliveries.set(key, delivery);
	if (deliveries.size > MOST_DELIVERIES)
		deliveries.delete(deliveries.keys().next().value as string);
	response.once('close', () => {
		if (!release(delivery)) memory.hungUp.add(delivery);
	});
	return 'new';
}

/** Lets go of a response once n8n has ended it: it is heavy, with its request and socket. */
function release(delivery: Delivery): boolean {
	const state = stateOf(delivery);
	if (state === 'pending') return false;
	delivery.answer = state;
	return true;
}

function stateOf({ answer }: Delivery): Known {
	if (typeof answer === 'string') return answer;
	if (!answer.writableEnded) return 'pending';
	return answer.statusCode === 200 ? 'seen' : 'new';
}

function isOld(delivery: Delivery, windowMs: number, now: number): boolean {
	const keptFor = stateOf(delivery) === 'pending' ? Math.max(windowMs, LONGEST_CHAIN_MS) : windowMs;
	return now - delivery.at >= keptFor;
}

/** The oldest stand first, so the first that is young enough ends the search. */
function forgetOld(deliveries: Map<string, Delivery>, windowMs: number, now: number): void {
	for (const [key, delivery] of deliveries) {
		if (!isOld(delivery, windowMs, now)) return;
		deliveries.delete(key);
	}
}
