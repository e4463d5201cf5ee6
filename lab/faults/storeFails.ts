import { setTimeout as sleep } from 'node:timers/promises';
import { openPostgres } from '../../harness/n8n/database.ts';
import type { Queue } from '../../harness/n8n/queue/queue.ts';
import type { Ledger } from '../../harness/siteGpt/sender/ledger.ts';
import type { Row } from '../table.ts';
import { outcome } from './outcome.ts';
import { type Incident, sendWhile } from './sendWhile.ts';
import { storedExecutions } from './stored.ts';
import { getEventId } from './tally.ts';
import { addUp } from './total.ts';
import { type Trial, type TrialOptions, type TrialResult, withQueue } from './trial.ts';
import { createWorkflows, WORKFLOW_SECONDS, type Workflows } from './workflows.ts';

/** s that Postgres or Redis is down */
const DOWN_SECONDS = 10;

/** s that each write of an execution waits: longer than SiteGPT's timeout, shorter than its first two attempts together */
const LOCKED_SECONDS = 8;

interface Failure {
	what: string;
	happen(queue: Queue): Promise<void>;
}

const failures: Failure[] = [
	{
		what: `Postgres down for ${DOWN_SECONDS} s`,
		async happen({ postgres }) {
			await postgres.kill('SIGQUIT');
			await sleep(DOWN_SECONDS * 1000);
			await postgres.start();
		},
	},
	{
		what: `Redis down for ${DOWN_SECONDS} s`,
		async happen({ redis }) {
			await redis.kill('SIGKILL');
			await sleep(DOWN_SECONDS * 1000);
			await redis.start();
		},
	},
	{
		what: `executions can't be written for ${LOCKED_SECONDS} s`,
		async happen({ postgres }) {
			const client = await postgres.connect();
			try {
				await client.query('BEGIN');
				await client.query('LOCK TABLE execution_entity IN EXCLUSIVE MODE');
				await sleep(LOCKED_SECONDS * 1000);
				await client.query('COMMIT');
			} finally {
				await client.end();
			}
		},
	},
];

/** Events that were answered as a duplicate although none of their executions is stored. */
async function wronglyDuplicate(
	queue: Queue,
	workflows: Workflows,
	ledger: Ledger,
): Promise<string[]> {
	const executions = await storedExecutions(openPostgres(queue.postgres), workflows.ids);
	const stored = new Set(executions.map(getEventId));
	return ledger.attempts
		.filter(({ text, event }) => text === '{"status":"duplicate"}' && !stored.has(event))
		.map(({ event }) => event);
}

async function fail(queue: Queue, { short, maxEvents, note }: TrialOptions): Promise<TrialResult> {
	const rows: Row[] = [];
	const violations: string[] = [];
	const notes: string[] = [];
	const plan = short ? { events: 90, rate: 6 } : { events: 600, rate: 10 };
	for (const failure of failures) {
		const workflows = await createWorkflows(queue, {
			ignoreDuplicates: 'process',
			maxEvents,
		});
		const { destinations } = workflows;
		const incident: Incident = {
			after: Math.floor(plan.events / 5),
			async happen(at) {
				note(`${failure.what}, from event ${at()}`);
				await failure.happen(queue);
				note(`it's over, at event ${at()}`);
			},
		};
		const ledger = await sendWhile({ destinations, ...plan }, [incident]);
		await queue.ready();
		const result = await outcome({
			n8n: queue,
			workflows,
			ledger,
			database: openPostgres(queue.postgres),
			settleWithin: 600_000,
		});
		const [, after = {}] = result.rows;
		const failed = ledger.attempts.filter(({ status }) => status !== null && status >= 500).length;
		rows.push({
			...after,
			what: failure.what,
			'answered 5xx': failed,
			'answered pending': ledger.said('pending'),
			'answered duplicate': ledger.said('duplicate'),
		});
		violations.push(...result.violations.map((violation) => `${failure.what}: ${violation}`));
		const wrong = await wronglyDuplicate(queue, workflows, ledger);
		if (wrong.length > 0) {
			violations.push(`${failure.what}: ${wrong.length} answered as a duplicate, but not stored`);
		}
		if (failure === failures.at(-1) && Number(after['finished twice']) > 0) {
			violations.push(`${failure.what}: ${after['finished twice']} events ran twice`);
		}
		notes.push(`${failure.what}: ${result.notes.join(' ')}`);
	}
	return {
		rows,
		violations,
		notes: [
			`${plan.events} events of the three kinds for each failure, ${plan.rate} per second, to three workflows that take ${WORKFLOW_SECONDS} s each, with Ignore Duplicate Deliveries at Within This n8n Process; ${queue.processors.length} webhook processors, ${queue.workers.length} workers. The table shows the state after retry-interrupted.`,
			...notes,
		],
	};
}

export const storeFails: Trial = {
	number: 3,
	title: 'Postgres or Redis fails',
	what: 'Queue mode, with Ignore Duplicate Deliveries at Within This n8n Process. Postgres is down, then Redis, and then Postgres blocks writes of executions for longer than SiteGPT waits. Pass criteria: an event answered 500 is accepted when SiteGPT retries it, and is never answered as a duplicate; an event that SiteGPT retries because the answer was late runs once.',
	run: async (options) => await withQueue(options, async (queue) => await fail(queue, options)),
	totals: (rows) => [addUp(rows)],
};
