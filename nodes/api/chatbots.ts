import * as z from 'zod/v4';
import type { ListRequest } from './pages';
import { path, type ApiRequest } from './request';

/** What SiteGPT's clients agree on of a chatbot; the rest passes through with Simplify off. */
export const chatbotSchema = z.object({
	id: z.string().nullable(),
	title: z.string().nullable(),
	description: z.string().nullable(),
	createdAt: z.string().nullable().describe('ISO 8601'),
	updatedAt: z.string().nullable().describe('ISO 8601'),
});

/** The chatbots that the token may see. SiteGPT documents no filter and no size of a page. */
export function listChatbots(): ListRequest {
	return {
		method: 'GET',
		path: path`/chatbots`,
		scope: 'chatbots:read',
		list: 'chatbots',
		id: 'id',
		hasLimit: false,
	};
}

/** `{chatbot}` */
export function getChatbot(chatbotId: unknown): ApiRequest {
	return { method: 'GET', path: path`/chatbots/${chatbotId}`, scope: 'chatbots:read' };
}
