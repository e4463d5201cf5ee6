import { readAnswer, type Refusal, type Reply } from './answer';
import { ApiError } from './apiError';
import { pathWithQuery, type ApiRequest } from './request';
import { mayBeDone, retryDelay } from './retries';

/** A request as it is sent. */
export interface HttpRequest {
	method: ApiRequest['method'];
	/** With the version and the query, for example /api/v2/me. */
	path: string;
	/** JSON text. */
	body?: string;
	/** How long to wait for the whole answer, in milliseconds. */
	timeout: number;
}

/** What the client needs from outside, so that tests can control it. */
export interface World {
	/** Sends a request. Rejects only if the execution is canceled. */
	send(request: HttpRequest): Promise<Reply | Refusal>;
	/** Rejects if the execution is canceled meanwhile. */
	sleep(ms: number): Promise<void>;
	/** Milliseconds on a monotonic clock. */
	now(): number;
	/** From 0 to 1. */
	random(): number;
}

/** How long to wait for an answer, in milliseconds, unless a request says otherwise. */
export const TIMEOUT = 30_000;

/** Calls SiteGPT's API. There is one per input item, so that its warnings belong to that item. */
export class ApiClient {
	/** Warnings about calls that succeeded: SiteGPT's so far, and those that a node adds. */
	readonly warnings: string[] = [];

	constructor(private readonly world: World) {}

	/** Rejects if the execution is canceled meanwhile. */
	async wait(ms: number): Promise<void> {
		await this.world.sleep(ms);
	}

	/** Milliseconds on a monotonic clock. */
	now(): number {
		return this.world.now();
	}

	/**
	 * Resolves to `data` of SiteGPT's answer, after retries if they can help and do no harm.
	 * @throws ApiError
	 */
	async call(request: ApiRequest): Promise<unknown> {
		const { method, version = 'v2', timeout = TIMEOUT } = request;
		const hasBody = method === 'POST' || method === 'PATCH';
		const http = {
			method,
			path: `/api/${version}${pathWithQuery(request)}`,
			body: hasBody ? JSON.stringify(request.body ?? {}) : undefined,
			timeout,
		};
		const started = this.world.now();
		for (let attempts = 1; ; attempts++) {
			const reply = await this.world.send(http);
			const answer = 'problem' in reply ? reply : readAnswer(request, reply);
			if ('data' in answer) {
				this.warnings.push(...answer.warnings);
				// An earlier attempt may have deleted it without an answer, so this one may find nothing.
				return method === 'DELETE' && attempts > 1 ? {} : answer.data;
			}
			const { problem } = answer;
			// An earlier attempt may have deleted it without an answer.
			if (method === 'DELETE' && attempts > 1 && problem.status === 404) return {};
			const elapsed = this.world.now() - started;
			const delay = retryDelay(request, problem, { attempts, elapsed }, this.world.random());
			if (delay === undefined) {
				throw new ApiError({ ...problem, attempts, mayBeDone: mayBeDone(request, problem) });
			}
			await this.world.sleep(delay);
		}
	}
}
