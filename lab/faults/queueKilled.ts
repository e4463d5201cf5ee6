import { openPostgres } from '../../harness/n8n/database.ts';
import type { Queue } from '../../harness/n8n/queue/queue.ts';
import { disturbances, schedule } from './disturbances.ts';
import { AFTER_RETRY, outcome } from './outcome.ts';
import { sendWhile } from './sendWhile.ts';
import { addUp } from './total.ts';
import { type Trial, type TrialOptions, type TrialResult, withQueue } from './trial.ts';
import { chooseBurst, createWorkflows, rateHeld, WORKFLOW_SECONDS } from './workflows.ts';

async function disturb(queue: Queue, options: TrialOptions): Promise<TrialResult> {
	const { short, seed, maxEvents, note } = options;
	const rate = await rateHeld(queue);
	const { processor, taken, redis } = disturbances;
	const chosen = short
		? [processor, taken, redis]
		: Object.values(disturbances).flatMap((d) => [d, d]);
	const events = short ? 240 : 10_000;
	const planned = schedule(chosen, events, seed);
	note(`${events} events, ${rate} per second`);
	const workflows = await createWorkflows(queue, { maxEvents });
	const { destinations } = workflows;
	const ledger = await sendWhile(
		{ destinations, events, rate, burst: chooseBurst(maxEvents) },
		planned.map(({ what, happen, after }) => ({
			after,
			async happen(at) {
				const before = at();
				await happen(queue);
				await queue.ready();
				note(`after event ${before} ${what}; everything was ready again at event ${at()}`);
			},
		})),
	);
	const { rows, violations, notes } = await outcome({
		n8n: queue,
		workflows,
		ledger,
		database: openPostgres(queue.postgres),
		settleWithin: 600_000,
	});
	const parts = [queue.main, ...queue.processors, ...queue.workers];
	const byThemselves = parts.filter(({ endedByItself }) => endedByItself > 0);
	return {
		rows,
		violations,
		notes: [
			`${events.toLocaleString('en')} events of the three kinds, ${rate} per second, in groups of ${chooseBurst(maxEvents)}, to three workflows that take ${WORKFLOW_SECONDS} s each; ${queue.processors.length} webhook processors, ${queue.workers.length} workers.`,
			`What happened, in order: ${planned.map(({ what, after }) => `${what} (event ${after})`).join('; ')}.`,
			`n8n processes that exited by themselves and were restarted: ${byThemselves.map(({ name, endedByItself }) => `${name}, ${endedByItself} times`).join('; ') || 'none'}.`,
			...notes,
		],
	};
}

export const queueKilled: Trial = {
	number: 2,
	title: 'Parts of queue mode are killed while events arrive',
	what: 'Two webhook processors, two workers, the main process, Redis, Postgres, and HAProxy, set up as in deploy/. At random times, one of them at a time is killed and restarted, reloaded, added, or removed. Pass criteria: the same as in trial 1.',
	run: async (options) => await withQueue(options, async (queue) => await disturb(queue, options)),
	totals: (rows) => [addUp(rows.filter(({ what }) => what === AFTER_RETRY))],
};
