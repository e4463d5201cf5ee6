import type { INodeProperties } from 'n8n-workflow';
import { MAX_CONCURRENT } from '../../api/limiter';
import { threadId } from '../operation/parameters';

/** In seconds. A timeout can't be much longer: JavaScript's timers are limited to 25 days. */
const MAX_TIMEOUT_S = 3600;

/** What to say. */
export const text: INodeProperties = {
	displayName: 'Message',
	name: 'message',
	type: 'string',
	typeOptions: { rows: 3 },
	required: true,
	default: '',
	placeholder: 'e.g. Do you ship to Norway?',
	description: 'The text to send',
};

/** Whether the question belongs to a conversation that exists. */
export const existing: INodeProperties = {
	displayName: 'Continue a Conversation',
	name: 'continueConversation',
	type: 'boolean',
	default: false,
	description: 'Whether to ask in an existing conversation instead of a new one',
};

/** That conversation. */
export const existingThreadId: INodeProperties = {
	...threadId,
	displayOptions: { show: { continueConversation: [true] } },
};

/** How to ask the chatbot. */
export const sendOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Page URL',
			name: 'pageUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/pricing',
			description: 'The page that the visitor is on',
		},
		{
			displayName: 'Questions at Once',
			name: 'questionsAtOnce',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MAX_CONCURRENT },
			default: 1,
			description:
				'How many input items to ask about at the same time. The messages of one conversation stay in order.',
		},
		{
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MAX_TIMEOUT_S },
			default: 120,
			description: 'How many seconds to wait for the AI to write its answer',
		},
	],
};

/** How the person appears to the visitor. */
export const agentOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Agent Name',
			name: 'agentName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Grace',
			description: 'The name that the visitor sees',
		},
		{
			displayName: 'Icon URL',
			name: 'iconUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/grace.png',
			description: 'The picture that the visitor sees',
		},
	],
};
