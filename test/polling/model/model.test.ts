import fc from 'fast-check';
import {
	everything,
	everythingOfOthers,
	type Hazard,
	hazards,
	hazardsOfOthers,
	type Plan,
	plans,
} from './hazards';
import { runHistory } from './history';

/** How many times the usual number of histories; `npm run lab -- polling-model` sets it. */
const LENGTH = Number(process.env.MODEL_LENGTH ?? 1);

async function holds({ setting, steps }: Plan): Promise<void> {
	const { violations, story } = await runHistory(setting, steps);
	if (violations.length === 0) return;
	throw new Error([...violations.slice(0, 5), ...story].join('\n'));
}

async function check(hazard: Hazard, runs: number): Promise<void> {
	const numRuns = Math.ceil((hazard.runs ?? runs) * LENGTH);
	await fc.assert(fc.asyncProperty(plans(hazard), holds), { numRuns, endOnFailure: false });
}

jest.setTimeout(LENGTH * 120_000);

describe('whatever came after publishing runs once, and nothing older does', () => {
	test.each(hazards.map((hazard) => [hazard.name, hazard] as const))('%s', async (_, hazard) => {
		await check(hazard, 5);
	});

	test(everything.name, async () => await check(everything, 15));
});

describe('the same with the other choices of Trigger On, in fewer histories', () => {
	const all = hazardsOfOthers.map((hazard) => [hazard.name, hazard] as const);

	test.each(all)('%s', async (_, hazard) => await check(hazard, 2));

	test(everything.name, async () => await check(everythingOfOthers, 8));
});
