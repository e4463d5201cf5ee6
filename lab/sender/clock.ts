import { setTimeout } from 'node:timers/promises';

/** The time that a sender goes by, so that a test can be the one who lets it pass. */
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
