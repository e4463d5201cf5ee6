import { ApiError } from '../api/apiError';

/** How often a poll may fail for a passing reason before the workflow is told. */
export const MOST_FAILURES = 10;

/** How often the workflow is told of trouble that lasts, in milliseconds: each time is a failed execution. */
export const TELL_EVERY = 60 * 60 * 1000;

/** The trouble of one trigger, from one poll to the next. */
export interface Trouble {
	/** Polls in a row that failed. */
	failures: number;
	/** When the workflow was told last, in milliseconds on any clock. */
	toldAt: number;
}

/** No trouble. */
export function noTrouble(): Trouble {
	return { failures: 0, toldAt: -Infinity };
}

/** Whether only a person can end it: another token, another scope, another chatbot. */
export function needsAPerson(error: unknown): boolean {
	if (!(error instanceof ApiError)) return true;
	const { status } = error.problem;
	return status === 400 || status === 401 || status === 403 || status === 404;
}

/**
 * What to do about a poll that failed: `throw`, which n8n shows as a failed execution and passes to the
 * error workflow, or `log`, since the next poll tries again anyway.
 *
 * n8n gives a trigger up for good if its first poll fails while n8n starts, so then nothing is thrown.
 * While a person publishes the workflow, the person is told what only a person can change.
 * @param when at which poll, and how n8n came to start the trigger
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
