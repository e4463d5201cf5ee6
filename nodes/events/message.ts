import * as z from 'zod/v4';
import { createItemSchema, createPayloadSchema, type SiteGptEvent } from './event';
import {
	hasMoreThanText,
	hasMoreThanUrls,
	orNull,
	readableUrls,
	requiredText,
	spokenText,
	text,
	urls,
} from './fields';
import { withOtherFields } from './otherFields';

const name = 'ADD_MESSAGE';

const fields = {
	chatbotId: requiredText,
	threadId: requiredText,
	messageType: requiredText,
	question: spokenText,
	answer: spokenText,
	sources: urls,
	gptModel: text,
	agentId: text,
	agentName: text,
	iconUrl: text,
	systemMessageType: text,
};

const readableFields = { ...orNull(fields), sources: readableUrls };

const payloadSchema = createPayloadSchema(name, fields);
const readableSchema = createPayloadSchema(name, readableFields);
const itemSchema = createItemSchema(name, readableFields);

/**
 * What SiteGPT sends, with null for what is absent or can't be read.
 * Source: https://sitegpt.ai/docs/developers/webhooks
 */
export type MessagePayload = z.infer<typeof readableSchema>;

/** What the trigger emits with Simplify on. Fields that a message type doesn't have are null. */
export type MessageItem = z.infer<typeof itemSchema>;

/** A chatbot, a visitor, a person on the team, or SiteGPT itself wrote in a conversation. */
export const message: SiteGptEvent<MessagePayload, MessageItem> = {
	name,
	title: 'Message',
	settingPrefix: 'Messages',
	payloadSchema,
	readableSchema,
	itemSchema,
	// A visitor may say "yes" twice in one conversation.
	mayRepeat: true,
	types: {
		field: 'messageType',
		known: [
			{
				value: 'AGENT_MESSAGE',
				name: 'Agent Message',
				description: 'Someone on your team wrote: there is an answer and no question',
			},
			{
				value: 'NORMAL_MESSAGE',
				name: 'Normal Message',
				description: 'The chatbot answered: there is a question and an answer',
			},
			{
				value: 'SYSTEM_MESSAGE',
				name: 'System Message',
				description: 'SiteGPT noted something in the conversation: see systemMessageType',
			},
			{
				value: 'USER_MESSAGE',
				name: 'User Message',
				description:
					'The visitor wrote and the chatbot did not answer: there is a question and no answer',
			},
		],
	},
	sample: {
		event: name,
		data: {
			chatbotId: 'test_chatbot',
			threadId: 'test_thread',
			messageType: 'NORMAL_MESSAGE',
			question: 'Do you ship to Norway?',
			answer: 'Yes, within five working days.',
			sources: ['https://example.com/shipping'],
			gptModel: 'gpt-4o-mini',
			agentId: null,
			agentName: null,
			iconUrl: null,
			systemMessageType: null,
		},
	},
	toItem({ event, data }, sent, receipt) {
		const { chatbotId, threadId, messageType, question, answer, sources, gptModel } = data;
		const { agentId, agentName, iconUrl, systemMessageType } = data;
		return withOtherFields(
			{
				event,
				chatbotId,
				threadId,
				messageType,
				question,
				answer,
				sources,
				gptModel,
				agentId,
				agentName,
				iconUrl,
				systemMessageType,
				...receipt,
			},
			[
				[sent.data, fields],
				[sent, payloadSchema.shape],
			],
			readInPart(sent.data),
		);
	},
};

/** The fields that the item only has in part, as they were sent. */
function readInPart(data: Record<string, unknown>): object {
	const { question, answer, sources } = data;
	return {
		...(hasMoreThanText(question) && { question }),
		...(hasMoreThanText(answer) && { answer }),
		...(hasMoreThanUrls(sources) && { sources }),
	};
}
