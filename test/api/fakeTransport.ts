import {
	ApiClient,
	type ClientOptions,
	type HttpRequest,
	type Transport,
} from '../../nodes/api/client';
import type { Failure, HttpResponse } from '../../nodes/api/envelope';

/** A transport whose answers the test provides, and whose clock only moves when the client sleeps. */
export class FakeTransport implements Transport {
	time = 0;
	readonly sent: HttpRequest[] = [];
	readonly slept: number[] = [];
	readonly client: ApiClient;

	/**
	 * @param answers one per request; the last one repeats
	 * @param options `takes` is how long each request takes, in milliseconds
	 */
	constructor(
		readonly answers: Array<HttpResponse | Failure>,
		private readonly options: ClientOptions & { takes?: number } = {},
	) {
		this.client = new ApiClient(this, options);
	}

	async send(request: HttpRequest) {
		this.sent.push(request);
		this.time += Math.min(this.options.takes ?? 0, request.timeout);
		return this.answers[Math.min(this.sent.length, this.answers.length) - 1];
	}

	async inTurn(send: () => Promise<HttpResponse | Failure>) {
		return await send();
	}

	async sleep(ms: number) {
		this.slept.push(ms);
		this.time += ms;
	}

	now() {
		return this.time;
	}

	random() {
		return 1;
	}
}

/** An answer of SiteGPT's v2. */
export function ok(data: unknown, others: object = {}): HttpResponse {
	return { statusCode: 200, headers: {}, body: { ok: true, data, ...others } };
}

/** An answer with any status, body, and headers. */
export function reply(statusCode: number, body: unknown = '', headers = {}): HttpResponse {
	return { statusCode, body, headers };
}

/** A request without an answer. */
export function unanswered(code: string): Failure {
	return { problem: { message: 'No answer', code } };
}
