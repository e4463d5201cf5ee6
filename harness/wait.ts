import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure.ts';

export interface Wait {
	/** completes "Gave up after waiting 30 s for ..." */
	what: string;
	/** ms */
	timeout?: number;
	/** ms between two checks */
	interval?: number;
}

/** Polls until `condition` returns something truthy, and returns that. */
export async function waitFor<T>(
	condition: () => Promise<T> | T,
	{ what, timeout = 30_000, interval = 100 }: Wait,
): Promise<Exclude<T, undefined | null | false>> {
	const deadline = performance.now() + timeout;
	for (;;) {
		const found = await condition();
		if (found) return found as Exclude<T, undefined | null | false>;
		if (performance.now() > deadline) {
			throw new Failure(`Gave up after waiting ${timeout / 1000} s for ${what}.`);
		}
		await sleep(interval);
	}
}
