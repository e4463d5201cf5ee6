import { EmissionQueue } from './emissionQueue';
import { EntryReads, SETTLE_MS } from './entryReads';
import { Holding } from './holding';
import { type Executed, Ledger } from './ledger';
import { catchingUp, type Note, unidentified } from './notes';
import { Revisions } from './revisions';
import type { Entry, Finding, PollRun, Source } from './source';
import type { PollState } from './state';
import { Undated } from './undated';
import { Walks } from './walks';

/** How far before the mark a walk goes, in milliseconds: SiteGPT may list an object a little late. */
const OVERLAP_MS = 600_000;

/** With how many changed conversations to read, a poll doesn't look for more. */
const MAX_TO_READ = 5000;

/** How long a walk's findings are held, in milliseconds. If a walk takes longer, the newest come before older ones. */
const MAX_HOLD_MS = 60 * 60 * 1000;

/**
 * Finds what is new in SiteGPT, each thing once, from one poll to the next. Holds what one process remembers about
 * one trigger; {@link Poller.toState} is what n8n keeps.
 */
export class Poller {
	private readonly ledger: Ledger;

	private readonly walks: Walks;

	private readonly reads: EntryReads;

	private readonly holding = new Holding();

	private readonly queue: EmissionQueue;

	/** Everything before this is settled, in milliseconds since 1970. */
	private mark: number;

	/** All changes before this have been found. */
	private covered: number;

	/** Entries that changed before this were read earlier. */
	private readFrom: number;

	private isByN8nClock: boolean;

	private readonly undated: Undated;

	/** Whether the workflow has just been published: this is the first poll. */
	private isPublishing: boolean;

	private readonly revisions: Revisions;

	/** Whether a poll is under way. */
	isRunning = false;

	constructor(
		readonly source: Source,
		private readonly settings: string,
		state: PollState,
		executed: Executed,
		isPublishing: boolean,
	) {
		const { mark, ledger, fullReadAt, isSorted, unread, revision, isByN8nClock } = state;
		this.mark = mark;
		this.covered = mark;
		this.readFrom = fullReadAt === null ? ledger.floor : mark - OVERLAP_MS;
		this.isByN8nClock = isByN8nClock;
		this.revisions = new Revisions(revision);
		this.isPublishing = isPublishing;
		this.ledger = new Ledger(ledger, executed, (finding) => source.noteSettled?.(finding));
		this.queue = new EmissionQueue(this.ledger);
		this.undated = new Undated(this.ledger, fullReadAt === null);
		this.walks = new Walks(source, { fullReadAt, isSorted });
		this.reads = new EntryReads(source, unread);
	}

	/**
	 * Whether this belongs to what n8n has kept. If not, n8n has not kept what a poll emitted: the workflow was
	 * published again meanwhile, or another process polled.
	 */
	continues(kept: Pick<PollState, 'revision'>): boolean {
		return this.revisions.isCurrent(kept);
	}

	/**
	 * Whether a poll is under way, or n8n may still be storing what the last one emitted. A poll that goes on from what
	 * n8n had kept before that would find the same again.
	 */
	isBusy(kept: Pick<PollState, 'revision'> | undefined, now: number): boolean {
		return this.isRunning || this.revisions.isBeingStored(kept, now);
	}

	/**
	 * Reads SiteGPT, as far as there is time.
	 * @returns lines for n8n's log, and what kept it from reading more
	 */
	async find(run: PollRun): Promise<{ notes: Note[]; error?: unknown }> {
		const notes: Note[] = [];
		const before = this.walks.pages + this.reads.count;
		this.ledger.confirm();
		this.reads.startPoll();
		try {
			await this.read(run, notes);
			return { notes };
		} catch (error) {
			// The last request is cut off when the time is up.
			const isCutOff = !run.hasTime() && this.walks.pages + this.reads.count > before;
			return isCutOff ? { notes } : { notes, error };
		} finally {
			this.isPublishing = false;
			const { unfinished } = this.walks;
			if (unfinished && unfinished.pages > 0) notes.push(catchingUp(unfinished));
			this.moveMark();
		}
	}

	private async read(run: PollRun, notes: Note[]): Promise<void> {
		notes.push(...(await this.readEntries(run)));
		if (this.queue.isFull || this.reads.size >= MAX_TO_READ || !run.hasTime()) return;
		notes.push(...(await this.walk(run)));
		notes.push(...(await this.readEntries(run)));
		await this.walks.readOn(run, (entries) => {
			this.consider(entries, run);
			this.release(run);
		});
		const { present } = this.walks;
		if (present) notes.push(...this.undated.settle());
		notes.push(...(await this.readEntries(run)));
		if (present && run.hasTime())
			notes.push(...((await this.source.checkAbsent?.(present, run)) ?? []));
	}

