import { type Database, openPostgres, openSqlite } from '../../harness/n8n/database.ts';
import { type Reachable, startN8n } from '../../harness/n8n/n8n.ts';
import { Receiver } from '../../harness/n8n/receiver.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import { done } from '../../harness/n8n/workflows.ts';
import { Ledger } from '../../harness/siteGpt/sender/ledger.ts';
import { send } from '../../harness/siteGpt/sender/send.ts';
import { quantile } from '../quantile.ts';
import type { Row } from '../table.ts';
import { settle } from './settle.ts';
import { storedExecutions } from './stored.ts';
import { tally } from './tally.ts';
import { addUp } from './total.ts';
import {
	duplicateChoices,
	type Trial,
	type TrialOptions,
	type TrialResult,
	withQueue,
} from './trial.ts';

const defaults = { what: 'regular mode, defaults', env: {} };

const regularModes: Array<{ what: string; env: Record<string, string> }> = [
	defaults,
	{ what: 'regular mode, recommended', env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' } },
];

interface Burst {
	size: number;
	ignoreDuplicates: keyof typeof duplicateChoices;
}

interface Where {
	what: string;
	maxEvents: number;
	n8n: Reachable;
	database: Database;
}

/** Sends one burst to a new workflow. Resolves once each event is delivered or given up and n8n is idle. */
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
	const { counts, violations } = tally(ledger, executions, 'Done');
	const name = `burst of ${size}, ${what}, duplicates ${ignoreDuplicates}`;
	if (ignoreDuplicates !== 'off' && counts.finishedTwice > 0) {
		violations.push(
			`${counts.finishedTwice} events finished twice although duplicates are ignored`,
		);
	}
	return {
		row: {
			events: size,
			n8n: what,
			'ignore duplicates': duplicateChoices[ignoreDuplicates],
			accepted: counts.accepted,
			finished: counts.finished,
			'finished twice': counts.finishedTwice,
			lost: counts.lost,
			'given up': counts.givenUp,
			'given up, but stored': counts.givenUpButStored,
			'first answer, median ms': Math.round(
				quantile(ledger.attempts.filter(({ attempt }) => attempt === 1).map(({ ms }) => ms)),
			),
			'over 5 s': counts.timeouts,
			attempts: counts.attempts,
			'answered duplicate': ledger.said('duplicate'),
			'answered pending': ledger.said('pending'),
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
				note(`burst of ${size}, ${where.what}, duplicates: ${ignoreDuplicates}`);
				const burst = await sendBurst(where, { size, ignoreDuplicates });
				rows.push(burst.row);
				violations.push(...burst.violations);
			}
		}
	};
	for (const { what, env } of short ? regularModes.slice(-1) : regularModes) {
		const n8n = await startN8n({ tarball: tarball.path, env });
		try {
			await sendAll({ what, maxEvents, n8n, database: openSqlite(n8n.folder) }, ['off', 'process']);
		} finally {
			await n8n.stop();
		}
	}
	await withQueue(options, async (queue) => {
		const what = `queue mode, ${queue.processors.length} processors`;
		const database = openPostgres(queue.postgres);
		await sendAll({ what, maxEvents, n8n: queue, database }, ['off', 'process', 'all']);
	});
	return {
		rows,
		violations,
		notes: [
			'Recommended: N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true. Queue mode has the settings of deploy/. Each burst goes to its own workflow, which starts with a Lead Trigger.',
		],
	};
}

export const bursts: Trial = {
	number: 4,
	title: 'Bursts',
	what: 'Many leads arrive at the same time, so n8n answers some only after SiteGPT has timed out and retries. Pass criteria: every event answered 200 is stored and has finished, and with Ignore Duplicate Deliveries on, no event finishes twice.',
	run,
	totals(rows) {
		const part = (name: string, chosen: (row: Row) => boolean) => addUp(rows.filter(chosen), name);
		const isDefault = ({ n8n }: Row) => n8n === defaults.what;
		const isOff = (row: Row) => row['ignore duplicates'] === duplicateChoices.off;
		return [
			part("n8n's defaults, duplicates not ignored", (row) => isDefault(row) && isOff(row)),
			part("n8n's defaults, duplicates ignored", (row) => isDefault(row) && !isOff(row)),
			part('recommended settings, and queue mode', (row) => !isDefault(row)),
		];
	},
};
