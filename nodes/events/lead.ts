import * as z from 'zod/v4';
import { createItemSchema, createPayloadSchema, type SiteGptEvent } from './event';
import { isObject, orNull, requiredText, text } from './fields';
import { addUnderFreeName, withOtherFields } from './otherFields';

const name = 'NEW_LEAD_CAPTURE';

const leadFields = { id: requiredText, name: text, email: text, phone: text, capturedAt: text };
const readableLead = z.object(orNull(leadFields));

const plainFields = { chatbotId: requiredText, chatbotName: text, dashboardUrl: text };

const fields = {
	...plainFields,
	// SiteGPT puts the custom fields of the lead form next to the five that it always sends.
	leadDetails: z.looseObject(leadFields),
};

const payloadSchema = createPayloadSchema(name, fields);
const readableSchema = createPayloadSchema(name, {
	...orNull(plainFields),
	leadDetails: z.preprocess(
		(details) => (isObject(details) ? details : {}),
		z.looseObject(readableLead.shape),
	),
});
const itemSchema = createItemSchema(name, {
	...orNull(plainFields),
	lead: readableLead,
	// Not z.record, which rejects a field called "constructor".
	customFields: z.looseObject({}).describe('What the lead form asks for beyond the fields of lead'),
});

/**
 * What SiteGPT sends, with null for what is absent or can't be read.
 * Source: https://sitegpt.ai/docs/developers/webhooks
 */
type LeadPayload = z.infer<typeof readableSchema>;

/** What the trigger emits with Simplify on. `customFields` has what the form asks for beyond `lead`. */
export type LeadItem = z.infer<typeof itemSchema>;

/** A visitor left contact details. */
export const lead: SiteGptEvent<LeadPayload, LeadItem> = {
	name,
	title: 'Lead',
	settingPrefix: 'Leads',
	payloadSchema,
	readableSchema,
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
	toItem({ event, data }, sent, receipt) {
		const { chatbotId, chatbotName, dashboardUrl, leadDetails } = data;
		const { id, name, email, phone, capturedAt } = leadDetails;
		const { customFields, repeated } = formFields(sent.data);
		return withOtherFields(
			{
				event,
				chatbotId,
				chatbotName,
				dashboardUrl,
				lead: { id, name, email, phone, capturedAt },
				customFields,
				...receipt,
			},
			[
				[sent.data, { ...fields, ...groupsIn(sent.data) }],
				[sent, payloadSchema.shape],
			],
			repeated,
		);
	},
};

/** The fields of the form: those next to the lead's own, and those in groups. */
function formFields(data: Record<string, unknown>) {
	const details = isObject(data.leadDetails) ? data.leadDetails : {};
	const groups = groupsIn(details);
	const customFields: Record<string, unknown> = {};
	/** Of several fields with the same name, all but the first. */
	const repeated: Record<string, unknown> = {};
	const known = { ...leadFields, ...groups };
	for (const [name, value] of Object.entries(details)) {
		if (!Object.hasOwn(known, name)) customFields[name] = value;
	}
	for (const group of [...Object.values(groups), ...Object.values(groupsIn(data))]) {
		for (const [name, value] of Object.entries(group ?? {})) {
			if (Object.hasOwn(customFields, name)) addUnderFreeName(repeated, name, value);
			else customFields[name] = value;
		}
	}
	return { customFields, repeated };
}

/** The objects that may hold the fields of a form, instead of next to the lead's own. */
const GROUPS = ['customFields', 'customData'];

/** The groups in an object. An absent one may be null. */
function groupsIn(object: Record<string, unknown>): Record<string, object | null> {
	const groups = GROUPS.filter((name) => object[name] === null || isObject(object[name]));
	return Object.fromEntries(groups.map((name) => [name, object[name] as object | null]));
}
