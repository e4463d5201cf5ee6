import { byTime } from '../../api/time';
import type { Ledger } from './ledger';
import type { Finding } from './source';

/** The most items that one poll emits; the next poll emits the rest. */
export const MAX_ITEMS = 500;

/**
 * With how many items that are emitted and not settled nothing new is emitted: n8n's database keeps 4,500 keys of a
 * node, and has to know what is emitted again.
 */
const MAX_UNSETTLED = 4000;

/** What is to be emitted, each finding once. */
export class EmissionQueue {
	private readonly byKey = new Map<string, Finding>();

	constructor(private readonly ledger: Ledger) {}

	/** Whether a poll can't emit more. */
	get isFull(): boolean {
		return this.byKey.size >= MAX_ITEMS;
	}

	get findings(): Finding[] {
		return [...this.byKey.values()];
	}

	has({ key }: Finding): boolean {
		return this.byKey.has(key);
	}

	add(finding: Finding): void {
		this.byKey.set(finding.key, finding);
	}

	/**
	 * What to emit, the oldest first, and how many are left for the next poll.
	 * @param unsettled how many were emitted and aren't settled, if not only the ledger's count
	 */
	select(now: number, unsettled?: number): { findings: Finding[]; left: number } {
		const again = this.ledger.overdue(now).slice(0, MAX_ITEMS);
		const isTooMuch = (unsettled ?? this.ledger.unsettledCount) >= MAX_UNSETTLED;
		const fresh = this.findings.sort(byTime).slice(0, isTooMuch ? 0 : MAX_ITEMS - again.length);
		return { findings: [...again, ...fresh].sort(byTime), left: this.byKey.size - fresh.length };
	}

	/** Notes what is emitted. */
	noteEmitted(findings: readonly Finding[], now: number): void {
		this.ledger.emit(findings, now);
		for (const { key } of findings) this.byKey.delete(key);
	}
}
