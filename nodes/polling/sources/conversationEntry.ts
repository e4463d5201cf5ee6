import { idText, isObject } from '../../api/envelope';
import type { ApiObject } from '../../api/pages';
import { parseTime } from '../../api/time';
import type { Entry } from '../core/source';

/** A conversation of a list, by the time of its last change; undefined if it has no ID. */
export function toConversationEntry(object: ApiObject): Entry | undefined {
	const { threadId, updatedAt, totalMessages, lastMessage } = object;
	const id = idText(threadId);
	if (id === undefined) return undefined;
	// Two changes within the same second may have the same time.
	const last = isObject(lastMessage) ? lastMessage.messageId : undefined;
	const time = parseTime(updatedAt);
	const isTellable = time !== null || totalMessages !== undefined || last !== undefined;
	const version = isTellable ? JSON.stringify([updatedAt, totalMessages, last]) : null;
	return { id, time, version, object };
}

/** When a conversation started, in milliseconds since 1970; null if that can't be read. */
export function conversationStart({ startedAt }: ApiObject): number | null {
	return parseTime(startedAt);
}
