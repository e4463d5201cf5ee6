import { setTimeout as sleep } from 'node:timers/promises';
import { openSqlite } from '../../harness/n8n/database.ts';
import { startN8n } from '../../harness/n8n/n8n.ts';
import { AFTER_RETRY, outcome } from './outcome.ts';
import { sendWhile } from './sendWhile.ts';
import { addUp } from './total.ts';
import type { Trial, TrialOptions, TrialResult } from './trial.ts';
import { chooseBurst, createWorkflows, rateHeld, WORKFLOW_SECONDS } from './workflows.ts';

async function run({ short, tarball, maxEvents, note }: TrialOptions): Promise<TrialResult> {
	const env = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };
	const n8n = await startN8n({ tarball: tarball.path, env });
	try {
		const rate = await rateHeld(n8n);
		note(`${rate} events per second`);
		const plan = short ? { events: 150, rate, kills: 1 } : { events: 2_000, rate, kills: 5 };
		const workflows = await createWorkflows(n8n, { maxEvents });
		const { events, kills } = plan;
		const incidents = Array.from({ length: kills }, (_, kill) => ({
			after: Math.floor((events * (kill + 1)) / (kills + 1)),
			happen: async (at: () => number) => {
				// At a different point in the burst each time.
				if (maxEvents > 1) await sleep(150 * kill);
				await n8n.kill('SIGKILL');
				note(`killed n8n after event ${at()}`);
				await n8n.restart();
				note(`n8n is running again, at event ${at()}`);
			},
		}));
		const { destinations } = workflows;
		const ledger = await sendWhile(
			{ destinations, events, rate, burst: chooseBurst(maxEvents) },
			incidents,
		);
		const database = openSqlite(n8n.folder);
		const { rows, violations, notes } = await outcome({ n8n, workflows, ledger, database });
		return {
			rows,
			violations,
			notes: [
				`${plan.events.toLocaleString('en')} events of the three kinds, ${plan.rate} per second, in groups of ${chooseBurst(maxEvents)}, to three workflows that take ${WORKFLOW_SECONDS} s each. n8n got SIGKILL ${plan.kills} times and was restarted immediately each time. N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true.`,
				...notes,
			],
		};
	} finally {
		await n8n.stop();
	}
}

export const killed: Trial = {
	number: 1,
	title: 'n8n is killed while events arrive',
	what: 'n8n, in regular mode on SQLite, is killed with SIGKILL and restarted while events arrive. Pass criteria: every event answered 200 is stored with its payload, and has either finished or can be found as crashed; no event that SiteGPT gave up on was answered 200; retry-interrupted finishes the interrupted executions, and thanks to the idempotency key no effect happens twice.',
	run,
	totals: (rows) => [addUp(rows.filter(({ what }) => what === AFTER_RETRY))],
};
