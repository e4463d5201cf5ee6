import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure.ts';

export interface Wait {
	/** ends the sentence "Waited 30 s for ..." */
	what: string;
	/** ms */
	timeout?: number;
	/** ms between two looks */
	interval?: number;
}

/** Looks until `condition` gives something truthy, and returns that. */
export async function waitFor<T>(
	condition: () => Promise<T> | T,
	{ what, timeout = 30_000, interval = 100 }: Wait,
): Promise<Exclude<T, undefined | null | false>> {
	const deadline = performance.now() + timeout;
	for (;;) {
		const found = await condition();
		if (found) return found as Exclude<T, undefined | null | false>;
		if (performance.now() > deadline) {
			throw new Failure(`Waited ${timeout / 1000} s for ${what}, in vain.`);
		}
		await sleep(interval);
	}
}
