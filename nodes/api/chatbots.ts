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

/** What SiteGPT's clients show of the analytics. The other fields, and those of the totals, aren't documented. */
export const analyticsSchema = z.looseObject({
	startDay: z.string().describe('For example 2026-11-01, in UTC'),
	endDay: z.string().describe('For example 2026-11-30, in UTC'),
	insightsEnabled: z.boolean(),
	totals: z.looseObject({}).describe('Of all days, such as widgetOpens'),
});

/** `{analytics}`, of the last 30 days by default. SiteGPT doesn't document the scope. */
export function getAnalytics(
	chatbotId: unknown,
	days: { startDay?: string; endDay?: string },
): ApiRequest {
	return { method: 'GET', path: path`/chatbots/${chatbotId}/analytics`, query: { ...days } };
}
