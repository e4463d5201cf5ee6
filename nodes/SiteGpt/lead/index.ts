import { assertDeleted } from '../../api/deleted';
import { objectIn } from '../../api/envelope';
import { changeLead, deleteLead, getLead, leadSchema, readChangedLead } from '../../api/leads';
import { readFlag, readId } from '../operation/input';
import type { Operation, Resource } from '../operation/operation';
import { deletedSchema, simplify } from '../operation/output';
import { chatbotId, leadId, limit, returnAll, simple } from '../operation/parameters';
import { getAll } from './getAll';
import { filters } from './parameters';

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
					"SiteGPT's response doesn't contain the lead. Check in SiteGPT whether it was changed.",
				);
			}
			return [simplify(isSimple, leadSchema, lead ?? { id })];
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
			description: 'Permanently delete a lead',
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
				return [simplify(isSimple, leadSchema, objectIn(await call.client.call(request), 'lead'))];
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
			run: getAll,
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
