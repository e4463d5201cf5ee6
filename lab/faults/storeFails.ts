import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue } from '../queue/queue.ts';
import type { Ledger } from '../sender/ledger.ts';
import { postgresOf } from '../../e2e/host/database.ts';
import { outcome } from './outcome.ts';
import { sendWhile, type Incident } from './sendWhile.ts';
import { storedExecutions } from './stored.ts';
import { eventIdOf } from './tally.ts';
import type { Row } from '../table.ts';
import { withQueue, type Trial, type TrialOptions, type TrialResult } from './trial.ts';
import { createWorkflows, workflowTakes, type Workflows } from './workflows.ts';

/** s that the store is away */
const away = 10;

/** s that each write of an execution waits: longer than SiteGPT does, and less than its first two attempts */
const locked = 8;

interface Failure {
	what: string;
	happen(queue: Queue): Promise<void>;
}

const failures: Failure[] = [
	{
		what: `Postgres away for ${away} s`,
		async happen({ postgres }) {
			await postgres.kill('SIGQUIT');
			await sleep(away * 1000);
			await postgres.start();
		},
	},
	{
		what: `Redis away for ${away} s`,
		async happen({ redis }) {
			await redis.kill('SIGKILL');
			await sleep(away * 1000);
			await redis.start();
		},
	},
	{
		what: `no execution can be written for ${locked} s`,
		async happen({ postgres }) {
			const client = await postgres.connect();
			try {
				await client.query('BEGIN');
				await client.query('LOCK TABLE execution_entity IN EXCLUSIVE MODE');
				await sleep(locked * 1000);
				await client.query('COMMIT');
			} finally {
				await client.end();
			}
		},
	},
];

/** Events that were called a duplicate although none of their executions is stored. */
async function wronglyDuplicate(
	queue: Queue,
	workflows: Workflows,
	ledger: Ledger,
): Promise<string[]> {
	const executions = await storedExecutions(postgresOf(queue.postgres), workflows.ids);
	const stored = new Set(executions.map(eventIdOf));
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
				note(`it is over, at event ${at()}`);
			},
		};
		const ledger = await sendWhile({ destinations, ...plan }, [incident]);
		await queue.ready();
		const result = await outcome({
			n8n: queue,
			workflows,
			ledger,
			database: postgresOf(queue.postgres),
			settleWithin: 600_000,
		});
		const [before = {}, after = {}] = result.rows;
		const failed = ledger.attempts.filter(({ status }) => status !== null && status >= 500).length;
		rows.push({
			...after,
			what: failure.what,
			'answered 5xx': failed,
			'answered pending': ledger.said('pending'),
			'answered duplicate': ledger.said('duplicate'),
			'interrupted, not finished since': before['interrupted, not finished since'] ?? 0,
			'and after the remedy': after['interrupted, not finished since'] ?? 0,
		});
		violations.push(...result.violations.map((violation) => `${failure.what}: ${violation}`));
		const wrong = await wronglyDuplicate(queue, workflows, ledger);
		if (wrong.length > 0) {
			violations.push(`${failure.what}: ${wrong.length} called duplicates and stored nowhere`);
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
			`${plan.events} events of the three kinds for each failure, ${plan.rate} a second, to three workflows of ${workflowTakes} s each, duplicates ignored within each process; ${queue.processors.length} webhook processors, ${queue.workers.length} workers.`,
			...notes,
		],
	};
}

export const storeFails: Trial = {
	number: 3,
	title: 'The store fails',
	what: 'Queue mode, with Ignore Duplicate Deliveries within each process: Postgres is away, then Redis, then Postgres takes no execution for longer than SiteGPT waits. Pass criteria: what was answered 500 is accepted when it is sent again and never called a duplicate, and what SiteGPT repeats because the answer was late runs once.',
	run: async (options) => await withQueue(options, async (queue) => await fail(queue, options)),
};
