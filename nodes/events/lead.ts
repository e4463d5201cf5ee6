import * as z from 'zod/v4';
import { receiptSchema, unusualSchema, type SiteGptEvent } from './event';
import { isObject, orNull, requiredText, text } from './fields';
import { addUnderFreeName, fieldsExcept, withOtherFields } from './otherFields';

const name = 'NEW_LEAD_CAPTURE';

const leadFields = { id: requiredText, name: text, email: text, phone: text, capturedAt: text };
const readableLead = z.object(orNull(leadFields));

const plainFields = { chatbotId: requiredText, chatbotName: text, dashboardUrl: text };

const fields = {
	...plainFields,
	// SiteGPT puts the custom fields of the lead form beside the five that it always sends.
	leadDetails: z.looseObject(leadFields),
};

const payloadSchema = z.looseObject({ event: z.literal(name), data: z.looseObject(fields) });
const readableSchema = z.looseObject({
	event: z.literal(name),
	data: z.looseObject({
		...orNull(plainFields),
		leadDetails: z.preprocess(
			(details) => (isObject(details) ? details : {}),
			z.looseObject(readableLead.shape),
		),
	}),
});
const itemSchema = z.looseObject({
	event: z.literal(name),
	...orNull(plainFields),
	lead: readableLead,
	// Not z.record, which refuses a field called "constructor".
	customFields: z.looseObject({}).describe('What the lead form asks for beyond the fields of lead'),
	...receiptSchema.shape,
	...unusualSchema.shape,
});

/**
 * What SiteGPT sends, with null for what is absent or can't be read.
 * Source: https://sitegpt.ai/docs/developers/webhooks
 */
export type LeadPayload = z.infer<typeof readableSchema>;

/** What the trigger emits with Simplify on. `customFields` has what the form asks for beyond `lead`. */
export type LeadItem = z.infer<typeof itemSchema>;

/** A visitor left contact details. */
export const lead: SiteGptEvent<LeadPayload, LeadItem> = {
	name,
	title: 'Lead',
	webhook: 'Leads',
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
	toItem({ event, data, ...beside }, _sent, receipt) {
		const { chatbotId, chatbotName, dashboardUrl, leadDetails } = data;
		const { id, name, email, phone, capturedAt } = leadDetails;
		const inDetails = formFields(fieldsExcept(leadDetails, leadFields));
		const inData = formFields(fieldsExcept(data, fields));
		const { all: customFields, repeated } = merged([
			inDetails.others,
			...inDetails.groups,
			...inData.groups,
		]);
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
			[inData.others, beside],
			repeated,
		);
	},
};

/** Where the fields of a form may come together, apart from beside the lead's own. */
const GROUPS = ['customFields', 'customData'];

/** The groups of form fields in an object, and its other fields. An absent group may be sent as null. */
function formFields(object: Record<string, unknown>) {
	const groups = GROUPS.map((group) => object[group]).filter(isObject);
	const others = Object.entries(object).filter(
		([name, value]) => !GROUPS.includes(name) || !(value === null || isObject(value)),
	);
	return { groups, others: Object.fromEntries(others) };
}

/** All fields in one object, and those whose names come more than once, apart from the first. */
function merged(objects: readonly object[]) {
	const all: Record<string, unknown> = {};
	const repeated: Record<string, unknown> = {};
	for (const [name, value] of objects.flatMap((fields) => Object.entries(fields))) {
		if (Object.hasOwn(all, name)) addUnderFreeName(repeated, name, value);
		else all[name] = value;
	}
	return { all, repeated };
}
