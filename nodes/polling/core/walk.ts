import type { ListRequest } from '../../api/pages';
import type { ServerClock } from '../../api/serverClock';
import { ListReader } from './listReader';
import type { Entry, PollRun, Source } from './source';

/** One way through a source's lists, which may take several polls. Finds out how they are sorted. */
export class Walk {
	private readonly lists: WalkedList[];

	/** The IDs of the list, as far as it was read. */
	readonly present = new Set<string>();

	/** The number of objects read that can't be identified. */
	unidentified = 0;

	/** When it started, by n8n's clock. SiteGPT's may not be known yet. */
	private readonly startedAtByN8n: number;

	private readonly clock: ServerClock;

	constructor(
		private readonly source: Source,
		{ chatbotId, clock }: PollRun,
	) {
		this.lists = [source.list(chatbotId)].flat().map((list) => new WalkedList(list, source));
		this.clock = clock;
		this.startedAtByN8n = clock.n8nTime;
	}

	/** SiteGPT's time at the start of the walk, in milliseconds since 1970. */
	get startedAt(): number {
		return this.startedAtByN8n + this.clock.offsetMs;
	}

	get isComplete(): boolean {
		return this.lists.every(({ isComplete }) => isComplete);
	}

	get pages(): number {
		return this.lists.reduce((sum, { pages }) => sum + pages, 0);
	}

	/** The time that the walk has come to, in milliseconds since 1970; Infinity if that isn't known. */
	get downTo(): number {
		return Math.max(...this.unfinished.map(({ downTo }) => downTo));
	}

	/**
	 * Whether the list has shown that what changed last comes first. SiteGPT documents no order, and a list of one
	 * page shows too little.
	 */
	get isSorted(): boolean {
		const isEachDescending = this.lists.every(({ isDescending }) => isDescending);
		return isEachDescending && this.lists.some(({ hasEvidence }) => hasEvidence) && this.pages > 1;
	}

	/** The lists that aren't read to their ends; all of them if there is none. */
	private get unfinished(): WalkedList[] {
		const unfinished = this.lists.filter(({ isComplete }) => !isComplete);
		return unfinished.length > 0 ? unfinished : this.lists;
	}

	/**
	 * Reads the next page, of the list that has come the least far.
	 * @throws ApiError
	 */
	async readPage({ client }: PollRun): Promise<Entry[]> {
		const { downTo } = this;
		const list = this.unfinished.find((one) => one.downTo === downTo)!;
		const entries: Entry[] = [];
		for (const object of await list.reader.readPage(client)) {
			const entry = this.source.toEntry(object, list.request);
			if (entry === undefined) {
				this.unidentified++;
				continue;
			}
			this.present.add(entry.id);
			list.compare(entry);
			entries.push(entry);
		}
		return entries;
	}
}

/** One list of a walk. */
class WalkedList {
	readonly reader: ListReader;

	private last = Infinity;

	private lastOther = Infinity;

	isDescending = true;

	hasEvidence: boolean;

	constructor(
		readonly request: ListRequest,
		private readonly source: Source,
	) {
		this.reader = new ListReader(request);
		this.hasEvidence = source.otherTime === undefined;
	}

	get isComplete(): boolean {
		return this.reader.isComplete;
	}

	get pages(): number {
		return this.reader.pages;
	}

	/** The time that was come to, in milliseconds since 1970; Infinity if that isn't known. */
	get downTo(): number {
		return this.isDescending ? this.last : Infinity;
	}

	/** Notes the order of the entries. */
	compare({ time, object }: Entry): void {
		if (time === null || time > this.last) this.isDescending = false;
		else this.last = time;
		const other = this.source.otherTime?.(object) ?? null;
		if (other === null) return;
		if (other > this.lastOther) this.hasEvidence = true;
		this.lastOther = other;
	}
}
