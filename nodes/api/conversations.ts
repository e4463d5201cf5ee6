import * as z from 'zod/v4';
import type { ListRequest } from './pages';
import { type ApiRequest, path, pathToDelete } from './request';

/** The fields of a conversation that most workflows need. */
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

/** The filters of a list of conversations. */
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

/** The conversations of a chatbot, the newest first; SiteGPT doesn't document by which time. */
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

/** `{conversation}`, with its latest messages. */
export function getConversation(chatbotId: unknown, threadId: unknown): ApiRequest {
	return {
		method: 'GET',
		path: path`/chatbots/${chatbotId}/conversations/${threadId}`,
		scope: 'conversations:read',
	};
}

/** All messages of a conversation, the oldest first. */
export function listMessages(chatbotId: unknown, threadId: unknown): ListRequest {
	return {
		method: 'GET',
		path: path`/chatbots/${chatbotId}/conversations/${threadId}/messages`,
		scope: 'conversations:read',
		list: 'messages',
		id: 'messageId',
	};
}

/** Changes who answers the visitor from now on. The responses aren't documented. */
export function changeConversation(
	chatbotId: unknown,
	threadId: unknown,
	change: 'escalate' | 'takeOver' | 'switchToAi',
	message: string | undefined,
): ApiRequest {
	const base = path`/chatbots/${chatbotId}/conversations/${threadId}`;
	const calls = { escalate: 'escalate', takeOver: 'take-over', switchToAi: 'switch-to-ai' };
	return {
		method: 'POST',
		path: `${base}/${calls[change]}`,
		body: message ? { message } : {},
		scope: 'conversations:write',
	};
}

/** The response isn't documented. */
export function deleteConversation(chatbotId: unknown, threadId: unknown): ApiRequest {
	return {
		method: 'DELETE',
		path: pathToDelete`/chatbots/${chatbotId}/conversations/${threadId}`,
		query: { confirm: true },
		scope: 'conversations:delete',
		isIdempotent: true,
	};
}
