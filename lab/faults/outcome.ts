import type { Database } from '../../harness/n8n/database.ts';
import type { Reachable } from '../../harness/n8n/n8n.ts';
import { retryInterrupted } from '../../harness/n8n/remedy.ts';
import type { Ledger } from '../../harness/siteGpt/sender/ledger.ts';
import { grouped, type Row } from '../table.ts';
import { settle } from './settle.ts';
import { type StoredExecution, storedExecutions } from './stored.ts';
import { type Counts, tally } from './tally.ts';
import type { TrialResult } from './trial.ts';
import type { Workflows } from './workflows.ts';

/** The row with the final state. */
export const AFTER_RETRY = 'after retry-interrupted';

/** @param effects only counted for all kinds of events together */
function toRow(counts: Counts, effects?: { twice: number }): Row {
	return {
		events: counts.events,
		accepted: counts.accepted,
		lost: counts.lost,
		'given up': counts.givenUp,
		finished: counts.finished,
		'finished twice': counts.finishedTwice,
		'effects twice': effects?.twice ?? '',
		interrupted: counts.interrupted,
		'still unfinished': counts.unfinished,
	};
}

/** How many attempts got each answer, with its text: a status alone doesn't tell n8n's answers from the node's. */
function countResponses(ledger: Ledger): string {
	const counts = new Map<string, number>();
	for (const { status, error, text } of ledger.attempts) {
		// n8n's 404 contains the webhook's path.
		const words = text.slice(0, 60).replace(/\\".*/, '').replaceAll(/\s+/g, ' ').trim();
		const answer = status === null ? error : `${status} ${words}`;
		counts.set(String(answer), (counts.get(String(answer)) ?? 0) + 1);
	}
	const sorted = [...counts].sort(([, a], [, b]) => b - a);
	return sorted.map(([answer, count]) => `${grouped(count)} \`${answer}\``).join(', ');
}

/** How many executions had more than one event. */
function describeSharing(executions: StoredExecution[]): string {
	const events = new Map<number, number>();
	for (const { id } of executions) events.set(id, (events.get(id) ?? 0) + 1);
	const shared = [...events.values()].filter((count) => count > 1);
	return `Executions: ${grouped(events.size)}, of which ${grouped(shared.length)} had more than one event; the largest had ${Math.max(1, ...shared)}.`;
}

export interface Happened {
	n8n: Reachable;
	workflows: Workflows;
	ledger: Ledger;
	database: Database;
	/** ms until n8n must be idle */
	settleWithin?: number;
}

/** What happened to the events: once n8n is idle, and again after retry-interrupted has run. */
export async function outcome(happened: Happened): Promise<TrialResult> {
	const { n8n, workflows, ledger, database, settleWithin } = happened;
	await settle(n8n, settleWithin);
	const look = async () => {
		const executions = await storedExecutions(database, workflows.ids);
		const { counts, violations } = tally(ledger, executions, 'Done');
		const effects = await workflows.effects.count(database);
		return { executions, violations, counts, effects };
	};
	const before = await look();
	const runs = await retryInterrupted(n8n, workflows.ids);
	await settle(n8n, settleWithin);
	const after = await look();
	const ofKinds = workflows.receivers.map(({ kind, receiver: { workflow } }) => {
		const ofKind = after.executions.filter(({ workflowId }) => workflowId === workflow.id);
		return { what: `of these, ${kind}s`, ...toRow(tally(ledger.of(kind), ofKind, 'Done').counts) };
	});
	const violations = [...before.violations, ...after.violations];
	if (runs.again > 0) violations.push(`retry-interrupted, run again, retried ${runs.again} again`);
	if (after.counts.unfinished > 0) {
		violations.push('retry-interrupted left interrupted executions unfinished');
	}
	if (after.effects.twice > 0) {
		violations.push(`${after.effects.twice} effects happened twice`);
	}
	if (after.effects.keys < after.counts.finished) {
		violations.push('An event finished without its effect');
	}
	const refused = ledger.totals().answers['401'];
	if (refused) violations.push(`${refused} attempts were refused with 401`);
	return {
		rows: [
			{ what: 'before retry-interrupted', ...toRow(before.counts, before.effects) },
			{ what: AFTER_RETRY, ...toRow(after.counts, after.effects) },
			...ofKinds,
		],
		violations,
		notes: [
			describeSharing(before.executions),
			`Attempts by answer: ${countResponses(ledger)}.`,
			`Left queued or running before retry-interrupted: ${grouped(before.counts.stuck)}. Lost because n8n itself answered 200 while it started: ${grouped(after.counts.lostAtStartUp)}. Given up, but stored: ${grouped(after.counts.givenUpButStored)}.`,
			`[retry-interrupted](../../examples/retry-interrupted.json), run by hand, retried ${grouped(runs.first)} executions; run again, ${grouped(runs.again)}.`,
		],
	};
}
