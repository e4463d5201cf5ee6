/** What is known about an event. */
export type Known =
	/** Nothing. Call `settle` once it is known whether n8n has accepted it. */
	| { type: 'new'; settle: (isAccepted: boolean) => void }
	/** It is not known yet whether n8n accepts it. */
	| { type: 'pending' }
	/** n8n has accepted it. */
	| { type: 'seen' };

interface Delivery {
	/** When it arrived, in milliseconds on the monotonic clock. */
	arrivedAt: number;
	isAccepted: boolean;
}

interface NodeMemory {
	/** By idempotency key, the oldest first. Nothing in it refers to a response, its request, or its socket. */
	deliveries: Map<string, Delivery>;
	/** The latest time at which any of them expires, in milliseconds on the monotonic clock. */
	expiresAt: number;
}

/** How many deliveries are remembered for each node: at about 200 bytes each, 2 MB. */
export const MAX_DELIVERIES = 10_000;

/** How long SiteGPT's attempts can take together: four of 5 s each, with 1, 5, and 25 s between them. */
const RETRYING_MS = 51_000;

/** Minimum time between two searches for nodes that are no longer called. */
const SWEEP_INTERVAL_MS = 1000;

const memories = new Map<string, NodeMemory>();
let lastSweepAt = -Infinity;

/**
 * Returns what is known about an event and, if it is new, records this delivery in the memory of this
 * process.
 *
 * An event is pending until it is settled: then it is seen if n8n has accepted it, and new again if not.
 * An event that was recorded as seen on arrival would be lost if n8n failed to store it, because
 * SiteGPT's retry would be answered as a duplicate.
 *
 * A seen event is remembered for `windowMs` after its arrival, a pending one for at least 51 s. For each
 * node, the last {@link MAX_DELIVERIES} are remembered.
 * @param node identifies the node: each has a memory of its own
 * @param key the event's idempotency key
 * @param windowMs milliseconds
 * @param now milliseconds on the monotonic clock
 */
export function recordDelivery(
	node: string,
	key: string,
	windowMs: number,
	now: number = performance.now(),
): Known {
	sweep(now);
	const memory = memories.get(node) ?? { deliveries: new Map(), expiresAt: 0 };
	memories.set(node, memory);
	memory.expiresAt = now + pendingMs(windowMs);
	const { deliveries } = memory;
	dropExpired(deliveries, windowMs, now);

	const earlier = deliveries.get(key);
	if (earlier && !isExpired(earlier, windowMs, now)) {
		return { type: earlier.isAccepted ? 'seen' : 'pending' };
	}

	const delivery: Delivery = { arrivedAt: now, isAccepted: false };
	deliveries.delete(key); // so that it moves to the end, where the newest are
	deliveries.set(key, delivery);
	if (deliveries.size > MAX_DELIVERIES) deliveries.delete(deliveries.keys().next().value as string);
	const settle = (isAccepted: boolean) => {
		if (isAccepted) delivery.isAccepted = true;
		else if (deliveries.get(key) === delivery) deliveries.delete(key);
	};
	return { type: 'new', settle };
}

/** How many deliveries this process remembers, of all nodes together. */
export function countRemembered(): number {
	let count = 0;
	for (const { deliveries } of memories.values()) count += deliveries.size;
	return count;
}

function pendingMs(windowMs: number): number {
	return Math.max(windowMs, RETRYING_MS);
}

function isExpired(delivery: Delivery, windowMs: number, now: number): boolean {
	return now - delivery.arrivedAt >= (delivery.isAccepted ? windowMs : pendingMs(windowMs));
}

/** The oldest come first, so the first that has not expired ends the search. */
function dropExpired(deliveries: Map<string, Delivery>, windowMs: number, now: number): void {
	for (const [key, delivery] of deliveries) {
		if (!isExpired(delivery, windowMs, now)) return;
		deliveries.delete(key);
	}
}

/** Drops what is remembered for nodes that have not been called for longer than their window. */
function sweep(now: number): void {
	if (now - lastSweepAt < SWEEP_INTERVAL_MS) return;
	lastSweepAt = now;
	for (const [node, { expiresAt }] of memories) {
		if (now >= expiresAt) memories.delete(node);
	}
}
