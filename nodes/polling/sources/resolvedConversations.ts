import { conversationSchema, getConversation, listConversations } from '../../api/conversations';
import { objectIn } from '../../api/envelope';
import { unlessGone } from '../../api/gone';
import type { SourceType } from '../core/source';
import { toApiItem } from './apiItem';
import { conversationStart, toConversationEntry } from './conversationEntry';
import { createListedSource } from './listedObjects';

export const resolvedConversations: SourceType = {
	name: 'resolved conversation',
	create: (_, state) =>
		createListedSource(
			{
				name: 'resolvedConversation',
				list: (chatbotId) => listConversations(chatbotId, { status: 'resolved' }),
				toEntry: toConversationEntry,
				otherTime: conversationStart,
				isOver: ({ resolved }) => resolved === false,
				async get(id, { client, chatbotId }) {
					const data = await unlessGone(client.call(getConversation(chatbotId, id)));
					return data === undefined ? undefined : objectIn(data, 'conversation');
				},
				hasThread: true,
				toItem: (finding, place) => toApiItem(conversationSchema, finding, place),
			},
			state,
		),
};
