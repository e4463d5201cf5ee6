import * as z from 'zod/v4';
import { isObject } from './envelope';
import { type ApiRequest, path } from './request';
import { parseTime } from './time';

/** How long the chatbot may write an answer, in milliseconds; then there won't be one. */
const MAX_ANSWER_WAIT_MS = 120_000;

/** A message in brief, with its texts as in the webhooks. */
export const messageSchema = z.object({
	threadId: z.string().nullable().describe('The conversation'),
	messageId: z.string().nullable(),
	messageType: z
		.string()
		.nullable()
		.describe('NORMAL_MESSAGE, USER_MESSAGE, AGENT_MESSAGE, SYSTEM_MESSAGE, or another'),
	question: z.string().nullable().describe('What the visitor wrote'),
	answer: z.string().nullable().describe('What the chatbot or a person answered'),
	sources: z.array(z.string()).nullable().describe('What the answer is based on'),
	agentName: z.string().nullable().describe('Who answered, if a person did'),
	systemMessageType: z.string().nullable(),
	reaction: z.string().nullable().describe('POSITIVE, NEGATIVE, or NEUTRAL'),
	createdAt: z.string().nullable().describe('ISO 8601'),
});

/** A message of the API in the form of {@link messageSchema}. */
export function briefMessage(threadId: unknown, message: Record<string, unknown>) {
	const { messageId, messageType, sources, agentName, systemMessageType, reaction, createdAt } =
		message;
	const fields = {
		messageId,
		messageType,
		sources,
		agentName,
		systemMessageType,
		reaction,
		createdAt,
	};
	const known = Object.entries(fields).map(([name, value]) => [name, value ?? null]);
	return {
		...Object.fromEntries(known),
		threadId: message.threadId ?? threadId ?? null,
		question: textIn(message.question),
		answer: textIn(message.answer),
	};
}

/** The text of `{text, timestamp}`; null if there is none. */
export function textIn(said: unknown): string | null {
	if (typeof said === 'string') return said;
	return isObject(said) && typeof said.text === 'string' ? said.text : null;
}

/** When a message was written, in milliseconds since 1970; null if that can't be read. */
export function messageTime({
	createdAt,
	question,
	answer,
}: Record<string, unknown>): number | null {
	const saidAt = (said: unknown) => (isObject(said) ? parseTime(said.timestamp) : null);
	return parseTime(createdAt) ?? saidAt(question) ?? saidAt(answer);
}

/**
 * Whether the chatbot is still writing its answer.
 * @param now SiteGPT's time, in milliseconds since 1970
 */
export function isBeingAnswered(message: Record<string, unknown>, now: number): boolean {
	const { messageType, question, answer } = message;
	if (messageType !== 'NORMAL_MESSAGE' || textIn(question) === null || textIn(answer) !== null)
		return false;
	const time = messageTime(message);
	// One that is dated in the future is as good as answered.
	return time !== null && Math.abs(now - time) < MAX_ANSWER_WAIT_MS;
}

/** What a visitor asks. */
export interface Question {
	message: string;
	/** The page that the visitor is on. */
	pageUrl?: string;
}

/**
 * Asks the chatbot as a visitor and waits for its answer: `{conversation, message}` in a new
 * conversation, `{message}` in an existing one.
 * @param timeout milliseconds
 */
export function sendMessage(
	chatbotId: unknown,
	threadId: unknown,
	question: Question,
	timeout: number,
): ApiRequest {
	return {
		method: 'POST',
		path: threadId
			? path`/chatbots/${chatbotId}/conversations/${threadId}/messages`
			: path`/chatbots/${chatbotId}/messages`,
		body: question,
		scope: 'conversations:write',
		timeout,
	};
}

/** A person's answer to a visitor. */
interface AgentReply {
	message: string;
	threadId: string;
	agentName?: string;
	iconUrl?: string;
}

/** Answers a visitor as a person: `{message}`. Only SiteGPT's v0 has this call. */
export function sendAsAgent(chatbotId: unknown, reply: AgentReply): ApiRequest {
	return {
		method: 'POST',
		version: 'v0',
		path: path`/chatbots/${chatbotId}/message`,
		body: { ...reply, from: 'AGENT' },
	};
}
