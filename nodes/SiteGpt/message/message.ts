import type { INodeProperties } from 'n8n-workflow';
import * as z from 'zod/v4';
import { isObject, objectIn } from '../../api/envelope';
import { briefMessage, messageSchema, sendAsAgent, sendMessage } from '../../api/messages';
import { MAX_CONCURRENT } from '../../api/limiter';
import { CREDENTIAL } from '../../api/siteGptClient';
import { readCollection, readFlag, readId, readText, type Input } from '../operation/input';
import type { Call, Json, Resource } from '../operation/operation';
import { fieldsOf } from '../operation/output';
import { chatbotId, simple, threadId } from '../operation/parameters';
import { secondsFrom } from '../operation/values';

/** In seconds. A timeout can't be much longer: JavaScript's timers are limited to 25 days. */
const MAX_TIMEOUT_S = 3600;

/** In milliseconds. */
const DEFAULT_TIMEOUT_MS = 120_000;

const text: INodeProperties = {
	displayName: 'Message',
	name: 'message',
	type: 'string',
	typeOptions: { rows: 3 },
	required: true,
	default: '',
	placeholder: 'e.g. Do you ship to Norway?',
	description: 'The text to send',
};

const existing: INodeProperties = {
	displayName: 'Continue a Conversation',
	name: 'continueConversation',
	type: 'boolean',
	default: false,
	description: 'Whether to ask in an existing conversation instead of a new one',
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

const readSendOptions = (input: Input) =>
	readCollection(input, sendOptions, { timeout: secondsFrom }) as {
		timeout?: number;
		pageUrl?: string;
		questionsAtOnce?: number;
	};

async function send(call: Call): Promise<Json[]> {
	const chatbot = readId(call, chatbotId);
	// With a timeout that ends immediately, SiteGPT would still get the message.
	const { timeout = DEFAULT_TIMEOUT_MS, pageUrl } = readSendOptions(call);
	const thread = readFlag(call, existing) ? readId(call, threadId) : undefined;
	const question = { message: readText(call, text), ...(pageUrl ? { pageUrl } : {}) };
	const isSimple = readFlag(call, simple);
	const data = await call.client.call(sendMessage(chatbot, thread, question, timeout));
	const message = objectIn(data, 'message');
	const conversation = isObject(data) && isObject(data.conversation) ? data.conversation : {};
	if (!isSimple) return [objectIn(data, 'data')];
	return [fieldsOf(answerSchema, briefMessage(conversation.threadId ?? thread, message))];
}

async function sendReply(call: Call): Promise<Json[]> {
	const { client, context, itemIndex } = call;
	const { accountApiKey } = await context.getCredentials(CREDENTIAL, itemIndex);
	if (String(accountApiKey ?? '').trim() === '') {
		throw new Error(
			'The credential has no account API key, which this operation needs. Copy the key from SiteGPT, under Billing or Profile > API Access, to the credential.',
		);
	}
	const chatbot = readId(call, chatbotId);
	const reply = {
		message: readText(call, text),
		threadId: readId(call, threadId),
		...(readCollection(call, agentOptions) as { agentName?: string; iconUrl?: string }),
	};
	const isSimple = readFlag(call, simple);
	const data = await client.call(sendAsAgent(chatbot, reply));
	if (!isSimple) return [objectIn(data, 'data')];
	const message = objectIn(data, 'message');
	return [briefMessage(reply.threadId, { ...message, messageId: message.id })];
}

/** Messages in a conversation. */
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
			parameters: [chatbotId, existing, existingThreadId, text, simple, sendOptions],
			output: answerSchema,
			getMaxConcurrent: (input) => readSendOptions(input).questionsAtOnce ?? 1,
			getSequence: (input) => (readFlag(input, existing) ? readId(input, threadId) : undefined),
			run: send,
		},
		{
			value: 'sendAsAgent',
			name: 'Send as Agent',
			action: 'Answer a visitor as a person',
			description: 'Write to the visitor of a conversation as a person on your team',
			access: 'accountApiKey',
			confidence: 'documented',
			parameters: [chatbotId, threadId, text, simple, agentOptions],
			output: messageSchema,
			run: sendReply,
		},
	],
};
