import { isDelivered, type Ledger } from '../../harness/siteGpt/sender/ledger.ts';
import type { StoredExecution } from './stored.ts';

/** What happened to the events of one sender. All but the first two count events. */
export interface Counts {
	attempts: number;
	/** attempts without an answer within 5 s */
	timeouts: number;
	events: number;
	accepted: number;
	finished: number;
	finishedTwice: number;
	interrupted: number;
	/** of those interrupted: not finished by a retry either */
	unfinished: number;
	/** of those interrupted: still queued or running */
	stuck: number;
	lost: number;
	/** answered 200 by n8n's start-up page, and not stored */
	lostAtStartUp: number;
	givenUp: number;
	givenUpButStored: number;
}

export interface Tally {
	counts: Counts;
	violations: string[];
}

/** The sender's id for the event in an item. */
export function getEventId({ item }: StoredExecution): string | undefined {
	const lead = item?.lead as { id?: string } | undefined;
	return lead?.id ?? (item?.threadId as string | undefined);
}

const describeState = ({ id, status, error }: StoredExecution) =>
	`execution ${id}: ${status}${error === undefined ? '' : `, ${error}`}`;

/** n8n's error message for an execution that was stopped */
const STOPPED = 'The execution was cancelled manually';

/** Until its database is migrated, n8n answers every request with 200 and this text. */
const START_UP_PAGE = 'n8n is starting up';

/**
 * Compares the sender's ledger with n8n's database.
 * @param last the name of the workflow's last node: an execution in which it ran has finished
 */
export function tally(ledger: Ledger, executions: StoredExecution[], last: string): Tally {
	const byEvent = new Map<string, StoredExecution[]>();
	for (const execution of executions) {
		const id = getEventId(execution) ?? '';
		byEvent.set(id, [...(byEvent.get(id) ?? []), execution]);
	}
	const of = (id: string) => byEvent.get(id) ?? [];
	// If an execution was stopped in the queue, its retry keeps the stop's error even if it succeeds: n8n's
	// execution.service.js, retry, only removes the error if a node had run.
	const isFinished = ({ status, done, error }: StoredExecution) =>
		done.includes(last) && (status === 'success' || error === STOPPED);
	// n8n is idle, so what is still queued or running was left so, and what is canceled was stopped by
	// retry-interrupted.
	const isStuck = ({ status }: StoredExecution) => ['new', 'running'].includes(status);
	const isInterrupted = (execution: StoredExecution) =>
		['crashed', 'canceled'].includes(execution.status) || isStuck(execution);
	const firstRuns = (id: string) => of(id).filter(({ retryOf }) => retryOf === null);

	const ids = new Set(ledger.attempts.map(({ event }) => event));
	const accepted = new Set<string>();
	const toStartUpPage = new Set<string>();
	for (const attempt of ledger.attempts) {
		if (!isDelivered(attempt)) continue;
		(attempt.text.startsWith(START_UP_PAGE) ? toStartUpPage : accepted).add(attempt.event);
	}
	const givenUp = [...ids].filter((id) => ledger.outcomes.get(id) === 'given up');
	const stored = [...ids].filter((id) => of(id).length > 0);
	const finished = stored.filter((id) => of(id).some(isFinished));
	const unfinished = stored.filter((id) => !finished.includes(id));
	const interrupted = stored.filter((id) => firstRuns(id).some(isInterrupted));
	const twice = stored.filter((id) => of(id).filter(isFinished).length > 1);
	const lost = [...accepted].filter((id) => of(id).length === 0);
	const nowhere = unfinished.filter((id) => !of(id).some(isInterrupted));

	const violations: string[] = [];
	const list = (what: string, wrong: string[]) => {
		if (wrong.length > 0)
			violations.push(`${wrong.length} ${what}: ${wrong.slice(0, 5).join(', ')}`);
	};
	list('accepted, not stored', lost);
	list(
		'stored, but neither finished nor found as crashed, queued, or running',
		nowhere.map((id) => `${id} (${of(id).map(describeState).join('; ')})`),
	);
	list(
		'given up, but answered 200',
		givenUp.filter((id) => accepted.has(id)),
	);
	list(
		'answered neither 200 nor given up',
		[...ids].filter((id) => !ledger.outcomes.has(id)),
	);
	list(
		'executions of events that were never sent',
		[...byEvent]
			.filter(([id]) => !ids.has(id))
			.flatMap(([id, unknown]) => unknown.map((one) => `${id} (${describeState(one)})`)),
	);
	const { attempts, timeouts } = ledger.totals();
	return {
		counts: {
			attempts,
			timeouts,
			events: ids.size,
			accepted: accepted.size,
			finished: finished.length,
			finishedTwice: twice.length,
			interrupted: interrupted.length,
			unfinished: interrupted.filter((id) => !finished.includes(id)).length,
			stuck: stored.filter((id) => of(id).some(isStuck)).length,
			lost: lost.length,
			lostAtStartUp: [...toStartUpPage].filter((id) => of(id).length === 0).length,
			givenUp: givenUp.length,
			givenUpButStored: givenUp.filter((id) => of(id).length > 0).length,
		},
		violations,
	};
}
