import type { Reachable } from '../../e2e/host/n8n.ts';
import type { Ledger } from '../sender/ledger.ts';
import type { Database } from '../../e2e/host/database.ts';
import { retryInterrupted } from '../../e2e/host/remedy.ts';
import { settle } from './settle.ts';
import { storedExecutions, type StoredExecution } from './stored.ts';
import { tally } from './tally.ts';
import type { TrialResult } from './trial.ts';
import type { Workflows } from './workflows.ts';

/** How often each answer was given, in words: a status alone does not tell n8n's from the node's. */
function answersOf(ledger: Ledger): string {
	const counts = new Map<string, number>();
	for (const { status, error, text } of ledger.attempts) {
		// n8n's 404 repeats the webhook's path.
		const words = text.slice(0, 60).replace(/\\".*/, '').replaceAll(/\s+/g, ' ').trim();
		const answer = status === null ? error : `${status} ${words}`;
		counts.set(String(answer), (counts.get(String(answer)) ?? 0) + 1);
	}
	const sorted = [...counts].sort(([, a], [, b]) => b - a);
	return sorted.map(([answer, count]) => `${count} \`${answer}\``).join(', ');
}

/** How many executions held more than one event. */
function sharingOf(executions: StoredExecution[]): string {
	const events = new Map<number, number>();
	for (const { id } of executions) events.set(id, (events.get(id) ?? 0) + 1);
	const shared = [...events.values()].filter((count) => count > 1);
	return `Executions: ${events.size}, of which ${shared.length} held more than one event, at most ${Math.max(1, ...shared)}.`;
}

export interface Happened {
	n8n: Reachable;
	workflows: Workflows;
	ledger: Ledger;
	database: Database;
	/** ms that n8n may take until it has nothing left to do */
	settleWithin?: number;
}

/**
 * What became of the events, once n8n has nothing left to do: as it is then, and after the remedy for
 * interrupted executions.
 */
export async function outcome(happened: Happened): Promise<TrialResult> {
	const { n8n, workflows, ledger, database, settleWithin } = happened;
	await settle(n8n, settleWithin);
	const look = async () => {
		const executions = await storedExecutions(database, workflows.ids);
		const { row, violations } = tally(ledger, executions, 'Done');
		return { executions, violations, row: { ...row, ...(await workflows.effects.row(database)) } };
	};
	const before = await look();
	const runs = await retryInterrupted(n8n, workflows.ids);
	await settle(n8n, settleWithin);
	const after = await look();
	const ofKinds = workflows.receivers.map(({ kind, receiver: { workflow } }) => {
		const ofKind = after.executions.filter(({ workflowId }) => workflowId === workflow.id);
		return { what: `of these, ${kind}s`, ...tally(ledger.of(kind), ofKind, 'Done').row };
	});
	const violations = [...before.violations, ...after.violations];
	if (runs.again > 0) violations.push(`The remedy, run a second time, retried ${runs.again} again`);
	if (Number(after.row['interrupted, not finished since']) > 0) {
		violations.push('The remedy left interrupted executions unfinished');
	}
	if (Number(after.row['effects twice']) > 0) {
		violations.push(`${after.row['effects twice']} effects happened a second time`);
	}
	if (Number(after.row.effects) < Number(after.row.finished)) {
		violations.push('An event is finished and has had no effect');
	}
	const refused = ledger.totals().answers['401'];
	if (refused) violations.push(`${refused} attempts were refused with 401`);
	return {
		rows: [
			{ what: 'all sent, n8n idle', ...before.row },
			{ what: 'after the remedy', ...after.row },
			...ofKinds,
		],
		violations,
		notes: [
			sharingOf(before.executions),
			`Attempts by answer: ${answersOf(ledger)}.`,
			`The remedy is examples/retry-interrupted.json, run by hand: it retried ${runs.first}; run a second time, ${runs.again}.`,
		],
	};
}
