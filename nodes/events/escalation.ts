import * as z from 'zod/v4';
import { createItemSchema, createPayloadSchema, type SiteGptEvent } from './event';
import { flag, orNull, requiredText, text } from './fields';
import { withOtherFields } from './otherFields';

const name = 'CONVERSATION_ESCALATED';

const userFields = {
	id: text,
	email: text,
	name: text,
	phone: text,
	verified: flag,
	createdAt: text,
};

const fields = {
	chatbotId: requiredText,
	threadId: requiredText,
	dashboardUrl: text,
	user: z.looseObject(userFields).nullable().default(null),
};

const readableFields = {
	...orNull(fields),
	user: z
		.looseObject(orNull(userFields))
		.nullable()
		.catch(null)
		.describe("Null if the visitor hadn't given contact details yet"),
};

const payloadSchema = createPayloadSchema(name, fields);
const readableSchema = createPayloadSchema(name, readableFields);
const itemSchema = createItemSchema(name, readableFields);

/**
 * What SiteGPT sends, with null for what is absent or can't be read.
 * Source: https://sitegpt.ai/docs/developers/webhooks
 */
type EscalationPayload = z.infer<typeof readableSchema>;

/** What the trigger emits with Simplify on. `user` is null if the visitor gave no contact details. */
export type EscalationItem = z.infer<typeof itemSchema>;

/** A conversation was escalated to a person. */
export const escalation: SiteGptEvent<EscalationPayload, EscalationItem> = {
	name,
	title: 'Escalation',
	settingPrefix: 'Escalation',
	payloadSchema,
	readableSchema,
	itemSchema,
	mayRepeat: false,
	sample: {
		event: name,
		data: {
			chatbotId: 'test_chatbot',
			threadId: 'test_thread',
			dashboardUrl: 'https://sitegpt.ai/test_chatbot/chat-history/test_thread',
			user: {
				id: 'test_user',
				email: 'ada@example.com',
				name: 'Ada Lovelace',
				phone: '+15550100',
				verified: true,
				createdAt: '2026-01-15T10:25:00Z',
			},
		},
	},
	toItem({ event, data }, sent, receipt) {
		const { chatbotId, threadId, dashboardUrl, user } = data;
		return withOtherFields({ event, chatbotId, threadId, dashboardUrl, user, ...receipt }, [
			[sent.data, fields],
			[sent, payloadSchema.shape],
		]);
	},
};
