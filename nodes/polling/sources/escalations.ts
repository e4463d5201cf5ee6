import { getConversation, listConversations } from '../../api/conversations';
import { idText, isObject, objectIn } from '../../api/envelope';
import { messageTime } from '../../api/messages';
import type { ApiObject } from '../../api/pages';
import { escalation } from '../../events/escalation';
import type { SiteGptEvent } from '../../events/event';
import { idempotencyKey } from '../../events/idempotencyKey';
import { isGone } from '../core/isGone';
import type { Contents, Entry, Finding, PollRun, Source, SourceType } from '../core/source';
import { conversationStart, toConversationEntry } from './conversationEntry';
import { toChatbotId, toDashboardUrl, toEventItem } from './eventItem';
import { readMessages } from './messageList';

/** The most conversations that n8n keeps as known, those that changed last; and as many that are over. */
export const MAX_STORED_KNOWN = 500;

/** The most conversations that are missing from the list and asked for at a poll. */
const MAX_ASKED_A_POLL = 5;

/** How long a conversation that is missing, and still escalated, isn't asked for again, in milliseconds. */
const ASK_AGAIN_AFTER_MS = 600_000;

/** The message that SiteGPT adds to a conversation when it is escalated. */
const MARKER = 'CONVERSATION_ESCALATED';

/** What n8n keeps: numbers by conversation. */
interface EscalationsState {
	/** Escalated conversations without a marker that were emitted, or existed before; with their number. */
	known?: Record<string, number>;
	/** The next number of conversations that were escalated and no longer are. */
	over?: Record<string, number>;
}

/**
 * Escalated conversations. An escalation is its conversation and the message that marks it. A conversation may have
 * no such message: then it counts as escalated again after SiteGPT has said that it no longer was, with a number
 * that tells its escalations apart.
 */
class Escalations implements Source {
	private readonly known: Map<string, number>;

	private readonly over: Map<string, number>;

	private readonly askedAt = new Map<string, number>();

	readonly toEntry = toConversationEntry;

	readonly otherTime = conversationStart;

	constructor({ known = {}, over = {} }: EscalationsState = {}) {
		this.known = new Map(Object.entries(known));
		this.over = new Map(Object.entries(over));
	}

	list(chatbotId: string) {
		return listConversations(chatbotId, { escalated: true });
	}

	/** It was escalated before the mark, unless it wasn't anymore in between. */
	noteUnchanged({ id }: Entry): boolean {
		if (this.over.has(id)) return true;
		this.know(id, this.known.get(id) ?? 0);
		return false;
	}

	noteSettled({ threadId, marker }: Finding): void {
		if (marker === undefined && threadId !== undefined)
			this.know(threadId, this.over.get(threadId) ?? 0);
	}

	async read(entry: Entry, run: PollRun): Promise<Contents | undefined> {
		const { id, time } = entry;
		const object = await this.readObject(entry, run);
		const marker = markerIn([object.lastMessage]) ?? (await this.findMarker(entry, run));
		if (marker === undefined) return undefined;
		if (marker === null && this.known.has(id)) {
			this.know(id, this.known.get(id)!);
			return { findings: [] };
		}
		const number = this.over.get(id) ?? 0;
		const identity = marker ? [id, marker.id] : number === 0 ? [id] : [id, number];
		// SiteGPT doesn't say when it was escalated again.
		const happenedAt = marker?.time ?? (number === 0 ? time : run.now);
		const finding = {
			key: idempotencyKey({ event: escalation.name, key: identity.join(' ') }),
			time: happenedAt,
			dueTime: Math.min(happenedAt ?? run.now, time ?? run.now, run.now),
			object,
			threadId: id,
			marker: marker?.id,
		};
		return { findings: [finding] };
	}

	/** Absence proves nothing: SiteGPT is asked whether a conversation that is missing is still escalated. */
	async checkAbsent(present: ReadonlySet<string>, run: PollRun): Promise<void> {
		for (const id of present) this.askedAt.delete(id);
		const missing = [...this.known.keys()].filter(
			(id) =>
				!present.has(id) && run.now - (this.askedAt.get(id) ?? -Infinity) >= ASK_AGAIN_AFTER_MS,
		);
		for (const id of missing.slice(0, MAX_ASKED_A_POLL)) {
			if (!run.hasTime()) return;
			this.askedAt.set(id, run.now);
			if (await isEscalated(id, run)) continue;
			this.over.delete(id);
			this.over.set(id, (this.known.get(id) ?? 0) + 1);
			this.known.delete(id);
			this.askedAt.delete(id);
		}
	}

	toState(): Record<string, unknown> {
		const stored = (numbers: Map<string, number>) =>
			Object.fromEntries([...numbers].slice(-MAX_STORED_KNOWN));
		return { known: stored(this.known), over: stored(this.over) };
	}

	toItem(finding: Finding, place: Parameters<Source['toItem']>[1]): Record<string, unknown> {
		const { object, threadId } = finding;
		const data = {
			chatbotId: toChatbotId(object),
			threadId,
			dashboardUrl: toDashboardUrl(place, 'chat-history', threadId),
			user: toUser(object.chatUser),
		};
		return toEventItem(escalation as SiteGptEvent, data, finding, place);
	}

	private know(id: string, number: number): void {
		this.over.delete(id);
		// As the last one: those that changed last are kept.
		this.known.delete(id);
		this.known.set(id, number);
	}

	/** What was set aside in an earlier process is known by its ID only. */
	private async readObject({ id, object }: Entry, run: PollRun): Promise<ApiObject> {
		if (idText(object.threadId) !== undefined) return object;
		return objectIn(await run.client.call(getConversation(run.chatbotId, id)), 'conversation');
	}

	/** The last marker of a conversation; null if it has none, and undefined if there was no time. */
	private async findMarker(entry: Entry, run: PollRun): Promise<Marker | null | undefined> {
		const messages = await readMessages(entry, run);
		return messages && (markerIn(messages) ?? null);
	}
}

interface Marker {
	id: string;
	time: number | null;
}

function markerIn(messages: readonly unknown[]): Marker | undefined {
	const isMarker = (message: unknown): message is ApiObject =>
		isObject(message) && message.systemMessageType === MARKER;
	const last = messages.filter(isMarker).at(-1);
	if (last === undefined) return undefined;
	return { id: idText(last.messageId) ?? String(last.createdAt), time: messageTime(last) };
}

async function isEscalated(id: string, { client, chatbotId }: PollRun): Promise<boolean> {
	const data = await client.call(getConversation(chatbotId, id)).catch((error: unknown) => {
		if (isGone(error)) return { escalated: false };
		throw error;
	});
	return objectIn(data, 'conversation').escalated !== false;
}

/** The visitor as in the webhook; the API's other fields are in `api`. */
function toUser(chatUser: unknown): Record<string, unknown> | null {
	if (!isObject(chatUser)) return null;
	const { id, email, name, phone, verified, createdAt } = chatUser;
	return { id, email, name, phone, verified, createdAt };
}

export const escalations: SourceType = {
	name: 'escalated conversation',
	create: (_, state) => new Escalations(state as EscalationsState | undefined),
};
