import { isDelivered, type Ledger } from '../sender/ledger.ts';
import type { StoredExecution } from './stored.ts';
import type { Row } from '../table.ts';

/** What became of the events of one sender. */
export interface Tally {
	row: Row;
	violations: string[];
}

/** The id that the sender gave the event that an item was made of. */
export function eventIdOf({ item }: StoredExecution): string | undefined {
	const lead = item?.lead as { id?: string } | undefined;
	return lead?.id ?? (item?.threadId as string | undefined);
}

const stateOf = ({ id, status, error }: StoredExecution) =>
	`execution ${id}: ${status}${error === undefined ? '' : `, ${error}`}`;

/** what n8n says of an execution that was stopped */
const stopped = 'The execution was cancelled manually';

/** n8n answers so, with 200, whatever it is sent before its database is migrated. */
const startUpPage = 'n8n is starting up';

/**
 * Holds the sender's ledger against n8n's database.
 * @param last the name of the workflow's last node: an execution in which it ran is finished
 */
export function tally(ledger: Ledger, executions: StoredExecution[], last: string): Tally {
	const byEvent = new Map<string, StoredExecution[]>();
	for (const execution of executions) {
		const id = eventIdOf(execution) ?? '';
		byEvent.set(id, [...(byEvent.get(id) ?? []), execution]);
	}
	const of = (id: string) => byEvent.get(id) ?? [];
	// The retry of an execution that was stopped in the queue keeps the error of its stop to the end (n8n's
	// execution.service.js, retry: it takes an error away only where a node had run).
	const isFinished = ({ status, done, error }: StoredExecution) =>
		done.includes(last) && (status === 'success' || error === stopped);
	// n8n has nothing left to do: what is queued was left so, and what is canceled the remedy has stopped.
	const isQueued = ({ status }: StoredExecution) => status === 'new';
	const isInterrupted = (execution: StoredExecution) =>
		['crashed', 'canceled'].includes(execution.status) || isQueued(execution);
	const firstRuns = (id: string) => of(id).filter(({ retryOf }) => retryOf === null);

	const ids = new Set(ledger.attempts.map(({ event }) => event));
	const accepted = new Set<string>();
	const toStartUpPage = new Set<string>();
	for (const attempt of ledger.attempts) {
		if (!isDelivered(attempt)) continue;
		(attempt.text.startsWith(startUpPage) ? toStartUpPage : accepted).add(attempt.event);
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
		'stored, and neither finished nor findable as crashed or queued',
		nowhere.map((id) => `${id} (${of(id).map(stateOf).join('; ')})`),
	);
	list(
		'given up, with an answer of 200',
		givenUp.filter((id) => accepted.has(id)),
	);
	list(
		'answered neither 200 nor given up',
		[...ids].filter((id) => !ledger.outcomes.has(id)),
	);
	list(
		'executions of no event that was sent',
		[...byEvent]
			.filter(([id]) => !ids.has(id))
			.flatMap(([id, unknown]) => unknown.map((one) => `${id} (${stateOf(one)})`)),
	);
	const { attempts, timeouts } = ledger.totals();
	return {
		row: {
			events: ids.size,
			attempts,
			'over 5 s': timeouts,
			accepted: accepted.size,
			'executions stored': executions.length,
			'events stored': stored.length,
			finished: finished.length,
			'finished twice': twice.length,
			interrupted: interrupted.length,
			'of these, left in the queue': stored.filter((id) => of(id).some(isQueued)).length,
			'interrupted, not finished since': interrupted.filter((id) => !finished.includes(id)).length,
			'lost: accepted, not stored': lost.length,
			'lost: taken by n8n’s start-up page': [...toStartUpPage].filter((id) => of(id).length === 0)
				.length,
			'given up': givenUp.length,
			'given up, yet stored': givenUp.filter((id) => of(id).length > 0).length,
		},
		violations,
	};
}
