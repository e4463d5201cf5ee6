import type { ServerClock } from '../../api/serverClock';
import { ListReader } from './listReader';
import type { Entry, PollRun, Source } from './source';

/** One way through a list, which may take several polls. Finds out how the list is sorted. */
export class Walk {
	private readonly reader: ListReader;

	/** The IDs of the list, as far as it was read. */
	readonly present = new Set<string>();

	/** The number of objects read that can't be identified. */
	unidentified = 0;

	private last = Infinity;

	private lastOther = Infinity;

	private isDescending = true;

	private hasEvidence: boolean;

	/** When it started, by n8n's clock. SiteGPT's may not be known yet. */
	private readonly startedAtByN8n: number;

	private readonly clock: ServerClock;

	constructor(
		private readonly source: Source,
		{ chatbotId, clock }: PollRun,
	) {
		this.reader = new ListReader(source.list(chatbotId));
		this.hasEvidence = source.otherTime === undefined;
		this.clock = clock;
		this.startedAtByN8n = clock.n8nTime;
	}

	/** SiteGPT's time at the start of the walk, in milliseconds since 1970. */
	get startedAt(): number {
		return this.startedAtByN8n + this.clock.offsetMs;
	}

	get isComplete(): boolean {
		return this.reader.isComplete;
	}

	get pages(): number {
		return this.reader.pages;
	}

	/** The time that the walk has come to, in milliseconds since 1970; Infinity if that isn't known. */
	get downTo(): number {
		return this.isDescending ? this.last : Infinity;
	}

	/**
	 * Whether the list has shown that what changed last comes first. SiteGPT documents no order, and a list of one
	 * page shows too little.
	 */
	get isSorted(): boolean {
		return this.isDescending && this.hasEvidence && this.pages > 1;
	}

	/**
	 * Reads the next page.
	 * @throws ApiError
	 */
	async readPage({ client }: PollRun): Promise<Entry[]> {
		const entries: Entry[] = [];
		for (const object of await this.reader.readPage(client)) {
			const entry = this.source.toEntry(object);
			if (entry === undefined) {
				this.unidentified++;
				continue;
			}
			this.present.add(entry.id);
			this.compare(entry);
			entries.push(entry);
		}
		return entries;
	}

	private compare({ time, object }: Entry): void {
		if (time === null || time > this.last) this.isDescending = false;
		else this.last = time;
		const other = this.source.otherTime?.(object) ?? null;
		if (other === null) return;
		if (other > this.lastOther) this.hasEvidence = true;
		this.lastOther = other;
	}
}
