import { listMessages } from '../../api/conversations';
import type { ApiObject } from '../../api/pages';
import { ListReader } from '../core/listReader';
import type { Entry, PollRun } from '../core/source';
import { parseTime } from '../core/time';

/**
 * All messages of a conversation, the oldest first.
 * @param threadId the conversation, if the entry has another ID
 * @returns undefined if there was no time; it goes on at the next call
 * @throws ApiError
 */
export async function readMessages(
	entry: Entry,
	run: PollRun,
	threadId = entry.id,
): Promise<ApiObject[] | undefined> {
	entry.messages ??= {
		reader: new ListReader(listMessages(run.chatbotId, threadId)),
		objects: [],
	};
	const { reader, objects } = entry.messages;
	while (!reader.isComplete) {
		if (!run.hasTime()) return undefined;
		objects.push(...(await reader.readPage(run.client)));
	}
	return objects;
}

/** When a message was written, in milliseconds since 1970; null if that can't be read. */
export function messageTime({ createdAt, question, answer }: ApiObject): number | null {
	const saidAt = (said: unknown) => parseTime((said as ApiObject | null | undefined)?.timestamp);
	return parseTime(createdAt) ?? saidAt(question) ?? saidAt(answer);
}
