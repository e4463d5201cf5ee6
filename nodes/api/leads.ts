import * as z from 'zod/v4';
import { ApiError } from './apiError';
import { isObject } from './envelope';
import type { ApiObject, ListRequest } from './pages';
import { type ApiRequest, checkedId, path, pathToDelete } from './request';

/** The fields of a lead that most workflows need (sitegpt.ai/docs/api-reference, and SiteGPT's official clients). */
export const leadSchema = z.object({
	id: z.string().nullable().describe('The lead, as in the lead webhook'),
	chatbotId: z.string().nullable(),
	name: z.string().nullable(),
	email: z.string().nullable(),
	phone: z.string().nullable(),
	customData: z.looseObject({}).nullable().describe('The custom fields of the lead form'),
	important: z.boolean().nullable().describe('Whether it is starred'),
	archived: z.boolean().nullable(),
	createdAt: z.string().nullable().describe('ISO 8601'),
	updatedAt: z.string().nullable().describe('ISO 8601'),
});

/** The filters of a list of leads. */
export interface LeadFilters {
	status?: string;
	important?: boolean;
	query?: string;
}

/** All leads of a chatbot, in an order that SiteGPT doesn't document. */
export function listLeads(chatbotId: unknown, filters: LeadFilters = {}): ListRequest {
	const { status, important, query } = filters;
	return {
		method: 'GET',
		path: path`/chatbots/${chatbotId}/leads`,
		query: { status, important, query },
		scope: 'leads:read',
		list: 'leads',
		id: 'id',
	};
}

/** `{lead}` */
export function getLead(chatbotId: unknown, leadId: unknown): ApiRequest {
	return {
		method: 'GET',
		path: path`/chatbots/${chatbotId}/leads/${leadId}`,
		scope: 'leads:read',
	};
}

/** `{action, leads[]}`. SiteGPT's documentation doesn't name the scope; leads:write is inferred. */
export function changeLead(
	chatbotId: unknown,
	leadId: unknown,
	action: 'archive' | 'unarchive' | 'star' | 'unstar',
): ApiRequest {
	return {
		method: 'POST',
		path: path`/chatbots/${chatbotId}/leads/actions`,
		body: { action, leadIds: [checkedId(leadId, 'lead ID')] },
		scope: 'leads:write',
		isIdempotent: true,
	};
}

/**
 * The lead that {@link changeLead} changed, from SiteGPT's answer; undefined if that isn't in the answer.
 * @throws ApiError if SiteGPT changed other leads, or none
 */
export function readChangedLead(data: unknown, leadId: string): ApiObject | undefined {
	if (!isObject(data) || !Array.isArray(data.leads)) return undefined;
	const leads = data.leads.map((one: unknown) => (isObject(one) ? one : { id: one }));
	const changed = leads.find(({ id }) => String(id) === leadId);
	if (changed ?? leads.some(({ id }) => id === undefined || id === null)) return changed;
	throw new ApiError({
		message: 'SiteGPT changed no lead with this ID',
		hint: 'Check the ID. The lead may have been deleted.',
	});
}

/** The response isn't documented. */
export function deleteLead(chatbotId: unknown, leadId: unknown): ApiRequest {
	return {
		method: 'DELETE',
		path: pathToDelete`/chatbots/${chatbotId}/leads/${leadId}`,
		query: { confirm: true },
		scope: 'leads:delete',
		isIdempotent: true,
	};
}
