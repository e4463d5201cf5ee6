import { randomUUID } from 'node:crypto';
import { initialLedger, type LedgerState } from './ledger';
import type { WalksState } from './walks';

/** What is kept of each polling trigger. All times in milliseconds since 1970. */
export interface KeptState {
	version: 1;
	/** Hash of the settings that it is for. With other settings, the trigger starts again. */
	settings: string;
	/** Different after each emission: tells whether what a process remembers belongs to this state. */
	revision: string;
	/** Everything before this is settled: it existed when the workflow was published, or an execution has it. */
	mark: number;
	/** Whether the mark is by n8n's clock, because SiteGPT has not answered yet. */
	isByN8nClock: boolean;
}

/** What n8n keeps of a polling trigger of one chatbot. All times in milliseconds since 1970. */
export interface PollState extends KeptState, WalksState {
	ledger: LedgerState;
	/** Conversations that could not be read, with the time from which on their messages are not settled. */
	unread: Record<string, number>;
	/** What the source keeps; at publishing, only `startedAt`, the mark. */
	source: Record<string, unknown>;
}

/** At publishing: everything up to the mark is old. */
export function startingAt(settings: string, mark: number): KeptState {
	return { version: 1, settings, revision: randomUUID(), mark, isByN8nClock: true };
}

/** The state of one chatbot at publishing. */
export function initialState(settings: string, mark: number): PollState {
	return {
		...startingAt(settings, mark),
		fullReadAt: null,
		isSorted: false,
		ledger: initialLedger(mark),
		unread: {},
		source: { startedAt: mark },
	};
}

/** Whether n8n has kept something of this version and for these settings. */
export function isKeptState(kept: unknown, settings: string): kept is KeptState {
	if (typeof kept !== 'object' || kept === null) return false;
	const { version, settings: own, mark } = kept as Partial<KeptState>;
	return version === 1 && own === settings && typeof mark === 'number';
}

/** Whether n8n has kept a state that this version can continue. */
export function isPollState(kept: unknown, settings: string): kept is PollState {
	if (!isKeptState(kept, settings)) return false;
	return typeof (kept as Partial<PollState>).ledger?.floor === 'number';
}
