import { mapConcurrently } from '../../api/concurrently';
import { isGone } from '../../api/gone';
import { byTime } from '../../api/time';
import { type Note, unreadable } from './notes';
import { concernsAll, describe } from './readErrors';
import type { Contents, Entry, Finding, PollRun, Source } from './source';

/** How old a change has to be, in milliseconds, to count as read: some of SiteGPT's times have no fraction. */
export const SETTLE_MS = 2000;

/** The most conversations that are remembered as read. One that is forgotten is read again. */
const MAX_READ = 20_000;

/** The most conversations that are set aside because they can't be read. With more, the mark doesn't move. */
const MAX_UNREAD = 100;

/** The most of those that a poll tries again, and the most new ones before it gives up. */
const MAX_FAILURES = 10;

interface Unread {
	entry: Entry;
	/** Before this time, what the entry holds is settled, in milliseconds since 1970. */
	since: number;
}

/** Takes what an entry holds; `since` is the time to go by, if not the ledger's. */
export type Accept = (finding: Finding, since: number | undefined) => void;

/** Reads what changed entries hold, the earliest change first. One that can't be read concerns only itself. */
export class EntryReads {
	private readonly toRead = new Map<string, Entry>();

	/** What the next poll reads again. */
	private readonly again = new Map<string, Entry>();

	/** The version of each entry that was read, and SiteGPT's time then. */
	private readonly read = new Map<string, { version: string | null; at: number }>();

	private readonly unread: Map<string, Unread>;

	/**
	 * What could be read at last, with {@link Unread.since}. The mark is past what they hold, so n8n keeps them until all
	 * of that is settled.
	 */
	private readonly readLate = new Map<string, number>();

	/** The number of entries that were read. */
	count = 0;

	/** @param unread what {@link EntryReads.toState} returned */
	constructor(
		private readonly source: Source,
		unread: Readonly<Record<string, number>>,
	) {
		this.unread = new Map(
			Object.entries(unread).map(([id, since]) => [
				id,
				{ since, entry: { id, time: null, version: '', object: {} } },
			]),
		);
	}

	/** The number of entries to read. */
	get size(): number {
		return this.toRead.size;
	}

	/** The earliest time of what is to be read, in milliseconds since 1970. */
	get minTime(): number {
		const times = [...this.toRead.values(), ...this.again.values()].map(({ time }) => time);
		return times.reduce<number>((min, time) => Math.min(min, time ?? Infinity), Infinity);
	}

	/** Whether an entry was read since it changed. */
	isRead({ id, version }: Entry): boolean {
		return version !== null && !this.unread.has(id) && this.read.get(id)?.version === version;
	}

	/** Adds an entry that has to be read. */
	add(entry: Entry): void {
		const { id } = entry;
		const unread = this.unread.get(id);
		if (unread) unread.entry = entry;
		else this.toRead.set(id, { ...entry, messages: this.toRead.get(id)?.messages });
	}

	/** Starts a poll: what has to be read again, and some of what could not be read. */
	startPoll(): void {
		for (const [id, entry] of this.again) if (!this.toRead.has(id)) this.toRead.set(id, entry);
		this.again.clear();
		for (const { entry } of [...this.unread.values()].slice(0, MAX_FAILURES))
			this.toRead.set(entry.id, entry);
	}

	/**
	 * Reads as much as there is time for.
	 * @param floor the time before which everything is settled, for what can't be read
	 * @param isEnough whether a poll can't emit more
	 * @throws whatever concerns more than one entry
	 */
	async readAll(
		run: PollRun,
		floor: number,
		accept: Accept,
		isEnough: () => boolean,
	): Promise<Note[]> {
		const entries = [...this.toRead.values()].sort(byTime);
		const failed: string[] = [];
		let failure: unknown;
		await mapConcurrently(entries, async (entry) => {
			if (failure !== undefined || isEnough() || !run.hasTime()) return;
			try {
				const contents = await this.source.read!(entry, run);
				if (contents) this.noteRead(entry, contents, run, accept);
			} catch (error) {
				if (isGone(error)) this.forget(entry);
				else if (!run.hasTime()) return;
				else if (concernsAll(error) || failed.length >= MAX_FAILURES) failure = error;
				else {
					this.setAside(entry, floor);
					failed.push(describe(entry.id, error));
				}
			}
		});
		if (failure !== undefined) throw failure;
		if (failed.length === 0) return [];
		return [unreadable(failed)];
	}

	/**
	 * What n8n should keep.
	 * @param unsettled the entries that hold something that is not settled
	 */
	toState(unsettled: ReadonlySet<string>): Record<string, number> {
		for (const id of this.readLate.keys()) if (!unsettled.has(id)) this.readLate.delete(id);
		const unread = [...this.unread].map(([id, { since }]) => [id, since] as const);
		return Object.fromEntries([...this.readLate, ...unread]);
	}

	private noteRead(entry: Entry, contents: Contents, run: PollRun, accept: Accept): void {
		const { id, time, version } = entry;
		const since = this.unread.get(id)?.since ?? this.readLate.get(id);
		if (since !== undefined) this.readLate.set(id, since);
		this.forget(entry);
		this.count++;
		for (const finding of contents.findings) accept(finding, since);
		const isRecent = time !== null && run.now - time < SETTLE_MS;
		if (contents.isUnfinished || isRecent) {
			this.again.set(id, { ...entry, messages: undefined });
			return;
		}
		this.read.delete(id);
		this.read.set(id, { version, at: run.now });
		for (const first of this.read.keys()) {
			if (this.read.size <= MAX_READ) break;
			this.read.delete(first);
		}
	}

	private forget({ id }: Entry): void {
		this.toRead.delete(id);
		this.unread.delete(id);
	}

	private setAside(entry: Entry, floor: number): void {
		const { id } = entry;
		const known = this.unread.get(id);
		const since = Math.max(floor, (this.read.get(id)?.at ?? floor) - SETTLE_MS);
		if (!known && this.unread.size >= MAX_UNREAD) return;
		this.forget(entry);
		// As the last one, so that each is tried in turn.
		this.unread.set(id, { since: known?.since ?? since, entry: { ...entry, messages: undefined } });
	}
}
