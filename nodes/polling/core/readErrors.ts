import { ApiError, titleOf, withoutStop } from '../../api/apiError';
import { TIMEOUT_CODE } from '../../api/retries';

/** Whether reading another entry of the same chatbot would fail too. */
export function concernsAll(error: unknown): boolean {
	return isFailureOf(error, [401, 403, 407, 429], 'CHATBOT_NOT_FOUND');
}

/** Whether other chatbots can't be read either. A 403 may concern one of them; a scope that is missing, all. */
export function concernsAllChatbots(error: unknown): boolean {
	return isFailureOf(error, [401, 407, 429], 'TOKEN_SCOPE_NOT_ALLOWED');
}

/** Whether it's one of the network or has one of these statuses or the code. */
function isFailureOf(error: unknown, statuses: readonly number[], apiCode: string): boolean {
	// An ID that no request can be made with, for example.
	if (!(error instanceof ApiError)) return false;
	const { status, code } = error.problem;
	if (status === undefined) return code !== undefined && code !== TIMEOUT_CODE;
	return statuses.includes(status) || code === apiCode;
}

/** What could not be read, and why, for n8n's log. */
export function describe(id: string, error: unknown): string {
	return `${id} (${withoutStop(titleOf(error))})`;
}
