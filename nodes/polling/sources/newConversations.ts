import { conversationSchema, listConversations } from '../../api/conversations';
import type { Source, SourceType } from '../core/source';
import { toApiItem } from './apiItem';
import { conversationStart, toConversationEntry } from './conversationEntry';
import { findingId } from './findingId';

/** Conversations by their start. A new one is the first in a list by start, and in one by last change too. */
const source: Source = {
	list: (chatbotId) => listConversations(chatbotId),
	toEntry: toConversationEntry,
	/** Without a start, only its ID tells whether it's new. */
	noteUnchanged: ({ object }) => conversationStart(object) === null,
	async read({ id, time: changedAt, object }, run) {
		const { now } = run;
		const time = conversationStart(object);
		const finding = {
			...findingId('newConversation', id, run),
			time,
			dueTime: Math.min(time ?? now, changedAt ?? now, now),
			object,
			threadId: id,
		};
		return { findings: [finding] };
	},
	toItem: (finding, place) => toApiItem(conversationSchema, finding, place),
};

export const newConversations: SourceType = { name: 'conversation', create: () => source };
