import type { INodeProperties } from 'n8n-workflow';
import { isObject, objectIn } from '../../api/answer';
import {
	changeLead,
	deleteLead,
	getLead,
	leadSchema,
	listLeads,
	type LeadFilters,
} from '../../api/leads';
import type { Call, Json, Operation, Resource } from '../operation/operation';
import { deletedSchema, instantOf, listed, simplified } from '../operation/output';
import { chatbotId, leadId, limit, returnAll, simple } from '../operation/parameters';

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: 'Captured After',
			name: 'capturedAfter',
			type: 'dateTime',
			default: '',
			description:
				"Only return leads that were captured after this time. SiteGPT can't filter by time, so the node reads the whole list.",
		},
		{
			displayName: 'Important',
			name: 'important',
			type: 'boolean',
			default: true,
			description: 'Whether to return starred leads or the others',
		},
		{
			displayName: 'Search',
			name: 'query',
			type: 'string',
			default: '',
			placeholder: 'e.g. jane@example.com',
			description: 'Only return leads that match this text',
		},
		{
			displayName: 'Status',
			name: 'status',
			type: 'options',
			default: 'open',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'Archived', value: 'archived' },
				{ name: 'Open', value: 'open' },
			],
		},
	],
};

async function getMany(call: Call): Promise<Json[]> {
	const { capturedAfter, ...wanted } = call.parameter('filters') as LeadFilters & {
		capturedAfter?: unknown;
	};
	const after = instantOf(call, 'Captured After', capturedAfter);
	const isWanted =
		after === undefined
			? undefined
			: ({ createdAt }: Json) => Date.parse(String(createdAt)) > after;
	const request = listLeads(call.parameter('chatbotId'), wanted);
	const leads = await listed(call, request, isWanted);
	return leads.map((one) => simplified(call, leadSchema, one));
}

/** An operation that changes one flag of a lead. */
function change(
	value: 'archive' | 'unarchive' | 'star' | 'unstar',
	{ name, action, description }: Pick<Operation, 'name' | 'action' | 'description'>,
): Operation {
	return {
		value,
		name,
		action,
		description,
		access: 'leads:write',
		confidence: 'inferred',
		parameters: [chatbotId, leadId, simple],
		output: leadSchema,
		async run(call) {
			const id = call.parameter('leadId');
			const data = await call.client.call(changeLead(call.parameter('chatbotId'), id, value));
			const [lead] = isObject(data) && Array.isArray(data.leads) ? data.leads.filter(isObject) : [];
			return [simplified(call, leadSchema, lead ?? { id })];
		},
	};
}

/** Leads: visitors who left their details. */
export const lead: Resource = {
	value: 'lead',
	name: 'Lead',
	operations: [
		change('archive', {
			name: 'Archive',
			action: 'Archive a lead',
			description: 'Move a lead out of the list of open leads',
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete a lead',
			description: "Delete a lead for good. This can't be undone.",
			access: 'leads:delete',
			confidence: 'documented',
			parameters: [chatbotId, leadId],
			output: deletedSchema,
			async run(call) {
				await call.client.call(deleteLead(call.parameter('chatbotId'), call.parameter('leadId')));
				return [{ deleted: true }];
			},
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get a lead',
			description: 'Get the details of one lead',
			access: 'leads:read',
			confidence: 'documented',
			parameters: [chatbotId, leadId, simple],
			output: leadSchema,
			async run(call) {
				const request = getLead(call.parameter('chatbotId'), call.parameter('leadId'));
				return [simplified(call, leadSchema, objectIn(await call.client.call(request), 'lead'))];
			},
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many leads',
			description: 'List the leads of a chatbot, with filters',
			access: 'leads:read',
			confidence: 'documented',
			parameters: [chatbotId, returnAll, limit, simple, filters],
			output: leadSchema,
			run: getMany,
		},
		change('star', {
			name: 'Star',
			action: 'Star a lead',
			description: 'Mark a lead as important',
		}),
		change('unarchive', {
			name: 'Unarchive',
			action: 'Unarchive a lead',
			description: 'Move an archived lead back to the list of open leads',
		}),
		change('unstar', {
			name: 'Unstar',
			action: 'Unstar a lead',
			description: 'Mark a lead as not important',
		}),
	],
};
