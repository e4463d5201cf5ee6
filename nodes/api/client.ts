import { ApiError } from './apiError';
import { type Failure, type HttpResponse, readEnvelope } from './envelope';
import { saysGone } from './gone';
import type { Patience } from './limiter';
import { type ApiRequest, pathWithQuery } from './request';
import { MAX_RETRYING_MS, mayBeDone, retryDelay } from './retries';

/** A request as it is sent. */
export interface HttpRequest {
	method: ApiRequest['method'];
	/** With the version and the query, for example /api/v2/me. */
	path: string;
	/** JSON text. */
	body?: string;
	/** How long to wait for the whole response, in milliseconds. */
	timeout: number;
}

/** What the client needs from outside, so that tests can control it. */
export interface Transport {
	/** Sends a request. Rejects only if the execution is canceled, or before anything is sent. */
	send(request: HttpRequest): Promise<HttpResponse | Failure>;
	/**
	 * Sends one when its turn comes; see {@link Limiter}. A pause that is too long is a refusal.
	 * @throws ApiError with {@link OUT_OF_TIME} if its turn doesn't come before the deadline
	 */
	inTurn(
		send: () => Promise<HttpResponse | Failure>,
		patience: Patience,
	): Promise<HttpResponse | Failure>;
	/** Rejects if the execution is canceled meanwhile. */
	sleep(ms: number): Promise<void>;
	/** Milliseconds on a monotonic clock. */
	now(): number;
	/** From 0 to 1. */
	random(): number;
}

/** The head of an HTTP response, and when it came. */
export interface ResponseHead {
	status: number;
	/** With lower-case names. */
	headers: Record<string, unknown>;
	/** When the request was sent, in milliseconds since 1970 on n8n's clock. */
	sentAt: number;
	/** When the head of the response had arrived, likewise. */
	receivedAt: number;
}

/** What a client does in addition to its calls. */
export interface ClientOptions {
	/**
	 * When everything must have ended, in milliseconds on the client's clock, which is performance.now(). A
	 * request is given the time that is left, but at least {@link MIN_TIMEOUT_MS}. No retry and no pause
	 * begins that would end later.
	 */
	deadline?: number;
	/** Called with the head of each HTTP response, of whatever status. */
	onResponse?(head: ResponseHead): void;
}

/** The shortest time that a request is given before a deadline, in milliseconds. */
export const MIN_TIMEOUT_MS = 1000;

/** The code of an ApiError when a deadline leaves no time to begin anything. */
export const OUT_OF_TIME = 'OUT_OF_TIME';

/** How long to wait for a response, in milliseconds, unless a request says otherwise. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Calls SiteGPT's API. There is one per input item, so that its warnings belong to that item. */
export class ApiClient {
	/** Warnings about calls that succeeded: SiteGPT's so far, and those that a node adds. */
	readonly warnings: string[] = [];

	private readonly deadline: number;

	constructor(
		private readonly transport: Transport,
		{ deadline = Infinity }: Pick<ClientOptions, 'deadline'> = {},
	) {
		this.deadline = deadline;
	}

	/**
	 * Rejects if the execution is canceled meanwhile.
	 * @throws ApiError with {@link OUT_OF_TIME} if the pause would end after the deadline
	 */
	async wait(ms: number): Promise<void> {
		if (ms > this.timeLeft()) throw outOfTime();
		await this.transport.sleep(ms);
	}

	/** Milliseconds on a monotonic clock. */
	now(): number {
		return this.transport.now();
	}

	private timeLeft(): number {
		return this.deadline - this.transport.now();
	}

	/**
	 * Resolves to `data` of SiteGPT's response, after retries if they can help and do no harm.
	 * @throws ApiError, with {@link OUT_OF_TIME} if the deadline has passed
	 */
	async call(request: ApiRequest): Promise<unknown> {
		const { method, version = 'v2', timeout = REQUEST_TIMEOUT_MS } = request;
		const hasBody = method === 'POST' || method === 'PATCH';
		const http = {
			method,
			path: `/api/${version}${pathWithQuery(request)}`,
			body: hasBody ? JSON.stringify(request.body ?? {}) : undefined,
		};
		let started: number | undefined;
		const send = async () => {
			started ??= this.transport.now();
			const left = this.timeLeft();
			if (left <= 0) throw outOfTime();
			const timeoutMs = Math.ceil(Math.min(timeout, Math.max(left, MIN_TIMEOUT_MS)));
			return await this.transport.send({ ...http, timeout: timeoutMs });
		};
		for (let attempts = 1; ; attempts++) {
			const { deadline } = this;
			const maxPauseMs = deadline === Infinity ? MAX_RETRYING_MS : Infinity;
			const response = await this.transport.inTurn(send, { maxPauseMs, deadline });
			const result = 'problem' in response ? response : readEnvelope(request, response);
			if ('data' in result) {
				this.warnings.push(...result.warnings);
				// An earlier attempt may have deleted it without a response, so this one may find nothing.
				return method === 'DELETE' && attempts > 1 ? {} : result.data;
			}
			const { problem } = result;
			// An earlier attempt may have deleted it without a response.
			if (method === 'DELETE' && attempts > 1 && saysGone(problem)) return {};
			const now = this.transport.now();
			const elapsed = now - (started ?? now);
			const delay = retryDelay(request, problem, { attempts, elapsed }, this.transport.random());
			if (delay === undefined || delay >= this.timeLeft()) {
				throw new ApiError({ ...problem, attempts, mayBeDone: mayBeDone(request, problem) });
			}
			await this.transport.sleep(delay);
		}
	}
}

/** The error when a deadline leaves no time to begin anything. */
export function outOfTime(): ApiError {
	return new ApiError({ message: 'The time for this run is over', code: OUT_OF_TIME });
}
