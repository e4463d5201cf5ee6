import type { Received } from './route.ts';

/** What happens to a request instead of the normal answer. */
export type Fault =
	| { status: number; headers?: Record<string, string>; body?: string }
	/** closes the connection without an answer, and does nothing */
	| 'drop'
	/** does what was requested, then closes the connection without an answer */
	| 'dropAfterDoing'
	/** delays the answer, in ms */
	| { delay: number };

export interface Planned {
	fault: Fault;
	/** which requests it applies to; default: any */
	when?(request: Received): boolean;
	/** how many requests it applies to; default: 1 */
	times?: number;
}

const envelope = (code: string, message: string) =>
	JSON.stringify({
		ok: false,
		error: { code, message },
		meta: { requestId: 'request_of_a_fault' },
	});

export const faults = {
	tooMany: (retryAfter?: number): Fault => ({
		status: 429,
		headers: retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
		body: envelope('RATE_LIMITED', 'Too many requests.'),
	}),
	tokenExpired: { status: 401, body: envelope('TOKEN_NOT_VALID', 'The token has expired.') },
	badGateway: {
		status: 502,
		headers: { 'Content-Type': 'text/html' },
		body: '<h1>Bad Gateway</h1>',
	},
	okFalse: { status: 200, body: envelope('SOMETHING_FAILED', 'It did not work.') },
	html: { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<h1>Sign in</h1>' },
	redirect: (location: string): Fault => ({ status: 302, headers: { Location: location } }),
} as const;

/** Returns the planned fault for a request, if any, and counts it as used. */
export function takeFault(planned: Planned[], request: Received): Fault | undefined {
	const index = planned.findIndex(({ when }) => when === undefined || when(request));
	const found = planned[index];
	if (!found) return undefined;
	found.times = (found.times ?? 1) - 1;
	if (found.times <= 0) planned.splice(index, 1);
	return found.fault;
}
