import { getConversation, listConversations } from '../../api/conversations';
import { idText, isObject, objectIn } from '../../api/envelope';
import { unlessGone } from '../../api/gone';
import { messageTime } from '../../api/messages';
import type { ApiObject } from '../../api/pages';
import { escalation } from '../../events/escalation';
import type { SiteGptEvent } from '../../events/event';
import type { Note } from '../core/notes';
import type { Contents, Entry, Finding, PollRun, Source, SourceType } from '../core/source';
import { conversationStart, toConversationEntry } from './conversationEntry';
import { toChatbotId, toDashboardUrl, toEventItem } from './eventItem';
import { findingId } from './findingId';
import { readMessages } from './messageList';
import { Occurrences, type OccurrencesState } from './occurrences';

/** The message that SiteGPT adds to a conversation when it is escalated. */
const MARKER = 'CONVERSATION_ESCALATED';

/**
 * Escalated conversations. An escalation is its conversation and the message that marks it. A conversation may have
 * no such message: then it counts as escalated again after SiteGPT has said that it no longer was, with a number
 * that tells its escalations apart.
 */
class Escalations implements Source {
	private readonly occurrences: Occurrences;

	readonly toEntry = toConversationEntry;

	readonly otherTime = conversationStart;

	constructor(state?: OccurrencesState) {
		this.occurrences = new Occurrences(state);
	}

	list(chatbotId: string) {
		return listConversations(chatbotId, { escalated: true });
	}

	/** It was escalated before the mark, unless it wasn't anymore in between. */
	noteUnchanged(entry: Entry): boolean {
		if (this.occurrences.isOver(entry)) return true;
		this.occurrences.known.add(entry);
		return false;
	}

	noteSettled({ object, threadId, marker }: Finding): void {
		if (marker !== undefined || threadId === undefined) return;
		this.occurrences.known.add({ id: threadId, time: toConversationEntry(object)?.time ?? null });
	}

	async read(entry: Entry, run: PollRun): Promise<Contents | undefined> {
		const { id, time } = entry;
		const object = await this.readObject(entry, run);
		const marker = markerIn([object.lastMessage]) ?? (await this.findMarker(entry, run));
		if (marker === undefined) return undefined;
		const { occurrences } = this;
		if (marker === null && occurrences.known.has(entry)) {
			occurrences.known.add(entry);
			return { findings: [] };
		}
		if (marker === null) occurrences.noteFound(id);
		const number = occurrences.numberOf(id);
		const identity = marker ? [id, marker.id] : number === 0 ? [id] : [id, number];
		// SiteGPT doesn't say when it was escalated again.
		const happenedAt = marker?.time ?? (occurrences.isOver(entry) ? run.now : time);
		const finding = {
			...findingId(escalation.name, identity.join(' '), run),
			time: happenedAt,
			dueTime: Math.min(happenedAt ?? run.now, time ?? run.now, run.now),
			object,
			threadId: id,
			marker: marker?.id,
		};
		return { findings: [finding] };
	}

	async checkAbsent(present: ReadonlySet<string>, run: PollRun): Promise<Note[]> {
		const isOver = async (id: string) => !(await isEscalated(id, run));
		return await this.occurrences.checkAbsent(present, run, isOver);
	}

	toState(): Record<string, unknown> {
		return { ...this.occurrences.toState() };
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
	const data = await unlessGone(client.call(getConversation(chatbotId, id)));
	return data !== undefined && objectIn(data, 'conversation').escalated !== false;
}

/** The visitor as in the webhook; the API's other fields are in `api`. */
function toUser(chatUser: unknown): Record<string, unknown> | null {
	if (!isObject(chatUser)) return null;
	const { id, email, name, phone, verified, createdAt } = chatUser;
	return { id, email, name, phone, verified, createdAt };
}

export const escalations: SourceType = {
	name: 'escalated conversation',
	create: (_, state) => new Escalations(state),
};
