import { setTimeout as sleep } from 'node:timers/promises';
import { startN8n } from '../../e2e/host/n8n.ts';
import { sqliteOf } from '../../e2e/host/database.ts';
import { outcome } from './outcome.ts';
import { sendWhile } from './sendWhile.ts';
import type { Trial, TrialOptions, TrialResult } from './trial.ts';
import { burstOf, createWorkflows, rateHeld, workflowTakes } from './workflows.ts';

async function run({ short, tarball, maxEvents, note }: TrialOptions): Promise<TrialResult> {
	const env = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };
	const n8n = await startN8n({ tarball: tarball.path, env });
	try {
		const rate = await rateHeld(n8n);
		note(`${rate} events a second`);
		const plan = short ? { events: 150, rate, kills: 1 } : { events: 2_000, rate, kills: 5 };
		const workflows = await createWorkflows(n8n, { maxEvents });
		const { events, kills } = plan;
		const incidents = Array.from({ length: kills }, (_, kill) => ({
			after: Math.floor((events * (kill + 1)) / (kills + 1)),
			happen: async (at: () => number) => {
				// At another moment of the burst each time.
				if (maxEvents > 1) await sleep(150 * kill);
				await n8n.kill('SIGKILL');
				note(`killed n8n after event ${at()}`);
				await n8n.restart();
				note(`n8n runs again, at event ${at()}`);
			},
		}));
		const { destinations } = workflows;
		const ledger = await sendWhile(
			{ destinations, events, rate, burst: burstOf(maxEvents) },
			incidents,
		);
		const database = sqliteOf(n8n.folder);
		const { rows, violations, notes } = await outcome({ n8n, workflows, ledger, database });
		return {
			rows,
			violations,
			notes: [
				`${plan.events} events of the three kinds, ${plan.rate} a second, ${burstOf(maxEvents)} at once, to three workflows of ${workflowTakes} s each; SIGKILL ${plan.kills} times, started again each time at once; N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true.`,
				...notes,
			],
		};
	} finally {
		await n8n.stop();
	}
}

export const killed: Trial = {
	number: 1,
	title: 'n8n is killed while events come',
	what: 'n8n in regular mode on SQLite gets SIGKILL and is started again while events come. Pass criteria: every event answered 200 is stored with its payload, and finished or findable as crashed; an event that was given up never got a 200; the remedy finishes what was interrupted, and the idempotency key keeps it from having its effect twice.',
	run,
};
