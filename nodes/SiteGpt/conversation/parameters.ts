import type { INodeProperties } from 'n8n-workflow';
import type { ConversationFilters } from '../../api/conversations';
import {
	type Input,
	readCollection,
	readId,
	readIdField,
	readIdListField,
} from '../operation/input';
import { chatbotId, limit, returnAll, simple, threadId } from '../operation/parameters';

/** Which conversations to list. */
export const conversationFilters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: 'Escalated',
			name: 'escalated',
			type: 'boolean',
			default: true,
			description:
				"Whether to return only escalated conversations (on) or only those that aren't (off)",
		},
		{
			displayName: 'Important',
			name: 'important',
			type: 'boolean',
			default: true,
			description:
				"Whether to return only starred conversations (on) or only those that aren't (off)",
		},
		{
			displayName: 'Lead ID',
			name: 'leadId',
			type: 'string',
			default: '',
			placeholder: 'e.g. lead_789',
			description: 'Only return the conversations of this lead',
		},
		{
			displayName: 'Mode',
			name: 'mode',
			type: 'options',
			default: 'AGENT',
			options: [
				{ name: 'Agent', value: 'AGENT', description: 'A person answers' },
				{ name: 'AI', value: 'AI', description: 'The chatbot answers' },
			],
		},
		{
			displayName: 'Reaction',
			name: 'reaction',
			type: 'options',
			default: 'NEGATIVE',
			options: [
				{ name: 'Negative', value: 'NEGATIVE' },
				{ name: 'Positive', value: 'POSITIVE' },
			],
			description: 'Only return conversations with this reaction to a message',
		},
		{
			displayName: 'Read',
			name: 'read',
			type: 'boolean',
			default: false,
			description:
				"Whether to return only conversations that were read (on) or only those that weren't (off)",
		},
		{
			displayName: 'Search',
			name: 'query',
			type: 'string',
			default: '',
			placeholder: 'e.g. refund',
			description: 'Only return conversations that match this text',
		},
		{
			displayName: 'Status',
			name: 'status',
			type: 'options',
			default: 'open',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'Open', value: 'open' },
				{ name: 'Resolved', value: 'resolved' },
			],
		},
		{
			displayName: 'Tag IDs',
			name: 'tagId',
			type: 'string',
			default: '',
			placeholder: 'e.g. tag_1, tag_2',
			description: 'Only return conversations with these tags (comma-separated IDs)',
		},
	],
};

/** Whether to return the conversation as one item or as messages. */
export const output: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	default: 'conversation',
	options: [
		{
			name: 'One Item per Conversation',
			value: 'conversation',
			description: 'The whole transcript as text and as a list',
		},
		{
			name: 'One Item per Chat Memory Message',
			value: 'memory',
			description:
				"Type and message, to insert into an AI agent's memory with the Chat Memory Manager node",
		},
		{
			name: 'One Item per Message',
			value: 'messages',
			description: 'Messages as SiteGPT stores them: a question and its answer are one message',
		},
	],
	description: 'What to return',
};

/** The usual parameters of a list, shown only with One Item per Message. */
export const [messageReturnAll, messageLimit, messageSimple] = [returnAll, limit, simple].map(
	(one) => ({
		...one,
		displayOptions: { show: { ...one.displayOptions?.show, output: ['messages'] } },
	}),
);

/** What to send along with a change of who answers. */
export const message: INodeProperties = {
	displayName: 'Message',
	name: 'message',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	description:
		"Optional text to send along. This isn't a reply: use Message: Send as Agent for that.",
};

/** The filters as the API takes them. */
export function readFilters(input: Input): ConversationFilters {
	return readCollection(input, conversationFilters, {
		leadId: readIdField,
		tagId: readIdListField,
	});
}

/** The IDs of the chatbot and the conversation, from the parameters. */
export const readPlace = (input: Input) => ({
	chatbotId: readId(input, chatbotId),
	threadId: readId(input, threadId),
});
