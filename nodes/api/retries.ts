import { reasonFor } from '../http/networkReasons';
import type { ApiProblem } from './problem';
import type { ApiRequest } from './request';

export const MAX_ATTEMPTS = 5;

/** How long all retries may take, in milliseconds. The execution waits that long. */
export const MAX_RETRYING_MS = 90_000;

/** Statuses of a temporary failure, of SiteGPT or of a proxy in between. */
const TRANSIENT = new Set([429, 502, 503, 504]);

/** The code of a request that got no answer in time. */
export const TIMEOUT_CODE = 'TIMEOUT';

/** Whether SiteGPT may have carried out the request, so that sending it again may do it twice. */
export function mayBeDone(
	{ method, isIdempotent = method === 'GET' }: ApiRequest,
	{ status, code = '', from, isRefusal = false }: ApiProblem,
): boolean {
	if (isIdempotent) return false;
	if (status === undefined) return reasonFor(code)?.wasSent !== 'no';
	if (from === 'proxy') return false;
	return status >= 500 || (status < 300 && !isRefusal);
}

/** Whether something that is read again and again may become readable by itself. */
export function mayPass(problem: ApiProblem): boolean {
	return isTemporary(problem) || (problem.status !== undefined && problem.status >= 500);
}

/** Whether the same request may succeed a little later. */
function isTemporary({ status, code = '' }: ApiProblem): boolean {
	if (status !== undefined) return TRANSIENT.has(status);
	return code === TIMEOUT_CODE || reasonFor(code)?.canRetryHelp === true;
}

/**
 * How long to wait before retrying the request, in milliseconds; undefined if it must not be retried, or no
 * longer. A request that may have arrived is only retried if that changes nothing more: a POST could send a
 * visitor's message twice. 429 means that it was rejected.
 * @param progress attempts so far, and milliseconds since the first
 * @param random from 0 to 1, so that many clients don't retry at the same time
 */
export function retryDelay(
	request: ApiRequest,
	problem: ApiProblem,
	{ attempts, elapsed }: { attempts: number; elapsed: number },
	random: number,
): number | undefined {
	if (!isTemporary(problem) || request.isRetried === false) return undefined;
	if (mayBeDone(request, problem) || attempts >= MAX_ATTEMPTS) return undefined;
	const backOff = 1000 * 2 ** (attempts - 1);
	const delay = Math.max(backOff, problem.retryAfter ?? 0) + ((1 - random) * backOff) / 2;
	return elapsed + delay > MAX_RETRYING_MS ? undefined : delay;
}
