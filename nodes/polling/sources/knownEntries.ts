import type { Entry } from '../core/source';

/** The most entries of a list that n8n keeps as known, those that changed last. */
export const MAX_STORED_KNOWN = 500;

/** The most contents of these that n8n keeps, at 8 bytes each. */
const MAX_STORED_CONTENTS = 1000;

/** What n8n keeps. All times in milliseconds since 1970. */
export interface KnownEntriesState {
	/** By ID: the time of the last change, and what is known in it; only the time if it was never read. */
	known?: Record<string, [time: number | null, contents?: string]>;
	/** All entries that changed after this are known; missing until the whole list was read once. */
	completeFrom?: number;
}

interface Known {
	time: number | null;
	/** Hashes of what it holds; undefined if it was never read. */
	contents: Set<string> | undefined;
}

/**
 * The entries of a filtered list that were in it before. What happened to an entry so that it's listed now may not
 * have changed its time. But if the whole list was read before, and it wasn't in there, it happened since.
 */
export class KnownEntries {
	private readonly entries: Map<string, Known>;

	private completeFrom: number | undefined;

	constructor({ known = {}, completeFrom }: KnownEntriesState = {}) {
		this.entries = new Map(
			Object.entries(known).map(([id, [time, contents]]) => [
				id,
				{ time, contents: contents === undefined ? undefined : new Set(contents.match(/.{8}/g)) },
			]),
		);
		this.completeFrom = completeFrom;
	}

	get ids(): string[] {
		return [...this.entries.keys()];
	}

	has({ id }: Pick<Entry, 'id'>): boolean {
		return this.entries.has(id);
	}

	/** What is known in an entry: hashes; undefined if it was never read. */
	contentsOf(id: string): Set<string> | undefined {
		return this.entries.get(id)?.contents;
	}

	/** Notes that an entry is in the list, and its time. */
	add({ id, time }: Pick<Entry, 'id' | 'time'>, contents = this.contentsOf(id)): void {
		this.entries.set(id, { time: time ?? this.entries.get(id)?.time ?? null, contents });
	}

	delete(id: string): void {
		this.entries.delete(id);
	}

	/** Notes that the whole list was read. */
	noteWhole(): void {
		this.completeFrom = 0;
	}

	/** Whether the whole list was read before. */
	get isComplete(): boolean {
		return this.completeFrom !== undefined;
	}

	/** Whether an entry is certainly in the list for the first time. */
	isNewlyListed({ id, time }: Pick<Entry, 'id' | 'time'>): boolean {
		const { completeFrom } = this;
		if (completeFrom === undefined || this.entries.has(id)) return false;
		return completeFrom === 0 || (time !== null && time > completeFrom);
	}

	/** What n8n should keep: of too many, those that changed last. */
	toState(): KnownEntriesState {
		const all = [...this.entries].sort(([, a], [, b]) => (b.time ?? 0) - (a.time ?? 0));
		let size = 0;
		const dropped = all.findIndex(([, { contents }], index) => {
			size += contents?.size ?? 0;
			return index >= MAX_STORED_KNOWN || size > MAX_STORED_CONTENTS;
		});
		const kept = dropped < 0 ? all : all.slice(0, dropped);
		const from = dropped < 0 ? 0 : Math.max(1, all[dropped][1].time ?? 0);
		const { completeFrom } = this;
		return {
			known: Object.fromEntries(
				kept.map(([id, { time, contents }]) => [
					id,
					contents === undefined ? [time] : [time, [...contents].join('')],
				]),
			),
			...(completeFrom === undefined ? {} : { completeFrom: Math.max(completeFrom, from) }),
		};
	}
}
