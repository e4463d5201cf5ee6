import type { Received } from './route.ts';

/** What a request gets in place of its answer. */
export type Fault =
	| { status: number; headers?: Record<string, string>; body?: string }
	/** the connection is closed without an answer; nothing is done */
	| 'drop'
	/** it is done, and the connection closed without an answer */
	| 'dropAfterDoing'
	/** the answer is late */
	| { delay: number };

/** A fault that is still to come. */
export interface Planned {
	fault: Fault;
	/** which requests it is for; any unless given */
	when?(request: Received): boolean;
	/** how many it is for; 1 unless given */
	times?: number;
}

const envelope = (code: string, message: string) =>
	JSON.stringify({
		ok: false,
		error: { code, message },
		meta: { requestId: 'request_of_a_fault' },
	});

/** Faults as APIs have them. */
export const faults = {
	tooMany: (retryAfter?: number): Fault => ({
		status: 429,
		headers: retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
		body: envelope('RATE_LIMITED', 'Too many requests.'),
	}),
	badGateway: {
		status: 502,
		headers: { 'Content-Type': 'text/html' },
		body: '<h1>Bad Gateway</h1>',
	},
	okFalse: { status: 200, body: envelope('SOMETHING_FAILED', 'It did not work.') },
	html: { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<h1>Sign in</h1>' },
	redirect: (location: string): Fault => ({ status: 302, headers: { Location: location } }),
} as const;

/** Takes the fault for a request, if there is one. */
export function takeFault(planned: Planned[], request: Received): Fault | undefined {
	const index = planned.findIndex(({ when }) => when === undefined || when(request));
	const found = planned[index];
	if (!found) return undefined;
	found.times = (found.times ?? 1) - 1;
	if (found.times <= 0) planned.splice(index, 1);
	return found.fault;
}
