/** Short forms of the trials in faults.ts, with the same rules. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Queue } from '../harness/n8n/queue/queue.ts';
import { packPackage, type Tarball } from '../harness/n8n/tarball.ts';
import { trials } from './faults/all.ts';
import { startTrialQueue, type Trial } from './faults/trial.ts';
import { table } from './table.ts';

const isInQueueMode = (number: number) => [2, 3, 4, 7].includes(number);

// In parallel, because both mostly wait: for retries, and for n8n to restart.
describe('faults', { concurrency: 2 }, () => {
	const seed = Math.floor(Math.random() * 2 ** 31);
	let tarball: Tarball;
	before(async () => {
		tarball = await packPackage();
	});
	after(async () => await tarball.remove());

	const put = ({ number, title, run }: Trial, queueOf?: () => Promise<Queue>) => {
		test(`trial ${number}: ${title}`, { timeout: 420_000 }, async (context) => {
			const note = (text: string) => context.diagnostic(text);
			note(`seed ${seed}`);
			const queue = await queueOf?.();
			const { rows, violations } = await run({
				short: true,
				maxEvents: 1,
				tarball,
				seed,
				note,
				queue,
			});
			note(`\n${table(rows)}`);
			assert.deepEqual(violations, [], `with seed ${seed}`);
		});
	};

	describe('in regular mode', { concurrency: 1 }, () => {
		for (const trial of trials.filter(({ number }) => !isInQueueMode(number))) put(trial);
	});

	describe('in queue mode', { concurrency: 1 }, () => {
		let queue: Queue | undefined;
		after(async () => await queue?.stop());
		const started = async () =>
			(queue ??= await startTrialQueue({
				short: true,
				maxEvents: 1,
				tarball,
				seed,
				note: () => {},
			}));
		for (const trial of trials.filter(({ number }) => isInQueueMode(number))) put(trial, started);
	});
});
