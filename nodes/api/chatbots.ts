import * as z from 'zod/v4';
import type { ListRequest } from './pages';
import { type ApiRequest, path } from './request';

/** The fields of a chatbot that SiteGPT's clients agree on. With Simplify off, all fields pass through. */
export const chatbotSchema = z.object({
	id: z.string().nullable(),
	title: z.string().nullable(),
	description: z.string().nullable(),
	createdAt: z.string().nullable().describe('ISO 8601'),
	updatedAt: z.string().nullable().describe('ISO 8601'),
});

/** The chatbots that the token may see. SiteGPT documents neither filters nor a page size. */
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
