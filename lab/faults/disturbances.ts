import fc from 'fast-check';
import type { Queue } from '../../harness/n8n/queue/queue.ts';
import { waitFor } from '../../harness/wait.ts';

export interface Disturbance {
	what: string;
	/** Resolves when it's done; a killed process restarts a little later. */
	happen(queue: Queue): Promise<void>;
}

/** What can happen to queue mode while events arrive. A kill is SIGKILL, or an immediate shutdown for Postgres. */
export const disturbances = {
	processor: {
		what: 'a webhook processor was killed',
		happen: async ({ processors }) => await processors[0]?.kill(),
	},
	worker: {
		what: 'a worker was killed',
		happen: async ({ workers }) => await workers[0]?.kill(),
	},
	taken: {
		what: 'the workers were killed, one just as it took an execution from the queue, one before it wrote down what it had started',
		happen: async ({ workers, redis }) => {
			await Promise.all(workers.map(async (worker) => await worker.kill()));
			// n8n writes down what it has started a little later, so a kill may be faster.
			await workers.at(-1)?.forgetStarted();
			// This moment is also too short to hit. This creates the state it leaves: the job is in Bull's list of active
			// jobs, and no worker has it.
			await waitFor(
				async () =>
					(await redis.command('RPOPLPUSH bull:jobs:wait bull:jobs:active')) !== '$-1\r\n',
				{ what: 'an execution in the queue', interval: 20 },
			);
		},
	},
	main: {
		what: 'the main process was killed',
		happen: async ({ main }) => await main.kill(),
	},
	redis: {
		what: 'Redis was killed and restarted',
		happen: async ({ redis }) => {
			await redis.kill('SIGKILL');
			await redis.start();
		},
	},
	postgres: {
		what: 'Postgres was killed and restarted',
		happen: async ({ postgres }) => {
			await postgres.kill('SIGQUIT');
			await postgres.start();
		},
	},
	reload: {
		what: 'the proxy was reloaded',
		happen: async ({ proxy, processors }) =>
			await proxy.reload(processors.map(({ address }) => address)),
	},
	added: {
		what: 'a webhook processor was added and another one removed',
		async happen(queue) {
			await queue.addProcessor();
			await queue.removeProcessor();
		},
	},
} satisfies Record<string, Disturbance>;

/**
 * A schedule in random order. Each entry says after how many of the `events` it happens, and no two share
 * the same stretch of events.
 */
export function schedule(
	chosen: readonly Disturbance[],
	events: number,
	seed: number,
): Array<Disturbance & { after: number }> {
	const [order = []] = fc.sample(fc.shuffledSubarray([...chosen], { minLength: chosen.length }), {
		seed,
		numRuns: 1,
	});
	const part = events / (chosen.length + 1);
	const within = fc.sample(fc.double({ min: 0, max: 0.5, noNaN: true }), {
		seed,
		numRuns: order.length,
	});
	return order.map((disturbance, index) => ({
		...disturbance,
		after: Math.floor(part * (index + 0.5 + (within[index] ?? 0))),
	}));
}
