import type { Finding } from './source';

/** How long an ID is remembered, in milliseconds: SiteGPT may list an object late, or leave it out of an answer. */
const WINDOW_MS = 24 * 60 * 60 * 1000;

/** The most IDs that are remembered in the process, unless more belong to the last minutes. */
const MAX_IDS = 20_000;

/** The most IDs that n8n keeps, at about 27 bytes each; and as many of objects without a time. */
export const MAX_STORED_IDS = 500;

/** The most executed items that are remembered without having been found. */
const MAX_EXECUTED = 5000;

/** After how many milliseconds an item is emitted again if no execution has started with it. */
export const UNCONFIRMED_AFTER_MS = 600_000;

/** {@link Ledger} as n8n keeps it. */
export interface LedgerState {
	/** When the workflow was published, in milliseconds since 1970. */
	publishedAt: number;
	/** What is older than this is settled, in milliseconds since 1970. */
	floor: number;
	/** Hashes of what is settled and not older, with its time; 0 if it has none. */
	ids: Record<string, number>;
	/** There are more objects without a time than n8n keeps. */
	hasMoreUndated?: true;
}

/** At publishing: what is older is settled. What happened in the same second may be. */
export function initialLedger(publishedAt: number): LedgerState {
	return { publishedAt, floor: toWholeSecond(publishedAt), ids: {} };
}

interface Emission {
	finding: Finding;
	/** Milliseconds since 1970, by n8n's clock. */
	emittedAt: number;
	times: number;
}

/**
 * Knows what is settled (it existed before the workflow was published, or an execution has it) and what was
 * emitted and isn't settled yet. n8n hands over what a poll emits at most once: it saves the new state, and the
 * items are lost if n8n can't store the execution. So what n8n keeps never includes what isn't settled, and
 * what no execution confirms is emitted again.
 */
export class Ledger {
	private publishedAt: number;

	/** What is older than this is settled, in milliseconds since 1970. */
	floor: number;

	private readonly ids: Map<string, number>;

	private readonly unconfirmed = new Map<string, Emission>();

	/**
	 * @param executed what executions in this process have started with
	 * @param onSettled called with each finding that is settled
	 */
	constructor(
		state: LedgerState,
		private readonly executed: Executed,
		private readonly onSettled: (finding: Finding) => void = () => {},
	) {
		this.publishedAt = state.publishedAt;
		this.floor = state.floor;
		this.ids = new Map(Object.entries(state.ids));
		this.hasForgottenUndated = state.hasMoreUndated === true;
	}

	/** Whether objects without a time may be unknown although they are settled. */
	hasForgottenUndated: boolean;

	/** Corrects the time of publishing, once SiteGPT's clock is known. */
	shift(ms: number): void {
		this.publishedAt += ms;
		this.floor = toWholeSecond(this.publishedAt);
	}

	/**
	 * Whether only its ID can tell whether it is older than the publishing of the workflow: not all of SiteGPT's times
	 * have a fraction.
	 */
	isFromSecondOfPublishing({ time }: Finding): boolean {
		return time === toWholeSecond(this.publishedAt);
	}

	/**
	 * Whether it has to be emitted.
	 * @param since the time to go by, if its conversation could not be read since then
	 */
	isNew(finding: Finding, since = this.floor): boolean {
		const hash = toHash(finding.key);
		if (this.unconfirmed.has(hash)) return false;
		if (this.ids.has(hash) || this.isOld(finding, since)) this.onSettled(finding);
		else if (this.executed.has(hash)) this.settle(finding);
		else return true;
		return false;
	}

	private isOld(finding: Finding, since: number): boolean {
		const { time } = finding;
		if (time === null || time < since) return time !== null;
		return time <= this.publishedAt && !this.isFromSecondOfPublishing(finding);
	}

	/** Notes that these were emitted. Until an execution confirms them, they aren't settled. */
	emit(findings: readonly Finding[], now: number): void {
		for (const finding of findings) {
			const hash = toHash(finding.key);
			const times = (this.unconfirmed.get(hash)?.times ?? 0) + 1;
			this.unconfirmed.set(hash, { finding, emittedAt: now, times });
		}
	}

