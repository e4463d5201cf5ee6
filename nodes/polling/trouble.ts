import { ApiError } from '../api/apiError';

/** How many times a poll may fail for a temporary reason before one is reported. */
export const MOST_FAILURES = 10;

/** Milliseconds between two reports of lasting trouble, each of which is a failed execution. */
export const TELL_EVERY = 60 * 60 * 1000;

/** The trouble of one trigger, from one poll to the next. */
export interface Trouble {
	/** Polls in a row that failed. */
	failures: number;
	/** When it was last reported, in milliseconds on any clock. */
	toldAt: number;
}

/** No trouble. */
export function noTrouble(): Trouble {
	return { failures: 0, toldAt: -Infinity };
}

/** Whether only a person can fix it, with another token, scope, or chatbot. */
export function needsAPerson(error: unknown): boolean {
	if (!(error instanceof ApiError)) return true;
	const { status } = error.problem;
	return status === 400 || status === 401 || status === 403 || status === 404;
}

/**
 * What to do about a poll that failed: `throw`, which n8n shows as a failed execution and passes to the
 * error workflow, or `log`, since the next poll tries again anyway.
 *
 * n8n gives up on a trigger for good if its first poll fails while n8n starts, so nothing is thrown then.
 * While a person publishes the workflow, it throws what only a person can fix.
 * @param when at which poll, and why n8n started the trigger
 */
export function reactionTo(
	error: unknown,
	trouble: Trouble,
	when: { isFirst: boolean; isPublishing: boolean; now: number },
): 'throw' | 'log' {
	trouble.failures++;
	if (when.isFirst) return when.isPublishing && needsAPerson(error) ? 'throw' : 'log';
	const isDue = when.now - trouble.toldAt >= TELL_EVERY;
	if (!isDue || (!needsAPerson(error) && trouble.failures < MOST_FAILURES)) return 'log';
	trouble.toldAt = when.now;
	return 'throw';
}
