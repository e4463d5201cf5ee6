import { listMessages } from '../../api/conversations';
import type { ApiObject } from '../../api/pages';
import { ListReader } from '../core/listReader';
import type { Entry, PollRun } from '../core/source';

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
		startedAt: run.now,
	};
	const { reader, objects } = entry.messages;
	while (!reader.isComplete) {
		if (!run.hasTime()) return undefined;
		objects.push(...(await reader.readPage(run.client)));
	}
	return objects;
}
