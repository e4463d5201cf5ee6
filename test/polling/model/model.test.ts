import { check, LENGTH } from './check';
import { everything, everythingOfOthers, hazards, hazardsOfOthers } from './hazards';

jest.setTimeout(LENGTH * 120_000);

describe('whatever came after publishing runs once, and nothing older does', () => {
	test.each(hazards.map((hazard) => [hazard.name, hazard] as const))('%s', async (_, hazard) => {
		await check(hazard, 5);
	});

	test(everything.name, async () => await check(everything, 15));
});

describe('the same with the other choices of Trigger On, in fewer histories', () => {
	const all = hazardsOfOthers.map((hazard) => [hazard.name, hazard] as const);

	test.each(all)('%s', async (_, hazard) => await check(hazard, 1));

	test(everything.name, async () => await check(everythingOfOthers, 5));
});
