import type { Refusal, Reply } from '../../nodes/api/answer';
import { ApiClient, type HttpRequest } from '../../nodes/api/client';

/** A world whose answers the test provides, and whose clock only moves when the client sleeps. */
export class FakeWorld {
	time = 0;
	readonly sent: HttpRequest[] = [];
	readonly slept: number[] = [];
	readonly client = new ApiClient({
		send: async (request) => {
			this.sent.push(request);
			return this.answers[Math.min(this.sent.length, this.answers.length) - 1];
		},
		sleep: async (ms) => {
			this.slept.push(ms);
			this.time += ms;
		},
		now: () => this.time,
		random: () => 1,
	});

	/** @param answers one per request; the last one repeats */
	constructor(readonly answers: Array<Reply | Refusal>) {}
}

/** An answer of SiteGPT's v2. */
export function ok(data: unknown, others: object = {}): Reply {
	return { statusCode: 200, headers: {}, body: { ok: true, data, ...others } };
}

/** An answer with any status, body, and headers. */
export function reply(statusCode: number, body: unknown = '', headers = {}): Reply {
	return { statusCode, body, headers };
}

/** A request without an answer. */
export function unanswered(code: string): Refusal {
	return { problem: { message: 'No answer', code } };
}
