import * as z from 'zod/v4';
import { id, receiptSchema, text, withUnknownFields, type SiteGptEvent } from './event';

const name = 'ADD_MESSAGE';

const dataSchema = z.looseObject({
	chatbotId: id,
	threadId: id,
	messageType: id,
	question: text,
	answer: text,
	sources: z
		.array(z.string())
		.nullish()
		.transform((sources) => sources ?? [])
		.pipe(z.array(z.string())),
	gptModel: text,
	agentId: text,
	agentName: text,
	iconUrl: text,
	systemMessageType: text,
});

const payloadSchema = z.looseObject({ event: z.literal(name), data: dataSchema });
const itemSchema = z.looseObject({
	event: z.literal(name),
	...dataSchema.shape,
	...receiptSchema.shape,
});

/**
 * What SiteGPT sends, absent optional fields filled in. Source:
 * https://sitegpt.ai/docs/developers/webhooks
 */
export type MessagePayload = z.infer<typeof payloadSchema>;

/** What the trigger emits with Simplify on; what a kind of message does not have is null. */
export type MessageItem = z.infer<typeof itemSchema>;

/** A chatbot, a visitor, a person of the team or SiteGPT itself has written into a conversation. */
export const message: SiteGptEvent<MessagePayload, MessageItem> = {
	name,
	title: 'Message',
	webhook: 'Messages',
	payloadSchema,
	itemSchema,
	// A visitor may say "yes" twice in one conversation.
	mayRepeat: true,
	kind: {
		field: 'messageType',
		known: [
			{
				value: 'AGENT_MESSAGE',
				name: 'Agent Message',
				description: 'A person of your team wrote: there is an answer and no question',
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
				description: 'The visitor wrote and the chatbot did not answer: there is no answer',
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
	toItem({ event, data, ...others }, receipt) {
		const { chatbotId, threadId, messageType, question, answer, sources, gptModel } = data;
		const { agentId, agentName, iconUrl, systemMessageType } = data;
		return withUnknownFields(
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
			data,
			others,
		);
	},
};