	/** How many were emitted and aren't settled. */
	get unsettled(): number {
		return this.ledger.unsettledCount;
	}

	/**
	 * What to emit, the oldest first, and how many are left for the next poll.
	 * @param unsettled how many were emitted and aren't settled, of all chatbots
	 */
	select(now: number, unsettled?: number): { findings: Finding[]; left: number } {
		const { findings, left } = this.queue.select(now, unsettled);
		return { findings, left: left + this.reads.size };
	}

	/** Notes what is emitted. Call it once nothing can fail anymore. */
	noteEmitted(findings: readonly Finding[], now: number): void {
		if (findings.length === 0) return;
		this.revisions.noteEmission(now);
		this.queue.noteEmitted(findings, now);
		this.moveMark();
	}

	/**
	 * What n8n should keep. It never includes what was emitted and is not settled.
	 * @param maxIds how many IDs of what is settled
	 */
	toState(maxIds?: number): PollState {
		return {
			version: 1,
			settings: this.settings,
			revision: this.revisions.current,
			mark: this.mark,
			isByN8nClock: this.isByN8nClock,
			...this.walks.state,
			ledger: this.ledger.toState(this.mark, maxIds),
			unread: this.reads.toState(this.unsettledEntries()),
			source: this.source.toState?.() ?? {},
		};
	}

	private unsettledEntries(): Set<string> {
		const all = [...this.queue.findings, ...this.undated.findings, ...this.ledger.unsettled()];
		return new Set(all.flatMap(({ entryId, threadId }) => entryId ?? threadId ?? []));
	}

	private async walk(run: PollRun): Promise<Note[]> {
		const isPastMark = (time: number) => time < this.mark - OVERLAP_MS;
		if (!this.walks.unfinished) this.holding.clear();
		const walk = await this.walks.readToMark(run, isPastMark, (entries) => {
			this.consider(entries, run);
			const { startedAt = run.now } = this.walks.unfinished ?? {};
			if (run.now - startedAt > MAX_HOLD_MS) this.release(run);
		});
		if (!walk) return [];
		this.release(run);
		const found = Math.min(walk.startedAt, this.holding.droppedFrom) - SETTLE_MS;
		this.covered = Math.max(this.covered, found);
		return walk.unidentified > 0 ? [unidentified(walk.unidentified)] : [];
	}

	private consider(entries: Entry[], run: PollRun): void {
		this.adoptClock(run);
		this.holding.add(entries.filter((entry) => this.isCandidate(entry, run)));
	}

	private isCandidate(entry: Entry, run: PollRun): boolean {
		const { source } = this;
		if (!source.read) return this.ledger.isNew(source.toFinding!(entry, run));
		const isChanged =
			entry.time === null || entry.time >= this.readFrom || this.reads.hasChanged(entry);
		if (!isChanged && source.noteUnchanged?.(entry) !== true) return false;
		return !this.reads.isRead(entry);
	}

	private release(run: PollRun): void {
		for (const entry of this.holding.release()) {
			if (this.source.read) this.reads.add(entry);
			else this.accept(this.source.toFinding!(entry, run));
		}
	}

	private accept(finding: Finding, since?: number): void {
		if (this.queue.has(finding) || !this.ledger.isNew(finding, since)) return;
		if (this.isPublishing && this.ledger.isFromSecondOfPublishing(finding))
			return this.ledger.settle(finding);
		if (!this.undated.hold(finding)) this.queue.add(finding);
	}

	/** The mark at publishing is by n8n's clock. The first response says how far that is from SiteGPT's. */
	private adoptClock({ clock }: PollRun): void {
		if (!this.isByN8nClock || !clock.isKnown) return;
		const { offsetMs } = clock;
		this.isByN8nClock = false;
		this.mark += offsetMs;
		this.covered += offsetMs;
		this.readFrom += offsetMs;
		this.ledger.shift(offsetMs);
	}

	private async readEntries(run: PollRun): Promise<Note[]> {
		if (!this.source.read) return [];
		const accept = (finding: Finding, since?: number) => this.accept(finding, since);
		const isEnough = () => this.queue.isFull;
		return await this.reads.readAll(run, this.ledger.floor, accept, isEnough);
	}

	private moveMark(): void {
		let mark = Math.min(this.covered, this.reads.minTime, this.ledger.minUnconfirmed);
		for (const { dueTime } of this.queue.findings) mark = Math.min(mark, dueTime);
		this.mark = Math.max(this.mark, mark);
		this.ledger.trim(this.mark);
		// Everything in what changed before is settled. It isn't read again once it's forgotten that it was read.
		this.readFrom = Math.max(this.readFrom, this.ledger.floor);
	}
}
