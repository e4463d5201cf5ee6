import * as z from 'zod/v4';
import { id, receiptSchema, text, withUnknownFields, type SiteGptEvent } from './event';

const name = 'CONVERSATION_ESCALATED';

const userSchema = z.looseObject({
	id: text,
	email: text,
	name: text,
	phone: text,
	verified: z.boolean().nullable().default(null),
	createdAt: text,
});

const dataSchema = z.looseObject({
	chatbotId: id,
	threadId: id,
	dashboardUrl: text,
	user: userSchema
		.nullable()
		.default(null)
		.describe('Null where the visitor had not given contact details yet'),
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
export type EscalationPayload = z.infer<typeof payloadSchema>;

/**
 * What the trigger emits with Simplify on; `user` is null where the visitor gave no contact
 * details.
 */
export type EscalationItem = z.infer<typeof itemSchema>;

/** A conversation wants a person. */
export const escalation: SiteGptEvent<EscalationPayload, EscalationItem> = {
	name,
	title: 'Escalation',
	webhook: 'Escalation',
	payloadSchema,
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
	toItem({ event, data, ...others }, receipt) {
		const { chatbotId, threadId, dashboardUrl, user } = data;
		return withUnknownFields(
			{ event, chatbotId, threadId, dashboardUrl, user, ...receipt },
			data,
			others,
		);
	},
};
