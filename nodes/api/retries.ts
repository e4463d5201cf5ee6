import type { ApiProblem } from './apiError';
import type { ApiRequest } from './request';

/** The most times to send a request. */
export const MOST_ATTEMPTS = 5;

/** How long all retries may take, in milliseconds. The execution waits that long. */
export const LONGEST_RETRYING = 90_000;

/** Codes of a connection that was never made: the request can't have arrived. */
const NEVER_ARRIVED = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'ENETUNREACH',
	'EHOSTUNREACH',
]);

/** Statuses of a temporary failure, of SiteGPT or of a proxy in between. */
const TRANSIENT = new Set([502, 503, 504]);

/** Whether SiteGPT may have carried out the request, so that sending it again may do it twice. */
export function mayBeDone(
	{ method, isIdempotent = method === 'GET' }: ApiRequest,
	{ status, code = '' }: ApiProblem,
): boolean {
	if (isIdempotent) return false;
	if (status === undefined) return !NEVER_ARRIVED.has(code);
	return status >= 500 || (status < 300 && code === '');
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
	const { status } = problem;
	const isTransient = status === undefined || status === 429 || TRANSIENT.has(status);
	if (!isTransient || request.isRetried === false || mayBeDone(request, problem)) return undefined;
	if (attempts >= MOST_ATTEMPTS) return undefined;
	const backOff = 1000 * 2 ** (attempts - 1) * (0.5 + random / 2);
	const delay = problem.retryAfter ?? backOff;
	return elapsed + delay > LONGEST_RETRYING ? undefined : delay;
}
