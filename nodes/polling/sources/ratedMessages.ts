import { type ConversationFilters, listConversations } from '../../api/conversations';
import { idText } from '../../api/envelope';
import { briefMessage, messageSchema, messageTime, textIn } from '../../api/messages';
import type { ApiObject, ListRequest } from '../../api/pages';
import { parseTime } from '../../api/time';
import type { Note } from '../core/notes';
import type { Contents, Entry, Finding, PollRun, Source, SourceType } from '../core/source';
import { toApiItem } from './apiItem';
import { conversationStart, toConversationEntry } from './conversationEntry';
import { findingId } from './findingId';
import { KnownEntries, type KnownEntriesState } from './knownEntries';
import { readMessages } from './messageList';

/** How long after its last change a conversation in the lists is read again and again, in milliseconds. */
const READ_AGAIN_FOR_MS = 7 * 24 * 60 * 60 * 1000;

/** How often, in milliseconds. */
const READ_AGAIN_EVERY_MS = 60 * 60 * 1000;

/** The reactions, by the first character of the IDs of entries: one conversation may be in both lists. */
const REACTIONS = { '-': 'NEGATIVE', '+': 'POSITIVE' } as const;

type Sign = keyof typeof REACTIONS;

const SIGNS = Object.keys(REACTIONS) as Sign[];

/**
 * Messages with a reaction that isn't neutral, each once for each reaction. SiteGPT lists conversations by the
 * reactions in them. It documents no time for a reaction, and not which times it changes. So a rated message is new
 * - if its conversation is in a list that was read as a whole without it before,
 * - or if its conversation was read before, and it had no such reaction then,
 * - otherwise, if it changed since the mark.
 */
class RatedMessages implements Source {
	private readonly known: KnownEntries;

	readonly otherTime = conversationStart;

	constructor(state?: KnownEntriesState) {
		this.known = new KnownEntries(state);
	}

	list(chatbotId: string): ListRequest[] {
		return SIGNS.map((sign) => listConversations(chatbotId, { reaction: REACTIONS[sign] }));
	}

	toEntry(object: ApiObject, list?: ListRequest): Entry | undefined {
		const entry = toConversationEntry(object);
		if (entry === undefined) return undefined;
		const { reaction } = (list?.query ?? {}) as ConversationFilters;
		const sign = SIGNS.find((one) => REACTIONS[one] === reaction) ?? '-';
		const { id, time, version } = entry;
		const hour = isRecent(entry) ? Math.floor(Date.now() / READ_AGAIN_EVERY_MS) : 0;
		return { id: sign + id, time, version: version && `${version} ${hour}`, object };
	}

	noteUnchanged(entry: Entry): boolean {
		if (this.known.isNewlyListed(entry)) return true;
		if (!this.known.has(entry)) this.known.add(entry);
		// If nothing in it is settled, it may have been found before n8n was stopped.
		return isRecent(entry) || this.known.contentsOf(entry.id)?.size === 0;
	}

	noteSettled({ key, entryId }: Finding): void {
		this.known.contentsOf(entryId!)?.add(toHash(key));
	}

	async read(entry: Entry, run: PollRun): Promise<Contents | undefined> {
		const { id } = entry;
		const [reaction, threadId] = [REACTIONS[id[0] as Sign], id.slice(1)];
		const isNewlyListed = this.known.isNewlyListed(entry);
		if (!isNewlyListed) this.known.add(entry);
		const messages = await readMessages(entry, run, threadId);
		if (messages === undefined) return undefined;
		const wasRead = this.known.contentsOf(id) !== undefined && this.known.isComplete;
		const contents = this.known.contentsOf(id) ?? new Set();
		this.known.add(entry, contents);
		const findings = messages
			.filter((message) => message.reaction === reaction)
			.map((message) => toFinding(message, entry, isNewlyListed || wasRead, run))
			.filter(({ key }) => !contents.has(toHash(key)));
		return { findings };
	}

	async checkAbsent(): Promise<Note[]> {
		this.known.noteWhole();
		return [];
	}

	toState(): Record<string, unknown> {
		return { ...this.known.toState() };
	}

	toItem(finding: Finding, place: Parameters<Source['toItem']>[1]): Record<string, unknown> {
		const { object, threadId } = finding;
		return toApiItem(messageSchema, finding, place, briefMessage(threadId, object));
	}
}

function toFinding(message: ApiObject, entry: Entry, isSince: boolean, run: PollRun): Finding {
	const { now } = run;
	const { messageId, reaction, createdAt, question, answer, updatedAt } = message;
	const { id, time: changedAt } = entry;
	// A message without an ID is recognized by what was said.
	const threadId = id.slice(1);
	const said = JSON.stringify([threadId, createdAt, textIn(question), textIn(answer)]);
	const identity = idText(messageId) ?? said;
	const time = isSince ? now : (parseTime(updatedAt) ?? messageTime(message));
	return {
		...findingId('ratedMessage', `${identity} ${String(reaction)}`, run),
		time,
		dueTime: Math.min(time ?? now, changedAt ?? now, now),
		object: message,
		threadId,
		entryId: id,
	};
}

function isRecent({ time }: Entry): boolean {
	return time === null || Date.now() - time < READ_AGAIN_FOR_MS;
}

/** Enough to tell the messages of one conversation apart. */
function toHash(key: string): string {
	return key.slice(0, 8);
}

export const ratedMessages: SourceType = {
	name: 'rated message',
	create: (_, state) => new RatedMessages(state),
};
