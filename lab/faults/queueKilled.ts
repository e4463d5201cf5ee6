import { waitFor } from '../../e2e/host/wait.ts';
import type { Queue } from '../queue/queue.ts';
import { Ledger } from '../sender/ledger.ts';
import { send, type Destination } from '../sender/send.ts';
import { postgresOf } from '../../e2e/host/database.ts';
import { disturbances, schedule, type Disturbance } from './disturbances.ts';
import { outcome } from './outcome.ts';
import { withQueue, type Trial, type TrialOptions, type TrialResult } from './trial.ts';
import { createWorkflows, rateHeld, workflowTakes } from './workflows.ts';

interface Plan {
	events: number;
	/** events a second */
	rate: number;
	planned: Array<Disturbance & { after: number }>;
}

/** Sends the events; meanwhile one thing happens after the other, each once all is ready again. */
async function sendAndDisturb(
	queue: Queue,
	destinations: Destination[],
	{ events, rate, planned }: Plan,
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
		for (const { what, happen, after } of planned) {
			await waitFor(() => happened >= after, {
				what: `event ${after}`,
				timeout: 1_800_000,
				interval: 10,
			});
			const at = happened;
			await happen(queue);
			await queue.ready();
			note(`after event ${at} ${what}; all was ready again at event ${happened}`);
		}
		await sending;
	} finally {
		stop.abort();
	}
	return ledger;
}

async function disturb(queue: Queue, options: TrialOptions): Promise<TrialResult> {
	const { short, seed, note } = options;
	const rate = await rateHeld(queue);
	const { processor, taken, redis } = disturbances;
	const chosen = short
		? [processor, taken, redis]
		: Object.values(disturbances).flatMap((d) => [d, d]);
	const events = short ? 240 : 10_000;
	const planned = schedule(chosen, events, seed);
	note(`${events} events, ${rate} a second`);
	const workflows = await createWorkflows(queue);
	const ledger = await sendAndDisturb(
		queue,
		workflows.destinations,
		{ events, rate, planned },
		note,
	);
	const { rows, violations, notes } = await outcome({
		n8n: queue,
		workflows,
		ledger,
		database: postgresOf(queue.postgres),
		settleWithin: 600_000,
	});
	const parts = [queue.main, ...queue.processors, ...queue.workers];
	const byThemselves = parts.filter(({ endedByItself }) => endedByItself > 0);
	return {
		rows,
		violations,
		notes: [
			`${events} events of the three kinds, ${rate} a second, to three workflows of ${workflowTakes} s each; ${queue.processors.length} webhook processors, ${queue.workers.length} workers.`,
			`What happened, in this order: ${planned.map(({ what, after }) => `${what} (event ${after})`).join('; ')}.`,
			`Processes of n8n that ended by themselves and were started again: ${byThemselves.map(({ name, endedByItself }) => `${name}, ${endedByItself} times`).join('; ') || 'none'}.`,
			...notes,
		],
	};
}

export const queueKilled: Trial = {
	number: 2,
	title: 'Parts of queue mode are killed while events come',
	what: 'Two webhook processors, two workers, the main process, Redis, Postgres and HAProxy as deploy/ has them: one at a time, at random times, is killed and started again, reloaded, added or removed. Asked: the same as in trial 1.',
	run: async (options) => await withQueue(options, async (queue) => await disturb(queue, options)),
};
