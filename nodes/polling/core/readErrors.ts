import { ApiError, titleOf, withoutStop } from '../../api/apiError';
import { TIMEOUT_CODE } from '../../api/retries';

/** Whether reading another entry of the same chatbot would fail too. */
export function concernsAll(error: unknown): boolean {
	// An ID that no request can be made with, for example.
	if (!(error instanceof ApiError)) return false;
	const { status, code } = error.problem;
	if (status === undefined) return code !== undefined && code !== TIMEOUT_CODE;
	return [401, 403, 407, 429].includes(status) || code === 'CHATBOT_NOT_FOUND';
}

/** What could not be read, and why, for n8n's log. */
export function describe(id: string, error: unknown): string {
	return `${id} (${withoutStop(titleOf(error))})`;
}
