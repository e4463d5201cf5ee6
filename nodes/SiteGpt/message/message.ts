import type { INodeProperties } from 'n8n-workflow';
import * as z from 'zod/v4';
import { isObject, objectIn } from '../../api/answer';
import { briefMessage, messageSchema, sendAsAgent, sendMessage } from '../../api/messages';
import { checkedId } from '../../api/request';
import { CREDENTIAL } from '../../api/siteGptClient';
import type { Call, Json, Resource } from '../operation/operation';
import { chatbotId, simple, threadId } from '../operation/parameters';

const text: INodeProperties = {
	displayName: 'Message',
	name: 'message',
	type: 'string',
	typeOptions: { rows: 3 },
	required: true,
	default: '',
	placeholder: 'e.g. Do you ship to Norway?',
	description: 'What to write',
};

const existing: INodeProperties = {
	displayName: 'Continue a Conversation',
	name: 'continueConversation',
	type: 'boolean',
	default: false,
	description: 'Whether to ask in a conversation that exists instead of in a new one',
};

const existingThreadId: INodeProperties = {
	...threadId,
	displayOptions: { show: { continueConversation: [true] } },
};

const sendOptions: INodeProperties = {
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
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 120,
			description: 'How many seconds to wait for the answer, which the AI has to write first',
		},
	],
};

const agentOptions: INodeProperties = {
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

const answerSchema = z.object({
	threadId: z.string().nullable().describe('The conversation, to continue it'),
	answer: z.string().nullable().describe('Null if a person has taken over the conversation'),
	sources: z.array(z.string()).nullable().describe('What the answer is based on'),
	...messageSchema.omit({ threadId: true, answer: true, sources: true }).shape,
});

/** @throws a sentence for the person, if there is nothing to send */
function textOf({ parameter }: Call): string {
	const message = String(parameter('message') ?? '');
	if (message.trim() === '') throw new Error('The message is empty. Enter what to write.');
	return message;
}

async function send(call: Call): Promise<Json[]> {
	const { client, parameter } = call;
	const { pageUrl, timeout = 120 } = parameter('options') as { pageUrl?: string; timeout?: number };
	const thread = parameter('continueConversation') === true ? parameter('threadId') : undefined;
	if (parameter('continueConversation') === true) checkedId(thread, 'conversation ID');
	const question = { message: textOf(call), ...(pageUrl ? { pageUrl } : {}) };
	const request = sendMessage(parameter('chatbotId'), thread, question, timeout * 1000);
	const data = await client.call(request);
	const message = objectIn(data, 'message');
	const conversation = isObject(data) && isObject(data.conversation) ? data.conversation : {};
	if (parameter('simple') === false) return [objectIn(data, 'data')];
	const brief = briefMessage(conversation.threadId ?? thread, message);
	return [Object.fromEntries(Object.keys(answerSchema.shape).map((name) => [name, brief[name]]))];
}

async function sendReply(call: Call): Promise<Json[]> {
	const { client, context, itemIndex, parameter } = call;
	const { accountApiKey } = await context.getCredentials(CREDENTIAL, itemIndex);
	if (!accountApiKey) {
		throw new Error(
			'The credential has no account API key, which this operation needs. In SiteGPT, it is under Billing or Profile > API Access.',
		);
	}
	const { agentName, iconUrl } = parameter('options') as { agentName?: string; iconUrl?: string };
	const reply = {
		message: textOf(call),
		threadId: checkedId(parameter('threadId'), 'conversation ID'),
		...(agentName ? { agentName } : {}),
		...(iconUrl ? { iconUrl } : {}),
	};
	const data = await client.call(sendAsAgent(parameter('chatbotId'), reply));
	const { id, ...message } = objectIn(data, 'message');
	if (parameter('simple') === false) return [{ id, ...message }];
	return [briefMessage(reply.threadId, { ...message, messageId: id })];
}

/** What is said in a conversation. */
export const message: Resource = {
	value: 'message',
	name: 'Message',
	operations: [
		{
			value: 'send',
			name: 'Send',
			action: 'Ask the chatbot',
			description: 'Ask the chatbot a question as a visitor, and wait for its answer',
			access: 'conversations:write',
			confidence: 'documented',
			parameters: [chatbotId, text, existing, existingThreadId, simple, sendOptions],
			output: answerSchema,
			run: send,
		},
		{
			value: 'sendAsAgent',
			name: 'Send as Agent',
			action: 'Answer a visitor as a person',
			description: 'Write to the visitor of a conversation in the name of a person of your team',
			access: 'accountApiKey',
			confidence: 'documented',
			parameters: [chatbotId, threadId, text, simple, agentOptions],
			output: messageSchema,
			run: sendReply,
		},
	],
};
