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

/** The most conversations that n8n keeps as unread. With more, the mark doesn't move. */
const MAX_UNREAD = 100;

/** How many of those that a poll tries again may fail. */
const MAX_FAILED_AGAIN = 10;

/** How many others may fail before any could be read: then something is wrong with all. */
const MAX_FAILED = 10;

interface Unread {
	entry: Entry;
	/** Before this time, what the entry holds is settled, in milliseconds since 1970. */
	since: number;
	/** Whether it's one of too many: n8n doesn't keep it, so the mark must not pass it. */
	holdsMark: boolean;
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

	/** What could not be read. The first has waited the longest. */
	private readonly unread: Map<string, Unread>;

	/** The unread ones that this poll has not tried again yet. */
	private toTryAgain = new Set<string>();

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
				{ since, entry: { id, time: null, version: '', object: {} }, holdsMark: false },
			]),
		);
	}

	/** The number of entries to read. */
	get size(): number {
		return this.toRead.size;
	}

	/** The earliest time of what is to be read, in milliseconds since 1970. */
	get minTime(): number {
		const holding = [...this.unread.values()].filter(({ holdsMark }) => holdsMark);
		const entries = [...this.toRead.values(), ...this.again.values()];
		const times = [...entries, ...holding.map(({ entry }) => entry)].map(({ time }) => time);
		return times.reduce<number>((min, time) => Math.min(min, time ?? Infinity), Infinity);
	}

	/** Whether an entry was read since it changed. */
	isRead({ id, version }: Entry): boolean {
		return version !== null && !this.unread.has(id) && this.read.get(id)?.version === version;
	}

	/** Whether an entry is known to be another one than when it was read. */
	hasChanged({ id, version }: Entry): boolean {
		const read = this.read.get(id);
		return read !== undefined && read.version !== version;
	}

	/** Adds an entry that has to be read. */
	add(entry: Entry): void {
		const { id } = entry;
		const unread = this.unread.get(id);
		if (unread) unread.entry = entry;
		else this.toRead.set(id, { ...entry, messages: this.toRead.get(id)?.messages });
	}

	/** Starts a poll: what has to be read again, and what could not be read. */
	startPoll(): void {
		for (const [id, entry] of this.again) if (!this.toRead.has(id)) this.toRead.set(id, entry);
		this.again.clear();
		this.toTryAgain = new Set(this.unread.keys());
	}

	/**
	 * Reads as much as there is time for. What could not be read before can't keep others from being read.
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
		const again = [...this.toTryAgain].flatMap((id) => this.unread.get(id)?.entry ?? []);
		const failed: string[] = [];
		const before = this.count;
		let [failedAgain, failedFirst] = [0, 0];
		let failure: unknown;
		await mapConcurrently([...again, ...[...this.toRead.values()].sort(byTime)], async (entry) => {
			const isAgain = this.unread.has(entry.id);
			if (failure !== undefined || isEnough() || !run.hasTime()) return;
			if (isAgain && failedAgain >= MAX_FAILED_AGAIN) return;
			const startedAt = run.now;
			try {
				const contents = await this.source.read!(entry, run);
				this.toTryAgain.delete(entry.id);
				if (contents) this.noteRead(entry, contents, startedAt, accept);
			} catch (error) {
				if (isGone(error)) this.forget(entry);
				else if (!run.hasTime()) return;
				else if (concernsAll(error)) failure = error;
				else if (!isAgain && failedFirst >= MAX_FAILED && this.count === before) failure = error;
				else {
					if (isAgain) failedAgain++;
					else failedFirst++;
					this.toTryAgain.delete(entry.id);
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
		const kept = [...this.unread].filter(([, { holdsMark }]) => !holdsMark);
		return Object.fromEntries([...this.readLate, ...kept.map(([id, { since }]) => [id, since])]);
	}

	/** @param pollStartedAt SiteGPT's time before the poll read it */
	private noteRead(entry: Entry, contents: Contents, pollStartedAt: number, accept: Accept): void {
		const { id, time, version } = entry;
		// What was written after its first request may be missing.
		const startedAt = entry.messages?.startedAt ?? pollStartedAt;
		const since = this.unread.get(id)?.since ?? this.readLate.get(id);
		if (since !== undefined) this.readLate.set(id, since);
		this.forget(entry);
		this.count++;
		for (const finding of contents.findings) accept(finding, since);
		const isRecent = time !== null && startedAt - time < SETTLE_MS;
		if (contents.isUnfinished || isRecent) {
			this.again.set(id, { ...entry, messages: undefined });
			return;
		}
		this.read.delete(id);
		this.read.set(id, { version, at: startedAt });
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
		this.forget(entry);
		const kept = [...this.unread.values()].filter(({ holdsMark }) => !holdsMark);
		// As the last one, so that each is tried in turn.
		this.unread.set(id, {
			since: known?.since ?? since,
			entry: { ...entry, messages: undefined },
			holdsMark: known?.holdsMark !== false && kept.length >= MAX_UNREAD,
		});
	}
}
