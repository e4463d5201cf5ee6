import { type Note, unexplained } from '../core/notes';
import { concernsAll, describe } from '../core/readErrors';
import type { Entry, PollRun } from '../core/source';
import { KnownEntries, type KnownEntriesState } from './knownEntries';

/** The most numbers that n8n keeps, those that were counted last. */
export const MAX_STORED_NUMBERS = 250;

/** The most entries that n8n keeps as found, those that were found last. */
const MAX_STORED_FOUND = 250;

/** The most entries that are missing from the list and asked for at a poll. */
const MAX_ASKED_A_POLL = 5;

/** How long an entry that is missing, and not over, isn't asked for again, in milliseconds. */
const ASK_AGAIN_AFTER_MS = 600_000;

/** What n8n keeps. */
export interface OccurrencesState extends KnownEntriesState {
	/** By ID: how often it was over. */
	numbers?: Record<string, number>;
	/** The least number of an entry that `numbers` doesn't have. */
	minNumber?: number;
	/** The IDs of entries that were found and weren't settled yet. */
	found?: string[];
	/** Only at publishing: the mark, in milliseconds since 1970. */
	startedAt?: number;
}

/**
 * What happens to an entry, is over at some time, and may happen again, such as that a conversation is resolved.
 * While it lasts, the entry is in a filtered list. SiteGPT doesn't say how often it has happened: the number of times
 * that SiteGPT has said it was over tells one occurrence from the next.
 */
export class Occurrences {
	readonly known: KnownEntries;

	private readonly numbers: Map<string, number>;

	private readonly minNumber: number;

	private readonly found = new Set<string>();

	/** What was found before n8n was stopped, and hasn't been listed since. */
	private readonly foundBefore: Set<string>;

	private readonly askedAt = new Map<string, number>();

	constructor(state: OccurrencesState = {}) {
		const { numbers = {}, startedAt = 0, found } = state;
		// With other settings, the same numbers may have been given before.
		const { minNumber = Math.floor(startedAt / 1000) } = state;
		this.known = new KnownEntries(state);
		this.numbers = new Map(Object.entries(numbers));
		this.minNumber = minNumber;
		this.foundBefore = new Set(found);
	}

	/** The number of an entry's next occurrence, if it isn't known. */
	numberOf(id: string): number {
		return this.numbers.get(id) ?? this.minNumber;
	}

	/** Notes that an occurrence was found. */
	noteFound(id: string): void {
		this.foundBefore.delete(id);
		this.found.add(id);
	}

	/** Whether it was over, and SiteGPT hasn't listed it since then. */
	isOver({ id }: Pick<Entry, 'id'>): boolean {
		return this.numbers.has(id) && !this.known.has({ id });
	}

	/**
	 * Absence proves nothing: SiteGPT is asked about a few of those that are missing.
	 * @param present the IDs in the list, which was read as a whole
	 * @param isOver asks SiteGPT about one of them
	 * @throws whatever concerns more than one of them
	 */
	async checkAbsent(
		present: ReadonlySet<string>,
		run: PollRun,
		isOver: (id: string) => Promise<boolean>,
	): Promise<Note[]> {
		this.known.noteWhole();
		this.forgetSettled();
		for (const id of present) this.askedAt.delete(id);
		const askedAt = (id: string) => this.askedAt.get(id) ?? 0;
		const missing = [...this.known.ids, ...this.foundBefore]
			.filter((id) => !present.has(id) && run.now - askedAt(id) >= ASK_AGAIN_AFTER_MS)
			.sort((a, b) => askedAt(a) - askedAt(b));
		const failed: string[] = [];
		for (const id of missing.slice(0, MAX_ASKED_A_POLL)) {
			if (!run.hasTime()) break;
			this.askedAt.set(id, run.now);
			const isKnownOver = await isOver(id).catch((error: unknown) => {
				if (concernsAll(error) || !run.hasTime()) throw error;
				failed.push(describe(id, error));
				return false;
			});
			if (!isKnownOver) continue;
			const number = this.numberOf(id) + 1;
			// As the last one: those that were counted last are kept.
			this.numbers.delete(id);
			this.numbers.set(id, number);
			this.known.delete(id);
			this.foundBefore.delete(id);
			this.askedAt.delete(id);
		}
		return failed.length === 0 ? [] : [unexplained(failed)];
	}

	/** What n8n should keep. An entry whose number is forgotten never gets one that it had before. */
	toState(): OccurrencesState {
		const all = [...this.numbers];
		this.forgetSettled();
		const forgotten = all.slice(0, -MAX_STORED_NUMBERS).map(([, number]) => number);
		return {
			...this.known.toState(),
			numbers: Object.fromEntries(all.slice(-MAX_STORED_NUMBERS)),
			minNumber: Math.max(this.minNumber, ...forgotten),
			found: [...this.foundBefore, ...this.found].slice(-MAX_STORED_FOUND),
		};
	}

	private forgetSettled(): void {
		for (const id of this.known.ids) {
			this.found.delete(id);
			this.foundBefore.delete(id);
		}
	}
}
