import * as z from 'zod/v4';
import type { ListRequest } from './pages';
import { path } from './request';

/** What most workflows need of a conversation. */
export const conversationSchema = z.object({
	threadId: z.string().nullable().describe('The conversation, as in the webhooks'),
	chatbotId: z.string().nullable(),
	title: z.string().nullable(),
	mode: z.string().nullable().describe('AI or AGENT'),
	escalated: z.boolean().nullable(),
	resolved: z.boolean().nullable(),
	important: z.boolean().nullable(),
	totalMessages: z.number().nullable(),
	lead: z.looseObject({}).nullable().describe('The lead, if the visitor left details'),
	updatedAt: z.string().nullable().describe('ISO 8601'),
});

/** What a list of conversations can be narrowed to. */
export interface ConversationFilters {
	status?: string;
	mode?: string;
	important?: boolean;
	escalated?: boolean;
	read?: boolean;
	leadId?: string;
	tagId?: string[];
	reaction?: string;
	query?: string;
}

/** The conversations of a chatbot, the newest first; which time that means isn't documented. */
export function listConversations(
	chatbotId: unknown,
	filters: ConversationFilters = {},
): ListRequest {
	return {
		method: 'GET',
		path: path`/chatbots/${chatbotId}/conversations`,
		query: { ...filters },
		scope: 'conversations:read',
		list: 'conversations',
		id: 'threadId',
	};
}
