import { setTimeout } from 'node:timers/promises';

/** The sender's clock, which tests can replace with one they control. */
export interface Clock {
	/** ms since 1970 */
	now(): number;
	/** Rejects as soon as `signal` aborts. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const realClock: Clock = {
	now: () => Date.now(),
	sleep: async (ms, signal) => await setTimeout(ms, undefined, { signal }),
};
