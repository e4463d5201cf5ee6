import { Receiver } from '../contract/receiver.ts';
import { startN8n, type N8n } from '../host/n8n.ts';
import { triggers } from '../host/triggers.ts';
import { Ledger } from '../sender/ledger.ts';
import { send } from '../sender/send.ts';
import { sqliteOf } from './database.ts';
import { settle } from './settle.ts';
import { storedExecutions } from './stored.ts';
import { tally } from './tally.ts';
import type { Row, Trial, TrialOptions, TrialResult } from './trial.ts';

const settings: Array<{ what: string; env: Record<string, string> }> = [
	{ what: 'defaults', env: {} },
	{ what: 'recommended', env: { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' } },
];

const next = [{ name: 'Done', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} }];

interface Burst {
	burst: number;
	duplicates: 'off' | 'process';
	receiver: Receiver;
	ledger: Ledger;
}

/** One burst to a workflow of its own; resolves once all is delivered or given up, and n8n is idle. */
async function sendBurst(n8n: N8n, burst: number, duplicates: Burst['duplicates']): Promise<Burst> {
	const options = { ignoreDuplicates: duplicates };
	const receiver = await Receiver.create(n8n, triggers.lead, { parameters: { options }, next });
	const ledger = new Ledger();
	const { url, token } = receiver;
	const destinations = [{ kind: 'lead' as const, url, token }];
	await send({ destinations, events: burst, rate: burst, burst, ledger });
	await settle(n8n);
	return { burst, duplicates, receiver, ledger };
}

function countText(ledger: Ledger, text: string): number {
	return ledger.attempts.filter((attempt) => attempt.text === `{"status":"${text}"}`).length;
}

async function run({ short, tarball, note }: TrialOptions): Promise<TrialResult> {
	const rows: Row[] = [];
	const faults: string[] = [];
	for (const { what, env } of short ? settings.slice(1) : settings) {
		const n8n = await startN8n({ tarball: tarball.path, env });
		try {
			const bursts: Burst[] = [];
			for (const burst of short ? [60] : [100, 500]) {
				for (const duplicates of ['off', 'process'] as const) {
					note(`${burst} at once, n8n's settings: ${what}, duplicates: ${duplicates}`);
					bursts.push(await sendBurst(n8n, burst, duplicates));
				}
			}
			await n8n.kill('SIGTERM');
			const stored = await storedExecutions(sqliteOf(n8n.folder));
			for (const { burst, duplicates, receiver, ledger } of bursts) {
				const mine = stored.filter(({ workflowId }) => workflowId === receiver.workflow.id);
				const { row, faults: found } = tally(ledger, mine, 'Done');
				const name = `${burst}, ${what}, ${duplicates}`;
				faults.push(...found.map((fault) => `${name}: ${fault}`));
				const { attempts, accepted, finished } = row;
				const repeats = Number(attempts) - burst;
				if (duplicates === 'process' && mine.length > burst) {
					faults.push(`${name}: ${mine.length - burst} repeats ran although they are ignored`);
				}
				rows.push({
					'at once': burst,
					'n8n’s settings': what,
					'ignore duplicates': duplicates,
					attempts: Number(attempts),
					'over 5 s': Number(row['over 5 s']),
					repeats,
					'answered duplicate': countText(ledger, 'duplicate'),
					'answered pending': countText(ledger, 'pending'),
					accepted: Number(accepted),
					'executions stored': mine.length,
					'run again': mine.length - Number(row['events stored']),
					finished: Number(finished),
					'accepted, not stored': Number(row['lost: accepted, not stored']),
					'given up': Number(row['given up']),
					'given up, yet stored': Number(row['given up, yet stored']),
				});
			}
		} finally {
			await n8n.stop();
		}
	}
	return {
		rows,
		faults,
		notes: [
			'Recommended settings: N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true. Each burst goes to a workflow of its own, which begins with a Lead Trigger.',
		],
	};
}

export const bursts: Trial = {
	number: 4,
	title: 'Bursts',
	what: 'Many leads at the very same moment, so that n8n answers some only after SiteGPT has hung up and sends again. Asked: every event answered 200 is stored and finished, and with Ignore Duplicate Deliveries within the process no event runs twice.',
	run,
};
