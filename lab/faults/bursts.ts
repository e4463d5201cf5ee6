import { Receiver } from '../../e2e/host/receiver.ts';
import { done } from '../../e2e/host/chain.ts';
import { startN8n, type Reachable } from '../../e2e/host/n8n.ts';
import { triggers } from '../../e2e/host/triggers.ts';
import { Ledger } from '../sender/ledger.ts';
import { send } from '../sender/send.ts';
import { postgresOf, sqliteOf, type Database } from '../../e2e/host/database.ts';
import { settle } from './settle.ts';
import { storedExecutions } from './stored.ts';
import { tally } from './tally.ts';
import type { Row } from '../table.ts';
import { quantile } from '../bench/statistics.ts';
import { withQueue, type Trial, type TrialOptions, type TrialResult } from './trial.ts';

const regularModes: Array<{ what: string; env: Record<string, string> }> = [
	{ what: 'regular mode, defaults', env: {} },
	{ what: 'regular mode, recommended', env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' } },
];

interface Burst {
	size: number;
	ignoreDuplicates: 'off' | 'process' | 'all';
}

interface Where {
	what: string;
	maxEvents: number;
	n8n: Reachable;
	database: Database;
}

/** One burst to a workflow of its own, until all is delivered or given up and n8n has nothing left to do. */
async function sendBurst(
	{ what, maxEvents, n8n, database }: Where,
	{ size, ignoreDuplicates }: Burst,
): Promise<{ row: Row; violations: string[] }> {
	const parameters = { options: { ignoreDuplicates, maxEvents } };
	const receiver = await Receiver.create(n8n, triggers.lead, { parameters, next: [done] });
	const ledger = new Ledger();
	const { url, token } = receiver;
	const destinations = [{ kind: 'lead' as const, url, token }];
	await send({ destinations, events: size, rate: size, burst: size, ledger });
	await settle(n8n);
	const executions = await storedExecutions(database, [receiver.workflow.id]);
	const { row, violations } = tally(ledger, executions, 'Done');
	const name = `${size} at once, ${what}, duplicates ${ignoreDuplicates}`;
	const ranTwice = Number(row['finished twice']);
	if (ignoreDuplicates !== 'off' && ranTwice > 0) {
		violations.push(`${ranTwice} events ran twice although repeats are ignored`);
	}
	return {
		row: {
			'at once': size,
			n8n: what,
			'ignore duplicates': ignoreDuplicates,
			attempts: Number(row.attempts),
			'first answer, median ms': Math.round(
				quantile(ledger.attempts.filter(({ attempt }) => attempt === 1).map(({ ms }) => ms)),
			),
			'over 5 s': Number(row['over 5 s']),
			repeats: Number(row.attempts) - size,
			'answered duplicate': ledger.said('duplicate'),
			'answered pending': ledger.said('pending'),
			accepted: Number(row.accepted),
			'executions stored': executions.length,
			finished: Number(row.finished),
			'ran twice': ranTwice,
			'accepted, not stored': Number(row['lost: accepted, not stored']),
			'given up': Number(row['given up']),
			'given up, yet stored': Number(row['given up, yet stored']),
		},
		violations: violations.map((violation) => `${name}: ${violation}`),
	};
}

async function run(options: TrialOptions): Promise<TrialResult> {
	const { short, tarball, maxEvents, note } = options;
	const rows: Row[] = [];
	const violations: string[] = [];
	const sendAll = async (where: Where, settings: Array<Burst['ignoreDuplicates']>) => {
		for (const size of short ? [100] : [100, 500]) {
			for (const ignoreDuplicates of short ? settings.slice(-1) : settings) {
				note(`${size} at once, ${where.what}, duplicates: ${ignoreDuplicates}`);
				const burst = await sendBurst(where, { size, ignoreDuplicates });
				rows.push(burst.row);
				violations.push(...burst.violations);
			}
		}
	};
	for (const { what, env } of short ? regularModes.slice(-1) : regularModes) {
		const n8n = await startN8n({ tarball: tarball.path, env });
		try {
			await sendAll({ what, maxEvents, n8n, database: sqliteOf(n8n.folder) }, ['off', 'process']);
		} finally {
			await n8n.stop();
		}
	}
	await withQueue(options, async (queue) => {
		const what = `queue mode, ${queue.processors.length} processors`;
		const database = postgresOf(queue.postgres);
		await sendAll({ what, maxEvents, n8n: queue, database }, ['off', 'process', 'all']);
	});
	return {
		rows,
		violations,
		notes: [
			'Recommended settings: N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true; in queue mode those of deploy/. Each burst goes to a workflow of its own, which begins with a Lead Trigger.',
		],
	};
}

export const bursts: Trial = {
	number: 4,
	title: 'Bursts',
	what: 'Many leads at the same time, so that n8n answers some only after SiteGPT has hung up and sends again. Pass criteria: every event answered 200 is stored and finished, and with Ignore Duplicate Deliveries no event runs twice.',
	run,
};
