/** The short forms of the trials of faults.ts, each with its rules. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { badInput } from './faults/badInput.ts';
import { bursts } from './faults/bursts.ts';
import { killed } from './faults/killed.ts';
import { memory } from './faults/memory.ts';
import { table } from './faults/report.ts';
import { packPackage, type Tarball } from './host/tarball.ts';

describe('faults', () => {
	let tarball: Tarball;
	before(async () => {
		tarball = await packPackage();
	});
	after(async () => await tarball.remove());

	for (const trial of [killed, bursts, memory, badInput]) {
		test(`trial ${trial.number}: ${trial.title}`, { timeout: 300_000 }, async (context) => {
			const seed = Math.floor(Math.random() * 2 ** 31);
			context.diagnostic(`seed ${seed}`);
			const note = (text: string) => context.diagnostic(text);
			const { rows, faults } = await trial.run({ short: true, tarball, seed, note });
			context.diagnostic(`\n${table(rows)}`);
			assert.deepEqual(faults, [], `with seed ${seed}`);
		});
	}
});
