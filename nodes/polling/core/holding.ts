import type { Entry } from './source';

/** The most entries of one walk that are held. With more, those with the latest times are found again later. */
export const MAX_HELD = 10_000;

/** What a walk has found. It is held until the walk has come to the mark, so that the oldest come first. */
export class Holding {
	private entries: Entry[] = [];

	/** The earliest time of what was dropped because it was too much, in milliseconds since 1970. */
	droppedFrom = Infinity;

	/** Forgets everything, for a new walk. */
	clear(): void {
		this.entries = [];
		this.droppedFrom = Infinity;
	}

	add(entries: readonly Entry[]): void {
		this.entries.push(...entries);
		// Entries without a time stay: nothing would tell later that they weren't found before.
		const dated = this.entries.filter(({ time }) => time !== null);
		if (dated.length <= MAX_HELD) return;
		const dropped = new Set(dated.sort((a, b) => a.time! - b.time!).slice(MAX_HELD));
		for (const { time } of dropped) this.droppedFrom = Math.min(this.droppedFrom, time!);
		this.entries = this.entries.filter((entry) => !dropped.has(entry));
	}

	/** Everything that is held. It isn't held anymore after that. */
	release(): Entry[] {
		const { entries } = this;
		this.entries = [];
		return entries;
	}
}
