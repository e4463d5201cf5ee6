/** The number of slots that a window is divided into. */
const SLOTS = 3;

/**
 * By how many milliseconds a retry may seem older than the delivery before it, because two computers'
 * clocks differ or one worker overtakes another.
 */
const MAX_CLOCK_DIFFERENCE_MS = 5000;

/** The place of a delivery in time, which is divided into numbered slots. */
interface Slots {
	/** The slot of the delivery itself. */
	slot: number;
	/** The slots in which another delivery of the same event is a repeat of this one, including its own slot. */
	duplicateSlots: number[];
}

/**
 * Divides time into slots of a third of the window. A delivery whose own slot is marked is a repeat and
 * marks nothing; any other one passes and marks `duplicateSlots`. An event is then remembered for 1 to 1 1/3
 * windows after the delivery that passed, and repeats don't extend that.
 * @param at when the delivery arrived, in milliseconds since 1970
 * @param windowMs milliseconds, more than 0
 */
export function getSlots(at: number, windowMs: number): Slots {
	// Multiplied first, because a third of the window isn't always a whole number and would be rounded.
	const slotAt = (time: number) => Math.floor((time * SLOTS) / windowMs);
	const slot = slotAt(at);
	const first = slotAt(at - Math.min(MAX_CLOCK_DIFFERENCE_MS, windowMs / SLOTS));
	const last = slot + SLOTS;
	return { slot, duplicateSlots: Array.from({ length: last - first + 1 }, (_, n) => first + n) };
}
