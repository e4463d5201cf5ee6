import type { ApiClient } from '../../api/client';
import { listMessages } from '../../api/conversations';
import { idText } from '../../api/envelope';
import { isBeingAnswered, messageTime, textIn } from '../../api/messages';
import type { ApiObject } from '../../api/pages';
import type { ServerClock } from '../../api/serverClock';
import { TailReader } from '../../api/tailReader';
import { toUtterances } from './getTranscript';

/**
 * How long before the wait a message may be dated that wasn't there at the first look, in milliseconds: some times have
 * whole seconds, and SiteGPT's clock is known to the second.
 */
const MAX_LATE_MS = 2000;

/** Whose messages count: the visitor's, a person's on the team, or both of them and the chatbot's. */
export type Sender = 'visitor' | 'person' | 'anyone';

/** Finds what is written in a conversation after a certain time, from one look to the next. */
export class MessageWatch {
	private readonly tail: TailReader;

	private readonly old = new Set<string>();

	private readonly found = new Map<string, ApiObject>();

	/** Of those found, questions from before, to which only the answer counts. */
	private readonly askedBefore = new Set<string>();

	/** When the last look started, on the client's clock. */
	private lookedAt = 0;

	/** On the client's clock. */
	private readonly start: number;

	/** Whether the conversation has been read to its end. */
	isRead = false;

	/**
	 * @param sender who has to write them
	 * @param clock knows SiteGPT's time from the responses to the client's requests
	 * @param since milliseconds since 1970; now, if undefined
	 */
	constructor(
		private readonly client: ApiClient,
		private readonly clock: ServerClock,
		{ chatbotId, threadId }: { chatbotId: string; threadId: string },
		private readonly sender: Sender,
		private readonly since?: number,
	) {
		this.start = client.now();
		const request = { ...listMessages(chatbotId, threadId), isRetried: false };
		this.tail = new TailReader(client, request, (message) => this.isAwaited(message));
	}

	/**
	 * Reads what has come since the last look.
	 * @throws ApiError; the next look then goes on where this one stopped
	 */
	async look(): Promise<void> {
		this.lookedAt = this.client.now();
		for await (const messages of this.tail.readPages()) {
			for (const message of messages) this.sort(message);
		}
		this.isRead = true;
	}

	/** Forgets the place in the list, if SiteGPT may have; returns false if it wasn't in the middle of the list. */
	restart(): boolean {
		const { isAhead } = this.tail;
		this.tail.restart();
		return isAhead;
	}

	/** The messages that count, the oldest first, without the words of others. */
	get messages(): ApiObject[] {
		return [...this.found.values()]
			.map((message) =>
				this.askedBefore.has(identityOf(message)) ? { ...message, question: null } : message,
			)
			.map((message) => partFrom(this.sender, message))
			.filter((part) => part !== undefined && toUtterances([part]).length > 0) as ApiObject[];
	}

	/** The time after which the next wait finds what comes after them, in milliseconds since 1970; null if unknown. */
	get lastTime(): number | null {
		const time = this.timeOfLast();
		// The question of an answer may be from before.
		return time === null ? null : Math.max(time, Math.floor(this.getStart()));
	}

	/**
	 * If times have whole seconds, how long the last message's second may go on, in milliseconds: what comes in the rest
	 * of it would look old to the next wait. Undefined if the last look began after it.
	 */
	get restOfSecondMs(): number | undefined {
		const time = this.timeOfLast();
		const now = this.clock.time;
		if (time === null || time % 1000 !== 0 || time > now + MAX_LATE_MS) return undefined;
		const end = time + MAX_LATE_MS;
		return this.timeAt(this.lookedAt) < end ? Math.max(0, Math.ceil(end - now)) : undefined;
	}

	/** Whether the chatbot is still writing one of them. */
	get isUnfinished(): boolean {
		return [...this.found.values()].some((message) => this.isAwaited(message));
	}

	private sort(message: ApiObject): void {
		const id = identityOf(message);
		if (this.old.has(id)) return;
		const time = messageTime(message);
		const isNew = time === null ? this.isRead : time > this.getEarliest();
		if (isNew || this.found.has(id)) this.found.set(id, message);
		else if (this.sender === 'anyone' && isBeingAnswered(message, this.clock.time)) {
			this.askedBefore.add(id);
			this.found.set(id, message);
		} else this.old.add(id);
	}

	/** SiteGPT's time at a time on the client's clock. */
	private timeAt(time: number): number {
		return this.clock.time - (this.client.now() - time);
	}

	/** The time after which a message that isn't known yet counts, in milliseconds since 1970. */
	private getEarliest(): number {
		const startedAt = this.timeAt(this.start);
		const since = this.since ?? startedAt;
		return this.isRead ? Math.min(since, startedAt - MAX_LATE_MS) : since;
	}

	/** When the time that counts starts, in milliseconds since 1970. */
	private getStart(): number {
		return Math.min(this.since ?? Infinity, this.timeAt(this.start));
	}

	private timeOfLast(): number | null {
		const last = this.messages.at(-1);
		return last === undefined ? null : messageTime(last);
	}

	/** Whether the chatbot is still writing it, if that counts. */
	private isAwaited(message: ApiObject): boolean {
		const isFound = this.sender === 'anyone' && this.found.has(identityOf(message));
		return isFound && isBeingAnswered(message, this.clock.time);
	}
}

/** Something that stays the same while the message is being written. */
function identityOf({ messageId, messageType, createdAt, question, answer }: ApiObject): string {
	const said = textIn(question) ?? textIn(answer);
	return idText(messageId) ?? JSON.stringify([messageType, createdAt, said]);
}

/** The message with nothing but these words; undefined if it can't have any. */
function partFrom(sender: Sender, message: ApiObject): ApiObject | undefined {
	const { messageType } = message;
	if (messageType === 'SYSTEM_MESSAGE') return undefined;
	if (messageType === 'AGENT_MESSAGE') {
		return sender === 'visitor' ? undefined : { ...message, question: null };
	}
	if (sender === 'person') return undefined;
	return sender === 'visitor' ? { ...message, answer: null } : message;
}
