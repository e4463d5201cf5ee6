import { createHash } from 'node:crypto';

/** {@link Seen} as JSON, for n8n to keep. */
export interface SeenState {
	/** What was created before this, in milliseconds since 1970, has been seen; null if nothing has. */
	floor: number | null;
	/** Hashes of what has been seen since, with the time of creation; 0 if it has none. */
	ids: Record<string, number>;
}

/**
 * How long IDs are kept, in milliseconds: an object may show up in a list later than one that was created
 * after it, and the clocks of several servers differ.
 */
export const WINDOW = 24 * 60 * 60 * 1000;

/** How many IDs are kept, at about 27 bytes each; more only if that many were created at the same time. */
export const MOST_IDS = 1000;

/** Which objects have been seen, in bounded space: by time of creation, and by ID in a window. */
export class Seen {
	private floor: number | null;

	private readonly ids: Map<string, number>;

	constructor({ floor, ids }: SeenState = { floor: null, ids: {} }) {
		this.floor = floor;
		this.ids = new Map(Object.entries(ids));
	}

	/** What was created before this has been seen, in milliseconds since 1970; null if nothing has. */
	get seenBefore(): number | null {
		return this.floor;
	}

	/** @param createdAt milliseconds since 1970; null if that can't be read */
	has(id: string, createdAt: number | null): boolean {
		if (createdAt !== null && this.floor !== null && createdAt < this.floor) return true;
		return this.ids.has(hashOf(id));
	}

	/** Adds an object. Call {@link trim} after several. */
	add(id: string, createdAt: number | null): void {
		this.ids.set(hashOf(id), createdAt ?? 0);
	}

	/** Counts everything before an instant as seen. */
	raiseFloor(instant: number): void {
		this.floor = Math.max(this.floor ?? -Infinity, instant);
	}

	/** Forgets what is no longer there, so that it counts as new when it comes back. */
	keepOnly(present: Iterable<string>): void {
		const kept = new Set([...present].map(hashOf));
		for (const hash of this.ids.keys()) if (!kept.has(hash)) this.ids.delete(hash);
	}

	/** Drops IDs older than the window and the oldest beyond the limit: the floor covers them. */
	trim(): void {
		const times = [...this.ids.values()].filter((time) => time > 0).sort((a, b) => a - b);
		if (times.length === 0) return;
		this.raiseFloor(times[times.length - 1] - WINDOW);
		if (times.length > MOST_IDS) this.raiseFloor(times[times.length - MOST_IDS]);
		for (const [hash, time] of this.ids) {
			if (time > 0 && time < this.floor!) this.ids.delete(hash);
		}
	}

	toState(): SeenState {
		return { floor: this.floor, ids: Object.fromEntries(this.ids) };
	}
}

/** 66 bits of it, enough that no two of a thousand IDs collide. */
function hashOf(id: string): string {
	return createHash('sha256').update(id).digest('base64url').slice(0, 11);
}
