/**
 * A short form of bench.ts that only compares ratios, because machines differ and are shared. Fails if the package
 * has become much slower than n8n's own Webhook node, for accepted events or unauthenticated requests.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { packPackage, type Tarball } from '../harness/n8n/tarball.ts';
import { configurations } from './bench/configurations.ts';
import { loads } from './bench/loads.ts';
import { measureRegular, type RegularResult } from './bench/regular.ts';
import { rate, ratio, selectResult } from './bench/statistics.ts';
import type { SubjectName } from './bench/subjects.ts';

/** far below the limits in docs/measurements/bench.md, so only a gross regression fails */
const MIN_RATIO = 0.7;

const compared: Record<string, SubjectName[]> = {
	'accepted, 5 connections': ['W', 'M', 'F'],
	refused: ['W', 'M'],
};

describe('bench', () => {
	let tarball: Tarball;
	let measured: RegularResult;
	before(async () => {
		tarball = await packPackage();
		const [configuration] = configurations.filter(({ name }) => name === 'lazy');
		assert.ok(configuration);
		measured = await measureRegular({
			configuration,
			tarball: tarball.path,
			rounds: 5,
			sliceMs: 500,
			loads: loads
				.filter(({ name }) => name in compared)
				.map((load) => ({ ...load, subjects: compared[load.name] ?? [], share: 1 })),
			note: () => {},
		});
	});
	after(async () => await tarball.remove());

	const atLeast = (load: string, above: SubjectName, below: SubjectName) =>
		test(`${load}: ${above} gives at least ${MIN_RATIO} times as many answers per second as ${below}`, (context) => {
			const [upper, lower] = [above, below].map((name) =>
				selectResult(measured.slices, load, name),
			);
			assert.ok(upper && lower);
			const { value, spread } = ratio(upper, lower, rate);
			const text = `${value.toFixed(2)} (${spread.map((one) => one.toFixed(2)).join('-')})`;
			context.diagnostic(`${above} / ${below}: ${text}`);
			assert.ok(value >= MIN_RATIO, text);
		});

	atLeast('accepted, 5 connections', 'M', 'W');
	atLeast('accepted, 5 connections', 'M', 'F');
	atLeast('refused', 'M', 'W');
});
