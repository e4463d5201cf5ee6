/** The short forms of the trials of faults.ts, each with its rules. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { trials } from './faults/all.ts';
import { startTrialQueue } from './faults/trial.ts';
import { table } from './host/markdown.ts';
import { packPackage, type Tarball } from './host/tarball.ts';
import { missingPrograms } from './queue/debian.ts';
import type { Queue } from './queue/queue.ts';

const missing = missingPrograms();
if (missing !== undefined && process.env.CI === 'true') throw new Error(missing);

const inQueueMode = [2, 3, 4, 7];

describe('faults', () => {
	const seed = Math.floor(Math.random() * 2 ** 31);
	let tarball: Tarball;
	let queue: Queue | undefined;
	before(async () => {
		tarball = await packPackage();
	});
	after(async () => {
		await queue?.stop();
		await tarball.remove();
	});

	for (const { number, title, run } of trials) {
		const skip = inQueueMode.includes(number) && missing !== undefined ? missing : false;
		test(`trial ${number}: ${title}`, { timeout: 420_000, skip }, async (context) => {
			const note = (text: string) => context.diagnostic(text);
			note(`seed ${seed}`);
			const options = { short: true, tarball, seed, note };
			if (inQueueMode.includes(number)) queue ??= await startTrialQueue(options);
			const { rows, faults } = await run({ ...options, queue });
			note(`\n${table(rows)}`);
			assert.deepEqual(faults, [], `with seed ${seed}`);
		});
	}
});
