import { ApiClient, type HttpRequest, type Transport } from '../../nodes/api/client';
import type { Failure, HttpResponse } from '../../nodes/api/envelope';
import { ServerClock } from '../../nodes/api/serverClock';
import { ok, reply, unanswered } from '../api/fakeTransport';

/** n8n's time when a wait starts, and the time since 1970 of 0 in all that follows. */
export const START = Date.UTC(2026, 10, 28, 10, 0, 0, 250);

/** A message of the conversation. Times are milliseconds after the start, on n8n's clock. */
export interface Said {
	id: number;
	at: number;
	messageType: string;
	/** When the answer to a question appears; Infinity for never. */
	answeredAt: number;
}

export type Fault = 'serverError' | 'tooMany' | 'drop' | 'noCursor' | undefined;

/** How SiteGPT may be. */
export interface Traits {
	pageSize: number;
	latency: number;
	isOffset: boolean;
	/** Whether a full last page has a cursor: to a page that is empty, and stays so. */
	hasEmptyPage: boolean;
	times: 'ms' | 'seconds' | 'noZone' | 'epochMs' | 'none';
	/** How far its clock is ahead of n8n's, in milliseconds. */
	ahead: number;
	hasIds: boolean;
}

/** A conversation at SiteGPT, in time that only passes with requests and pauses. */
export class ConversationServer implements Transport {
	time = 0;

	/** When each request was processed. */
	readonly processed: Array<{ at: number; isLastPage: boolean }> = [];

	/** Cursors that were used since they were given, which SiteGPT may refuse. */
	private readonly used = new Set<string>();

	readonly clock = new ServerClock(() => START + this.time);

	/** @param faults by the number of the request */
	constructor(
		readonly messages: readonly Said[],
		readonly traits: Traits,
		readonly faults: readonly Fault[] = [],
	) {}

	client(deadline?: number): ApiClient {
		return new ApiClient(this, { deadline });
	}

	async send({ path }: HttpRequest): Promise<HttpResponse | Failure> {
		const { latency, ahead } = this.traits;
		const sentAt = START + this.time;
		const fault = this.faults[this.processed.length];
		this.time += latency / 2;
		const at = this.time;
		const date = new Date(START + at + ahead).toUTCString();
		const { searchParams } = new URL(path, 'https://a.example');
		const cursor = searchParams.get('cursor');
		const isOld = cursor !== null && this.used.has(cursor);
		const { body, isLastPage, next } = this.page(cursor, at);
		this.time += latency / 2;
		if (cursor !== null) this.used.add(cursor);
		const failed =
			fault === 'serverError'
				? reply(500)
				: fault === 'tooMany'
					? reply(429, '', { 'retry-after': '7' })
					: fault === 'drop'
						? unanswered('ECONNRESET')
						: fault === 'noCursor' && isOld
							? reply(400)
							: undefined;
		if (!failed && next !== null) this.used.delete(next);
		this.processed.push({ at, isLastPage: isLastPage && !failed });
		this.clock.observe({ sentAt, receivedAt: START + this.time, date });
		return failed ?? body;
	}

	async inTurn(send: () => Promise<HttpResponse | Failure>) {
		return await send();
	}

	async sleep(ms: number) {
		this.time += ms;
	}

	now() {
		return this.time;
	}

	random() {
		return 1;
	}

	private page(cursor: string | null, now: number) {
		const { pageSize, isOffset, hasEmptyPage } = this.traits;
		const all = this.messages.filter(({ at }) => at <= now);
		const from =
			cursor === null
				? 0
				: cursor === 'end'
					? all.length
					: isOffset
						? Number(cursor)
						: all.findIndex(({ id }) => id === Number(cursor)) + 1;
		const shown = all.slice(from, from + pageSize);
		const end = from + shown.length;
		const hasNextPage = end < all.length || (hasEmptyPage && shown.length === pageSize);
		const next = end === all.length ? 'end' : isOffset ? end : shown.at(-1)?.id;
		const nextCursor = hasNextPage ? String(next) : null;
		const pagination = { hasNextPage, nextCursor };
		const body = ok({ messages: shown.map((one) => this.show(one, now)), pagination });
		return { body, isLastPage: cursor !== 'end' && end === all.length, next: nextCursor };
	}

	private show({ id, at, messageType, answeredAt }: Said, now: number) {
		const createdAt = this.timeOf(at);
		const said = (who: string) => ({ text: `${who} ${id}` });
		const hasQuestion = messageType === 'NORMAL_MESSAGE' || messageType === 'USER_MESSAGE';
		const hasAnswer = messageType === 'NORMAL_MESSAGE' ? answeredAt <= now : !hasQuestion;
		return {
			...(this.traits.hasIds ? { messageId: `message_${id}` } : {}),
			createdAt,
			messageType,
			question: hasQuestion ? said('question') : null,
			answer: hasAnswer ? said('answer') : null,
		};
	}

	private timeOf(at: number): unknown {
		const time = START + at + this.traits.ahead;
		const iso = new Date(time).toISOString();
		const forms = {
			ms: iso,
			seconds: `${iso.slice(0, 19)}Z`,
			noZone: iso.replace('T', ' ').slice(0, -1),
			epochMs: time,
			none: null,
		};
		return forms[this.traits.times];
	}
}
