import { Seen, type SeenState } from './seen';
import type { Findings, Found, Source, Walk } from './source';

/** The most items that one poll emits; the next poll emits the rest. */
export const MOST_ITEMS = 500;

/**
 * After how many milliseconds something is emitted again if no execution has started with it, and how many
 * times it is emitted in total.
 */
export const UNCONFIRMED_FOR = 600_000;
const MOST_EMISSIONS = 4;

/** After how many milliseconds an emitted item counts as stored if executions start in other processes. */
const TRUSTED_AFTER = 3_600_000;

/** Something that was emitted, and may not be stored yet. */
interface Pending {
	createdAt: number | null;
	emittedAt: number;
	/** The number of times. */
	emissions: number;
}

/**
 * What is remembered about a chatbot from one poll to the next. n8n hands over what a poll emits at most
 * once: it saves the new state, and the items are lost if n8n is killed before it has stored the execution.
 * So the state that n8n keeps never includes what was just emitted. After a crash, those items are emitted
 * again, and the node drops the ones that n8n's database has from an execution.
 */
export class PollMemory {
	/** What is certainly in an execution. */
	private readonly settled: Seen;

	/** What was emitted and is not settled, by ID. */
	private readonly pending = new Map<string, Pending>();

	/** The time of the last change of each conversation that was read to its end. */
	readonly threads = new Map<string, unknown>();

	/** Whether executions start in this process and confirm what was emitted. */
	private isConfirmed = false;

	/** Whether the mark is set, which the first poll does. */
	isMarked: boolean;

	/** @param state what n8n has kept, if there was a poll before */
	constructor(state?: SeenState) {
		this.settled = new Seen(state);
		this.isMarked = state !== undefined;
	}

	get seenBefore(): number | null {
		return this.settled.seenBefore;
	}

	/** What n8n should keep. */
	toState(): SeenState {
		return this.settled.toState();
	}

	/** An execution has started with these. */
	confirm(ids: Iterable<string>): void {
		this.isConfirmed = true;
		for (const id of ids) this.settle(id);
		this.settled.trim();
	}

	/** Sets the mark at the first poll: what exists now counts as seen. */
	setMark(floor: number | null, found: readonly Found[]): void {
		if (floor !== null) this.settled.raiseFloor(floor);
		for (const { id, createdAt } of found) this.settled.add(id, createdAt);
		this.settled.trim();
	}

	/** What is new among the findings, the oldest first, and how many more there are than one poll emits. */
	select(findings: Findings, source: Source, now: number): { emit: Found[]; left: number } {
		if (source.forgetsAbsent && findings.isComplete) this.forgetAbsent(findings.found);
		const fresh = new Map<string, Found>();
		for (const one of findings.found) {
			if (!fresh.has(one.id) && this.isNew(one, now)) fresh.set(one.id, one);
		}
		const sorted = [...fresh.values()].sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
		const emit = sorted.slice(0, MOST_ITEMS);
		if (emit.length > 0) this.settleEarlier(now);
		for (const { id, createdAt } of emit) {
			const emissions = (this.pending.get(id)?.emissions ?? 0) + 1;
			this.pending.set(id, { createdAt, emittedAt: now, emissions });
		}
		const left = sorted.slice(MOST_ITEMS);
		this.noteThreads(findings, new Set(left.map(({ threadId }) => threadId)));
		return { emit, left: left.length };
	}

	private isNew({ id, createdAt }: Found, now: number): boolean {
		const pending = this.pending.get(id);
		if (!pending) return !this.settled.has(id, createdAt);
		const { emittedAt, emissions } = pending;
		return this.isConfirmed && emissions < MOST_EMISSIONS && now - emittedAt >= UNCONFIRMED_FOR;
	}

	/**
	 * In queue mode, executions start in other processes and confirm nothing here, so what was emitted counts
	 * as stored after an hour. So does what was emitted too often.
	 */
	private settleEarlier(now: number): void {
		for (const [id, { emissions, emittedAt }] of this.pending) {
			const isTrusted = !this.isConfirmed && now - emittedAt >= TRUSTED_AFTER;
			if (isTrusted || emissions >= MOST_EMISSIONS) this.settle(id);
		}
		this.settled.trim();
	}

	private settle(id: string): void {
		const pending = this.pending.get(id);
		if (!pending) return;
		this.pending.delete(id);
		this.settled.add(id, pending.createdAt);
	}

	private forgetAbsent(found: readonly Found[]): void {
		const present = new Set(found.map(({ id }) => id));
		this.settled.keepOnly(present);
		for (const id of this.pending.keys()) if (!present.has(id)) this.pending.delete(id);
	}

	/** A conversation with messages left to emit has to be read again. */
	private noteThreads({ threads = new Map() }: Findings, left: Set<string | undefined>): void {
		for (const [threadId, updatedAt] of threads) {
			if (!left.has(threadId)) this.threads.set(threadId, updatedAt);
		}
		for (const threadId of this.threads.keys()) {
			if (this.threads.size <= MOST_THREADS) break;
			this.threads.delete(threadId);
		}
	}
}

/** How many conversations are remembered as read; one that is forgotten is read again. */
const MOST_THREADS = 5000;

/** The result of a poll. */
export interface Polled {
	emit: Found[];
	/** For n8n's log. */
	notes: string[];
}

/**
 * The first poll: sets the mark, and emits what Look Back covers.
 * @param lookBackMs 0 for nothing
 * @throws ApiError
 */
export async function firstPoll(
	source: Source,
	memory: PollMemory,
	walk: Omit<Walk, 'seenBefore' | 'threads'>,
	lookBackMs: number,
): Promise<Polled> {
	const since = walk.now - lookBackMs;
	if (lookBackMs > 0 && source.findBaseline) {
		memory.setMark(since, []);
		return await nextPoll(source, memory, walk);
	}
	const whole = { ...walk, seenBefore: null, threads: memory.threads };
	if (source.findBaseline) {
		const { floor, found } = await source.findBaseline(whole);
		memory.setMark(floor, found);
		return { emit: [], notes: [] };
	}
	const findings = await source.walk(whole);
	const isOld = ({ createdAt, object }: Found) => {
		const changedAt = createdAt ?? Date.parse(String(object.updatedAt));
		return lookBackMs === 0 || !(changedAt > since);
	};
	memory.setMark(null, findings.found.filter(isOld));
	return selected(source, memory, findings, walk.now);
}

/**
 * Any later poll: emits what is new.
 * @throws ApiError, and then nothing has changed
 */
export async function nextPoll(
	source: Source,
	memory: PollMemory,
	walk: Omit<Walk, 'seenBefore' | 'threads'>,
): Promise<Polled> {
	const { seenBefore, threads } = memory;
	const findings = await source.walk({ ...walk, seenBefore, threads });
	return selected(source, memory, findings, walk.now);
}

function selected(source: Source, memory: PollMemory, findings: Findings, now: number): Polled {
	const { emit, left } = memory.select(findings, source, now);
	const more =
		left > 0 ? `Found ${left} more than one poll emits. The next poll emits them` : undefined;
	return { emit, notes: [findings.note, more].filter((note) => note !== undefined) };
}
