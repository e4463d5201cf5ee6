import fc from 'fast-check';
import { type Hazard, type Plan, plans } from './hazards';
import { runHistory } from './history';

/** How many times the usual number of histories; `npm run lab -- polling-model` sets it. */
export const LENGTH = Number(process.env.MODEL_LENGTH ?? 1);

async function holds({ setting, steps }: Plan): Promise<void> {
	const { violations, story } = await runHistory(setting, steps);
	if (violations.length === 0) return;
	throw new Error([...violations.slice(0, 5), ...story].join('\n'));
}

/** Runs histories with a hazard. */
export async function check(hazard: Hazard, runs: number): Promise<void> {
	const numRuns = Math.ceil((hazard.runs ?? runs) * LENGTH);
	await fc.assert(fc.asyncProperty(plans(hazard), holds), { numRuns, endOnFailure: false });
}
