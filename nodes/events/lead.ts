import * as z from 'zod/v4';
import { id, receiptSchema, text, withUnknownFields, type SiteGptEvent } from './event';

const name = 'NEW_LEAD_CAPTURE';

const leadSchema = z.object({ id, name: text, email: text, phone: text, capturedAt: text });

const dataSchema = z.looseObject({
	chatbotId: id,
	chatbotName: text,
	dashboardUrl: text,
	// SiteGPT puts the custom fields of the lead form beside the five that it always has.
	leadDetails: z.looseObject(leadSchema.shape),
});

const payloadSchema = z.looseObject({ event: z.literal(name), data: dataSchema });
const itemSchema = z.looseObject({
	event: z.literal(name),
	...dataSchema.omit({ leadDetails: true }).shape,
	lead: leadSchema,
	// Not z.record, which refuses a field called "constructor".
	customFields: z.looseObject({}).describe('What the lead form asks for beyond the fields of lead'),
	...receiptSchema.shape,
});

/**
 * What SiteGPT sends, absent optional fields filled in. Source:
 * https://sitegpt.ai/docs/developers/webhooks
 */
export type LeadPayload = z.infer<typeof payloadSchema>;

/**
 * What the trigger emits with Simplify on; `customFields` has what the form asks for beyond
 * `lead`.
 */
export type LeadItem = z.infer<typeof itemSchema>;

/** A visitor has left contact details. */
export const lead: SiteGptEvent<LeadPayload, LeadItem> = {
	name,
	title: 'Lead',
	webhook: 'Leads',
	payloadSchema,
	itemSchema,
	mayRepeat: false,
	sample: {
		event: name,
		data: {
			chatbotId: 'test_chatbot',
			chatbotName: 'Test Chatbot',
			dashboardUrl: 'https://sitegpt.ai/test_chatbot/leads/test_lead',
			leadDetails: {
				id: 'test_lead',
				name: 'Grace Hopper',
				email: 'grace@example.com',
				phone: '+15550101',
				capturedAt: '2026-01-15T10:30:00Z',
				company: 'Example Ltd',
			},
		},
	},
	toItem({ event, data, ...others }, receipt) {
		const { chatbotId, chatbotName, dashboardUrl, leadDetails, ...otherData } = data;
		const { id, name, email, phone, capturedAt, ...customFields } = leadDetails;
		return withUnknownFields(
			{
				event,
				chatbotId,
				chatbotName,
				dashboardUrl,
				lead: { id, name, email, phone, capturedAt },
				customFields,
				...receipt,
			},
			otherData,
			others,
		);
	},
};
