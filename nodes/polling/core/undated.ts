import type { Ledger } from './ledger';
import { type Note, undatedLost } from './notes';
import type { Finding } from './source';

/** Findings without a time, until the whole list was read: it isn't known which of them are old. */
export class Undated {
	private held: Finding[] = [];

	/** @param isFirstWalk whether the whole list was never read */
	constructor(
		private readonly ledger: Ledger,
		private isFirstWalk: boolean,
	) {}

	/** The findings that are held. */
	get findings(): readonly Finding[] {
		return this.held;
	}

	/** Holds a finding if it may be old. Returns whether it does. */
	hold(finding: Finding): boolean {
		const mayBeOld = this.isFirstWalk || this.ledger.hasForgottenUndated;
		if (finding.time !== null || !mayBeOld) return false;
		this.held.push(finding);
		return true;
	}

	/** Once the whole list was read, what has no time and was in it is old. */
	settle(): Note[] {
		const hasForgotten = this.ledger.hasForgottenUndated && this.held.length > 0;
		for (const finding of this.held) this.ledger.settle(finding);
		this.held = [];
		this.isFirstWalk = false;
		this.ledger.hasForgottenUndated = false;
		return hasForgotten ? [undatedLost] : [];
	}
}
