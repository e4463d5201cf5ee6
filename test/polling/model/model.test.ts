import { check, LENGTH } from './check';
import { everything, hazards } from './hazards';

jest.setTimeout(LENGTH * 120_000);

describe('whatever came after publishing runs once, and nothing older does', () => {
	test.each(hazards.map((hazard) => [hazard.name, hazard] as const))('%s', async (_, hazard) => {
		await check(hazard, 5);
	});

	test(everything.name, async () => await check(everything, 15));
});
