import type { INodeProperties } from 'n8n-workflow';
import { objectIn } from '../../api/envelope';
import { assertDeleted } from '../../api/deleted';
import {
	changeLead,
	deleteLead,
	getLead,
	leadSchema,
	listLeads,
	readChangedLead,
	type LeadFilters,
} from '../../api/leads';
import { readList } from '../../api/pages';
import { readCollection, readFlag, readId, readLimit } from '../operation/input';
import type { Call, Json, Operation, Resource } from '../operation/operation';
import { deletedSchema, simplified } from '../operation/output';
import { chatbotId, leadId, limit, returnAll, simple } from '../operation/parameters';
import { instantOf } from '../operation/time';

interface Filters extends LeadFilters {
	/** Milliseconds since 1970. */
	capturedAfter?: number;
}

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
			description: "Whether to return only starred leads (on) or only those that aren't (off)",
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
	const { capturedAfter, ...wanted } = readCollection(call, filters) as Filters;
	const request = listLeads(readId(call, chatbotId), wanted);
	const most = readLimit(call);
	const isSimple = readFlag(call, simple);
	let undated = 0;
	const isWanted = ({ createdAt }: Json) => {
		// SiteGPT's times have a time zone. In case one doesn't, it is UTC.
		const time = instantOf(createdAt, 'UTC');
		if (time === undefined) undated++;
		return time !== undefined && time > capturedAfter!;
	};
	const isFiltered = capturedAfter !== undefined;
	const leads = await readList(call.client, request, {
		limit: most,
		isWanted: isFiltered ? isWanted : undefined,
	});
	if (undated > 0) {
		call.client.warnings.push(
			`Leads without a readable createdAt were left out, because of Captured After: ${undated}`,
		);
	}
	return leads.map((one) => simplified(isSimple, leadSchema, one));
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
			const [chatbot, id] = [readId(call, chatbotId), readId(call, leadId)];
			const isSimple = readFlag(call, simple);
			const lead = readChangedLead(await call.client.call(changeLead(chatbot, id, value)), id);
			if (!lead) {
				call.client.warnings.push(
					"SiteGPT's answer doesn't contain the lead. Check in SiteGPT whether it was changed.",
				);
			}
			return [simplified(isSimple, leadSchema, lead ?? { id })];
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
				const [chatbot, id] = [readId(call, chatbotId), readId(call, leadId)];
				assertDeleted(await call.client.call(deleteLead(chatbot, id)));
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
				const request = getLead(readId(call, chatbotId), readId(call, leadId));
				const isSimple = readFlag(call, simple);
				return [
					simplified(isSimple, leadSchema, objectIn(await call.client.call(request), 'lead')),
				];
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
