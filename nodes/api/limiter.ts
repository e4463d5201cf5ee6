import { createHash } from 'node:crypto';
import { type ICredentialDataDecryptedObject, sleep } from 'n8n-workflow';
import { getBaseUrl } from './baseUrl';

/** The most requests with one credential at the same time. */
export const MAX_CONCURRENT = 10;

/** The longest pause that SiteGPT can ask for, in milliseconds. */
export const MAX_PAUSE_MS = 60 * 60 * 1000;

/** How long after a refusal as many as were refused are tried again, in milliseconds; then one more each time. */
const PROBE_EVERY_MS = 10_000;

/** The most credentials to remember. */
const MAX_LIMITERS = 1000;

/** The time, in milliseconds on a monotonic clock. */
export interface Clock {
	now(): number;
	sleep(ms: number): Promise<void>;
}

/** How long a request may wait for its turn. */
export interface Patience {
	/** The longest pause that SiteGPT may ask for, in milliseconds. */
	maxPauseMs?: number;
	/** When the waiting must have ended, in milliseconds on the limiter's clock. */
	deadline?: number;
}

/** A request's turn comes later than it may wait. Nothing was sent. */
export class TurnTooLate extends Error {
	override readonly name = 'TurnTooLate';

	/** @param pauseMs how long nothing starts because SiteGPT has asked for it, in milliseconds; 0 if too many are running */
	constructor(readonly pauseMs: number) {
		super('The turn comes too late');
	}
}

interface Waiter {
	patience: Required<Patience>;
	start(): void;
	leave(reason: unknown): void;
}

/**
 * Lets up to {@link MAX_CONCURRENT} requests run at the same time, the first come first. If SiteGPT refuses one because
 * there are too many, nothing starts until the pause is over, and then half as many at the same time; each round without
 * a refusal adds one, up to one less than were refused. This is TCP's way, additive increase and multiplicative decrease.
 */
export class Limiter {
	private limit = MAX_CONCURRENT;

	/** The most that SiteGPT may allow, after its last refusal. */
	private ceiling = MAX_CONCURRENT;

	private refusedAt = -Infinity;

	private running = 0;

	private readonly waiting = new Set<Waiter>();

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
	 * @throws TurnTooLate, the reason of `cancel`, or what `work` throws
	 */
	async run<Result>(
		work: () => Promise<Result>,
		getPauseMs: (result: Result) => number | undefined,
		cancel?: AbortSignal,
		patience: Patience = {},
	): Promise<Result> {
		await this.waitForTurn(cancel, { maxPauseMs: Infinity, deadline: Infinity, ...patience });
		const startedIn = this.round;
		try {
			const result = await work();
			const pauseMs = getPauseMs(result);
			if (pauseMs === undefined) this.speedUp();
			else this.slowDown(pauseMs, startedIn);
			return result;
		} finally {
			this.running--;
			this.startNext();
		}
	}

	private async waitForTurn(
		cancel: AbortSignal | undefined,
		patience: Required<Patience>,
	): Promise<void> {
		cancel?.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			const onAbort = () => waiter.leave(cancel!.reason);
			const end = () => {
				this.waiting.delete(waiter);
				cancel?.removeEventListener('abort', onAbort);
			};
			const waiter: Waiter = {
				patience,
				start() {
					end();
					resolve();
				},
				leave(reason) {
					end();
					reject(reason as Error);
				},
			};
			cancel?.addEventListener('abort', onAbort);
			this.waiting.add(waiter);
			this.dismiss();
			this.startNext();
			this.dismissAtDeadline(waiter);
		});
	}

	private startNext(): void {
		for (const waiter of this.waiting) {
			if (this.running >= Math.floor(this.limit)) return;
			if (this.pauseMs > 0) return this.startLater();
			this.running++;
			waiter.start();
		}
	}

	/** Ends the waiting of those whose turn comes too late because of a pause. */
	private dismiss(): void {
		const { pauseMs } = this;
		for (const { patience, leave } of this.waiting) {
			const isTooLong = pauseMs > patience.maxPauseMs || this.resumesAt > patience.deadline;
			if (pauseMs > 0 && isTooLong) leave(new TurnTooLate(pauseMs));
		}
	}

	private dismissAtDeadline(waiter: Waiter): void {
		const { deadline } = waiter.patience;
		if (deadline === Infinity || !this.waiting.has(waiter)) return;
		void this.clock.sleep(Math.max(0, Math.ceil(deadline - this.clock.now()))).then(() => {
			if (this.waiting.has(waiter)) waiter.leave(new TurnTooLate(this.pauseMs));
		});
	}

	private startLater(): void {
		if (this.isTimerSet) return;
		this.isTimerSet = true;
		void this.clock.sleep(Math.ceil(this.pauseMs)).then(() => {
			this.isTimerSet = false;
			this.startNext();
		});
	}

	private speedUp(): void {
		const probes = Math.floor((this.clock.now() - this.refusedAt) / PROBE_EVERY_MS);
		const max = Math.min(MAX_CONCURRENT, this.ceiling + probes);
		if (this.limit < max) this.limit = Math.min(max, this.limit + 1 / this.limit);
	}

	private slowDown(pauseMs: number, startedIn: number): void {
		const resumesAt = this.clock.now() + Math.min(pauseMs, MAX_PAUSE_MS);
		this.resumesAt = Math.max(this.resumesAt, resumesAt);
		this.dismiss();
		if (startedIn < this.round) return;
		this.round++;
		this.refusedAt = this.clock.now();
		this.ceiling = Math.max(1, Math.floor(this.limit) - 1);
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
