import * as z from 'zod/v4';
import { isObject, objectIn } from '../../api/envelope';
import { briefMessage, messageSchema, sendMessage } from '../../api/messages';
import { pickFields } from '../../api/schemaFields';
import { type Input, readCollection, readFlag, readId, readText } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { chatbotId, simple, threadId } from '../operation/parameters';
import { toMilliseconds } from '../operation/values';
import { existing, sendOptions, text } from './parameters';

const DEFAULT_TIMEOUT_MS = 120_000;

/** What asking the chatbot emits. */
export const answerSchema = z.object({
	threadId: z.string().nullable().describe('The conversation, to continue it'),
	answer: z.string().nullable().describe('Null if a person has taken over the conversation'),
	sources: z.array(z.string()).nullable().describe('What the answer is based on'),
	...messageSchema.omit({ threadId: true, answer: true, sources: true }).shape,
});

/** The options of a question, of those that were set. */
export const readSendOptions = (input: Input) =>
	readCollection(input, sendOptions, { timeout: toMilliseconds }) as {
		timeout?: number;
		pageUrl?: string;
		questionsAtOnce?: number;
	};

/** Asks the chatbot a question and waits for its answer. */
export async function send(call: Call): Promise<Json[]> {
	const chatbot = readId(call, chatbotId);
	// With a timeout that ends immediately, SiteGPT would still get the message.
	const { timeout = DEFAULT_TIMEOUT_MS, pageUrl } = readSendOptions(call);
	const thread = readFlag(call, existing) ? readId(call, threadId) : undefined;
	const question = { message: readText(call, text), ...(pageUrl ? { pageUrl } : {}) };
	const isSimple = readFlag(call, simple);
	const data = await call.client.call(sendMessage(chatbot, thread, question, timeout));
	if (!isSimple) return [objectIn(data, 'data', true)];
	const message = objectIn(data, 'message', true);
	const conversation = isObject(data) && isObject(data.conversation) ? data.conversation : {};
	return [pickFields(answerSchema, briefMessage(conversation.threadId ?? thread, message))];
}
