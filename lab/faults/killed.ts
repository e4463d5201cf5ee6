import { startN8n, type N8n } from '../../e2e/host/n8n.ts';
import { waitFor } from '../../e2e/host/wait.ts';
import { Ledger } from '../sender/ledger.ts';
import { send, type Destination } from '../sender/send.ts';
import { sqliteOf } from '../../e2e/host/database.ts';
import { outcome } from './outcome.ts';
import type { Trial, TrialOptions, TrialResult } from './trial.ts';
import { createWorkflows, rateHeld, workflowTakes } from './workflows.ts';

interface Plan {
	events: number;
	/** events a second */
	rate: number;
	kills: number;
}

/** Sends the events, and meanwhile kills n8n and starts it again, each time after as many events. */
async function sendAndKill(
	n8n: N8n,
	destinations: Destination[],
	{ events, rate, kills }: Plan,
	note: TrialOptions['note'],
): Promise<Ledger> {
	const ledger = new Ledger();
	const stop = new AbortController();
	let happened = 0;
	const sending = send({
		destinations,
		events,
		rate,
		ledger,
		signal: stop.signal,
		onEvent: () => happened++,
	});
	sending.catch(() => {});
	try {
		for (let kill = 1; kill <= kills; kill++) {
			const after = Math.floor((events * kill) / (kills + 1));
			await waitFor(() => happened >= after, {
				what: `event ${after}`,
				timeout: 600_000,
				interval: 10,
			});
			await n8n.kill('SIGKILL');
			note(`killed n8n after event ${happened}, ${ledger.attempts.length} attempts`);
			await n8n.restart();
			note(`n8n runs again, at event ${happened}`);
		}
		await sending;
	} finally {
		stop.abort();
	}
	return ledger;
}

async function run({ short, tarball, note }: TrialOptions): Promise<TrialResult> {
	const env = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };
	const n8n = await startN8n({ tarball: tarball.path, env });
	try {
		const rate = await rateHeld(n8n);
		note(`${rate} events a second`);
		const plan = short ? { events: 150, rate, kills: 1 } : { events: 2_000, rate, kills: 5 };
		const workflows = await createWorkflows(n8n);
		const ledger = await sendAndKill(n8n, workflows.destinations, plan, note);
		const database = sqliteOf(n8n.folder);
		const { rows, violations, notes } = await outcome({ n8n, workflows, ledger, database });
		return {
			rows,
			violations,
			notes: [
				`${plan.events} events of the three kinds, ${plan.rate} a second, to three workflows of ${workflowTakes} s each; SIGKILL ${plan.kills} times, started again each time at once; N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true.`,
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
	what: 'n8n in regular mode on SQLite gets SIGKILL and is started again while events come. Asked: every event answered 200 is stored with its payload, and finished or findable as crashed; an event that was given up never got a 200; the remedy finishes what was interrupted, and the idempotency key keeps it from having its effect twice.',
	run,
};
