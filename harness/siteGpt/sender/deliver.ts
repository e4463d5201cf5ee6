import { getErrorCode } from '../../failure.ts';
import { postBody } from '../../post.ts';
import type { SentEvent } from '../payloads.ts';
import { type Clock, realClock } from './clock.ts';
import { type Attempt, isDelivered, type Ledger, type Outcome, TIMEOUT } from './ledger.ts';
import { MAX_RESPONSE_MS, retryDelays, TOKEN_HEADER } from './protocol.ts';

/** characters of a response that are recorded: enough to tell a trigger's from another program's */
const MAX_RECORDED_CHARACTERS = 200;

/** Where SiteGPT delivers events of one kind. */
export interface Target {
	url: string;
	token: string;
}

export interface DeliveryOptions {
	ledger: Ledger;
	clock?: Clock;
	/** factor for the delays between attempts; default: 1, like SiteGPT */
	timeScale?: number;
	/** stops further attempts when it aborts */
	signal?: AbortSignal;
}

/** Delivers one event like SiteGPT does: up to four attempts, until one is answered with 200. */
export async function deliver(
	event: SentEvent,
	target: Target,
	{ ledger, clock = realClock, timeScale = 1, signal }: DeliveryOptions,
): Promise<Outcome> {
	for (let number = 1; ; number++) {
		const attempt = await tryOnce(event, target, number, clock);
		ledger.attempts.push(attempt);
		const delay = retryDelays[number - 1];
		const outcome = isDelivered(attempt)
			? 'delivered'
			: delay === undefined
				? 'given up'
				: undefined;
		if (outcome) {
			ledger.outcomes.set(event.id, outcome);
			return outcome;
		}
		await clock.sleep((delay ?? 0) * timeScale, signal);
	}
}

async function tryOnce(
	{ id, kind, payload }: SentEvent,
	target: Target,
	number: number,
	clock: Clock,
): Promise<Attempt> {
	const sent = clock.now();
	const hangUp = new AbortController();
	const inTime = new AbortController();
	let isLate = false;
	const limit = clock.sleep(MAX_RESPONSE_MS, inTime.signal).then(
		() => {
			isLate = true;
			hangUp.abort();
		},
		() => {},
	);
	const attempt = { event: id, kind, attempt: number, sentAt: new Date(sent).toISOString() };
	try {
		const headers = { 'Content-Type': 'application/json', [TOKEN_HEADER]: target.token };
		const { signal } = hangUp;
		const { status, text } = await postBody(target.url, headers, JSON.stringify(payload), {
			signal,
		});
		const start = text.slice(0, MAX_RECORDED_CHARACTERS);
		return { ...attempt, status, error: null, ms: clock.now() - sent, text: start };
	} catch (error) {
		const reason = isLate ? TIMEOUT : (getErrorCode(error) ?? (error as Error).message);
		return { ...attempt, status: null, error: reason, ms: clock.now() - sent, text: '' };
	} finally {
		inTime.abort();
		await limit;
	}
}
