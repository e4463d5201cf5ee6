import { createHash } from 'node:crypto';
import { type ICredentialDataDecryptedObject, sleep } from 'n8n-workflow';
import { getBaseUrl } from './baseUrl';

/** The most requests with one credential at the same time. */
export const MAX_CONCURRENT = 10;

/** The longest pause that SiteGPT can ask for, in milliseconds. */
export const MAX_PAUSE_MS = 60 * 60 * 1000;

/** The most credentials to remember. */
const MAX_LIMITERS = 1000;

/** The time, in milliseconds on a monotonic clock. */
export interface Clock {
	now(): number;
	sleep(ms: number): Promise<void>;
}

/**
 * Lets up to {@link MAX_CONCURRENT} requests run at the same time, the first come first. If SiteGPT refuses one because
 * there are too many, nothing starts until the pause is over, and then half as many at the same time; each round without
 * a refusal adds one. This is TCP's way, additive increase and multiplicative decrease.
 */
export class Limiter {
	private limit = MAX_CONCURRENT;

	private running = 0;

	private readonly waiting = new Set<() => void>();

	private resumesAt = -Infinity;

	/** Goes up with each refusal that counts: requests that had started before don't halve the limit again. */
	private round = 0;

	private isTimerSet = false;

	constructor(
		private readonly clock: Clock = {
			now: () => performance.now(),
			sleep: async (ms) => await sleep(ms),
		},
	) {}

	/** How long nothing starts because SiteGPT has asked for it, in milliseconds. */
	get pauseMs(): number {
		return Math.max(0, this.resumesAt - this.clock.now());
	}

	/** Whether it could be forgotten. */
	get isIdle(): boolean {
		return this.running === 0 && this.waiting.size === 0 && this.pauseMs === 0;
	}

	/**
	 * Does `work` when its turn comes.
	 * @param getPauseMs how long SiteGPT asks to wait, if the result is its refusal of too many requests
	 * @param cancel ends the waiting
	 * @throws the reason of `cancel`, or what `work` throws
	 */
	async run<Result>(
		work: () => Promise<Result>,
		getPauseMs: (result: Result) => number | undefined,
		cancel?: AbortSignal,
	): Promise<Result> {
		await this.waitForTurn(cancel);
		const startedIn = this.round;
		try {
			const result = await work();
			const pauseMs = getPauseMs(result);
			if (pauseMs === undefined) this.limit = Math.min(MAX_CONCURRENT, this.limit + 1 / this.limit);
			else this.slowDown(pauseMs, startedIn);
			return result;
		} finally {
			this.running--;
			this.startNext();
		}
	}

	private async waitForTurn(cancel?: AbortSignal): Promise<void> {
		cancel?.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			const leave = () => {
				this.waiting.delete(start);
				reject(cancel!.reason as Error);
			};
			const start = () => {
				cancel?.removeEventListener('abort', leave);
				resolve();
			};
			cancel?.addEventListener('abort', leave);
			this.waiting.add(start);
			this.startNext();
		});
	}

	private startNext(): void {
		for (const start of this.waiting) {
			if (this.running >= Math.floor(this.limit)) return;
			if (this.pauseMs > 0) return this.startLater();
			this.waiting.delete(start);
			this.running++;
			start();
		}
	}

	private startLater(): void {
		if (this.isTimerSet) return;
		this.isTimerSet = true;
		void this.clock.sleep(Math.ceil(this.pauseMs)).then(() => {
			this.isTimerSet = false;
			this.startNext();
		});
	}

	private slowDown(pauseMs: number, startedIn: number): void {
		const resumesAt = this.clock.now() + Math.min(pauseMs, MAX_PAUSE_MS);
		this.resumesAt = Math.max(this.resumesAt, resumesAt);
		if (startedIn < this.round) return;
		this.round++;
		this.limit = Math.max(1, Math.floor(this.limit / 2));
	}
}

const limiters = new Map<string, Limiter>();

/** The limiter of a credential, which all nodes in this process share. */
export function limiterFor(credential: ICredentialDataDecryptedObject): Limiter {
	const { accessToken, accountApiKey } = credential;
	const secrets = JSON.stringify([getBaseUrl(credential), accessToken, accountApiKey]);
	const key = createHash('sha256').update(secrets).digest('base64');
	const limiter = limiters.get(key) ?? new Limiter();
	limiters.set(key, limiter);
	for (const [other, { isIdle }] of limiters) {
		if (limiters.size <= MAX_LIMITERS) break;
		if (isIdle && other !== key) limiters.delete(other);
	}
	return limiter;
}
