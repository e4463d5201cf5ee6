import * as z from 'zod/v4';
import type { ListRequest } from './pages';
import { path, type ApiRequest } from './request';

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

/** Who answers the visitor from now on. What these calls answer is not documented. */
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

/** What it answers is not documented. */
export function deleteConversation(chatbotId: unknown, threadId: unknown): ApiRequest {
	return {
		method: 'DELETE',
		path: path`/chatbots/${chatbotId}/conversations/${threadId}`,
		query: { confirm: true },
		scope: 'conversations:delete',
		isIdempotent: true,
	};
}
