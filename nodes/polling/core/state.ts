import { randomUUID } from 'node:crypto';
import { initialLedger, type LedgerState } from './ledger';
import type { WalksState } from './walks';

/** What n8n keeps of a polling trigger from one poll to the next. All times in milliseconds since 1970. */
export interface PollState extends WalksState {
	version: 1;
	/** Hash of the settings that it is for. With other settings, the trigger starts again. */
	settings: string;
	/** Different after each emission: tells whether what a process remembers belongs to this state. */
	revision: string;
	/** Everything before this is settled: it existed when the workflow was published, or an execution has it. */
	mark: number;
	/** Whether the mark is by n8n's clock, because SiteGPT has not answered yet. */
	isByN8nClock: boolean;
	ledger: LedgerState;
	/** Conversations that could not be read, with the time from which on their messages are not settled. */
	unread: Record<string, number>;
	/** What the source keeps. */
	source: Record<string, unknown>;
}

/** The state at publishing: everything up to the mark is old. */
export function initialState(settings: string, mark: number): PollState {
	return {
		version: 1,
		settings,
		revision: randomUUID(),
		mark,
		isByN8nClock: true,
		fullReadAt: null,
		isSorted: false,
		ledger: initialLedger(mark),
		unread: {},
		source: {},
	};
}

/** Whether n8n has kept a state that this version can continue. */
export function isPollState(kept: unknown, settings: string): kept is PollState {
	const state = kept as Partial<PollState> | undefined;
	return (
		typeof state === 'object' &&
		state !== null &&
		state.version === 1 &&
		state.settings === settings &&
		typeof state.mark === 'number' &&
		typeof state.ledger?.floor === 'number'
	);
}
