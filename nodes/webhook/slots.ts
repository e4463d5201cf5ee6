/** Into how many slots a window is divided. */
const SLOTS = 3;

/**
 * Milliseconds by which a retry may seem to be older than the delivery before it: the clocks of two
 * computers differ, and of two workers one may overtake the other.
 */
const OVERTAKEN_BY_MS = 5000;

/** Where a delivery is on a time line that is divided into slots. */
export interface Slots {
	/** The slot of the delivery itself. */
	own: number;
	/** The slots in which another delivery of the same event is a repeat of this one, the own one included. */
	ofRepeats: number[];
}

/**
 * Divides the time into slots of a third of the window. If each delivery that passes marks `ofRepeats`, and
 * each delivery whose own slot is marked is dropped without marking anything, then every event is
 * remembered for 1 to 1 1/3 windows from the delivery that passed, and no repeat extends that.
 * @param at when the delivery arrived, in milliseconds since 1970
 * @param windowMs milliseconds, more than 0
 */
export function slotsOf(at: number, windowMs: number): Slots {
	// Multiplied first: a third of a window may be no whole number, which floor() would round to either side.
	const slotAt = (time: number) => Math.floor((time * SLOTS) / windowMs);
	const own = slotAt(at);
	const first = slotAt(at - Math.min(OVERTAKEN_BY_MS, windowMs / SLOTS));
	const last = own + SLOTS;
	return { own, ofRepeats: Array.from({ length: last - first + 1 }, (_, n) => first + n) };
}
