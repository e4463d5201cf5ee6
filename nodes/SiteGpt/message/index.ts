import { messageSchema } from '../../api/messages';
import { readFlag, readId } from '../operation/input';
import type { Resource } from '../operation/operation';
import { chatbotId, simple, threadId } from '../operation/parameters';
import { agentOptions, existing, existingThreadId, sendOptions, text } from './parameters';
import { answerSchema, readSendOptions, send } from './send';
import { sendAsAgent } from './sendAsAgent';

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
			run: sendAsAgent,
		},
	],
};