	/** Settles what an execution has started with. */
	confirm(): void {
		for (const [hash, { finding }] of this.unconfirmed) {
			if (this.executed.has(hash)) this.settle(finding);
		}
	}

	/**
	 * What to emit again because no execution has started with it. If executions start in other processes, nothing
	 * can confirm it: then it is emitted again, but only once, and counts as settled after that.
	 */
	overdue(now: number): Finding[] {
		const overdue = [...this.unconfirmed.values()].filter(
			({ emittedAt }) => now - emittedAt >= UNCONFIRMED_AFTER_MS,
		);
		return overdue.flatMap(({ finding, times }) => {
			if (times === 1 || !this.executed.isEmpty) return finding;
			this.settle(finding);
			return [];
		});
	}

	get unsettledCount(): number {
		return this.unconfirmed.size;
	}

	/** What is emitted and not settled. */
	*unsettled(): Generator<Finding> {
		for (const { finding } of this.unconfirmed.values()) yield finding;
	}

	/** The earliest time of what is emitted and not settled. */
	get minUnconfirmed(): number {
		let min = Infinity;
		for (const { dueTime } of this.unsettled()) min = Math.min(min, dueTime);
		return min;
	}

	/** Forgets the IDs of what is older than the window, or beyond the limit: the floor covers them. */
	trim(mark: number): void {
		this.raiseFloor(mark - WINDOW_MS);
		const times = [...this.ids.values()].filter((time) => time > 0);
		if (times.length > MAX_IDS) {
			const most = times.sort((a, b) => b - a)[MAX_IDS] + 1;
			this.raiseFloor(Math.min(most, mark));
		}
		for (const [hash, time] of this.ids) if (time > 0 && time < this.floor) this.ids.delete(hash);
	}

	private raiseFloor(time: number): void {
		this.floor = Math.max(this.floor, time);
	}

	/** Counts it as settled: it existed before, or an execution has it. Call {@link trim} after several. */
	settle(finding: Finding): void {
		const { key, time } = finding;
		const hash = toHash(key);
		this.unconfirmed.delete(hash);
		if (time === null || time >= this.floor) this.ids.set(hash, time ?? 0);
		this.onSettled(finding);
	}

	/**
	 * What n8n should keep. Of too many IDs, those that the mark covers are left out first. If that isn't enough,
	 * what n8n forgets is emitted again after a restart, and dropped by the execution.
	 * @param max how many IDs
	 */
	toState(mark: number, max = MAX_STORED_IDS): LedgerState {
		const undated = [...this.ids].filter(([, time]) => time === 0);
		const dated = [...this.ids].filter(([, time]) => time > 0).sort(([, a], [, b]) => b - a);
		const [, left = 0] = dated[max] ?? [];
		const floor = Math.max(this.floor, Math.min(mark, left + 1));
		const kept = dated.slice(0, max).filter(([, time]) => time >= floor);
		const hasMoreUndated = this.hasForgottenUndated || undated.length > max;
		return {
			publishedAt: this.publishedAt,
			floor,
			ids: Object.fromEntries([...undated.slice(-max), ...kept]),
			...(hasMoreUndated ? { hasMoreUndated } : {}),
		};
	}
}

function toWholeSecond(time: number): number {
	return Math.floor(time / 1000) * 1000;
}

/** What executions in this process have started with. It stays true when a workflow is published again. */
export class Executed {
	private readonly hashes = new Set<string>();

	/** @param keys the idempotency keys of the items */
	add(keys: Iterable<string>): void {
		for (const key of keys) this.hashes.add(toHash(key));
		for (const hash of this.hashes) {
			if (this.hashes.size <= MAX_EXECUTED) break;
			this.hashes.delete(hash);
		}
	}

	has(hash: string): boolean {
		return this.hashes.has(hash);
	}

	/** Whether executions may start in other processes. */
	get isEmpty(): boolean {
		return this.hashes.size === 0;
	}
}

/** 60 bits of the key, which is a SHA-256 in hexadecimal: enough that no two of some thousand are equal. */
function toHash(key: string): string {
	return Buffer.from(key, 'hex').toString('base64url').slice(0, 10);
}
