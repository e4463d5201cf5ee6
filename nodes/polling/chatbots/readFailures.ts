import { ApiError } from '../../api/apiError';

/** The longest time for which a chatbot that can't be read is left alone, in milliseconds. */
export const MAX_REST_MS = 600_000;

/** How much longer it is left alone after each failure, in milliseconds. */
const REST_STEP_MS = 60_000;

/** Why a chatbot could not be read. */
export interface ReadFailure {
	error: unknown;
	/** How often in a row. */
	count: number;
	/** When to try again, on the monotonic clock of the polls. */
	restsUntil: number;
}

/** One more failure to read a chatbot. One that can't be read concerns only itself, but its requests take time. */
export function addReadFailure(
	before: ReadFailure | undefined,
	error: unknown,
	now: number,
): ReadFailure {
	const count = (before?.count ?? 0) + 1;
	const restMs = isRefusal(error) ? MAX_REST_MS : Math.min(MAX_REST_MS, REST_STEP_MS * (count - 1));
	return { error, count, restsUntil: now + restMs };
}

/** Whether the chatbot is gone, or out of the token's reach. */
export function isRefusal(error: unknown): boolean {
	return error instanceof ApiError && [403, 404].includes(error.problem.status ?? 0);
}

/** The error of one chatbot, as n8n shows it. */
export function errorOf(chatbotId: string, error: unknown): Error {
	const message = `Chatbot ${chatbotId}: ${(error as Error).message}`;
	return error instanceof ApiError
		? new ApiError({ ...error.problem, message })
		: new Error(message, { cause: error });
}
