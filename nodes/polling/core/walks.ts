import { ApiError } from '../../api/apiError';
import type { Entry, PollRun, Source } from './source';
import { Walk } from './walk';

/** How often the whole list is read, in milliseconds, if walks usually stop early. */
const FULL_READ_EVERY_MS = 60 * 60 * 1000;

/** How long a poll goes on with reading the whole list, in milliseconds; the next poll continues. */
const FULL_READ_SLICE_MS = 10_000;

/** What n8n keeps of {@link Walks}. */
export interface WalksState {
	/** When the whole list was last read, in milliseconds since 1970; null if it never was. */
	fullReadAt: number | null;
	/** Whether the list has shown that what changed last comes first. */
	isSorted: boolean;
}

/**
 * Reads a source's list from poll to poll. Each poll walks from the first page down to the mark. It only stops there
 * if the list has shown that what changed last comes first. Then the whole list is still read once an hour.
 */
export class Walks {
	/** The walk that has not come to the mark yet. */
	private current: Walk | undefined;

	/** A walk that has passed the mark and goes on to the end of the list. */
	private full: Walk | undefined;

	/** The number of pages that were read. */
	pages = 0;

	/** What the last walk through the whole list has found, and what was listed since it started. */
	present: Set<string> | undefined;

	/** What other walks have found since {@link Walks.full} started. */
	private readonly listedMeanwhile = new Set<string>();

	constructor(
		private readonly source: Source,
		readonly state: WalksState,
	) {}

	/** The walk that the next poll continues. */
	get unfinished(): Walk | undefined {
		return this.current;
	}

	/**
	 * Walks down to the mark, or as far as there is time.
	 * @param isPastMark whether everything before a time was found earlier
	 * @returns the walk, if it has come to the mark
	 * @throws ApiError
	 */
	async readToMark(
		run: PollRun,
		isPastMark: (time: number) => boolean,
		take: (entries: Entry[]) => void,
	): Promise<Walk | undefined> {
		const walk = (this.current ??= new Walk(this.source, run));
		do {
			take(await this.readPage(walk, run));
			const mayStop = this.state.isSorted && isPastMark(walk.downTo);
			if (!walk.isComplete && !mayStop) continue;
			this.current = undefined;
			if (walk.isComplete) this.noteWhole(walk, run);
			else if (!this.full && this.isFullReadDue(run)) {
				this.full = walk;
				this.listedMeanwhile.clear();
			}
			return walk;
		} while (run.hasTime());
		return undefined;
	}

	/**
	 * Goes on to the end of the list, if that is due.
	 * @throws ApiError
	 */
	async readOn(run: PollRun, take: (entries: Entry[]) => void): Promise<void> {
		const walk = this.full;
		const ends = run.monotonicNow() + FULL_READ_SLICE_MS;
		while (walk && !walk.isComplete && run.hasTime() && run.monotonicNow() < ends) {
			take(await this.readPage(walk, run));
		}
		if (walk?.isComplete) this.noteWhole(walk, run);
	}

	private async readPage(walk: Walk, run: PollRun): Promise<Entry[]> {
		const entries = await walk.readPage(run).catch((error: unknown) => {
			if (isAboutCursor(error)) this.giveUp(walk);
			throw error;
		});
		this.pages++;
		for (const { id } of entries) {
			this.present?.add(id);
			if (this.full && walk !== this.full) this.listedMeanwhile.add(id);
		}
		return entries;
	}

	private giveUp(walk: Walk): void {
		if (walk === this.current) this.current = undefined;
		if (walk === this.full) this.full = undefined;
	}

	private noteWhole(walk: Walk, { now }: PollRun): void {
		this.present = new Set([...walk.present, ...(walk === this.full ? this.listedMeanwhile : [])]);
		this.full = undefined;
		Object.assign(this.state, { fullReadAt: now, isSorted: walk.isSorted });
	}

	private isFullReadDue({ now }: PollRun): boolean {
		const { fullReadAt } = this.state;
		return fullReadAt === null || now - fullReadAt >= FULL_READ_EVERY_MS;
	}
}

/** SiteGPT may not accept an old cursor, and it may repeat one. Then the next poll starts from the first page. */
function isAboutCursor(error: unknown): boolean {
	if (!(error instanceof ApiError)) return true;
	const { status, code } = error.problem;
	if (status === undefined) return code === undefined;
	return status < 500 && status !== 429;
}
