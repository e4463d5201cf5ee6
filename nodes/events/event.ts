import * as z from 'zod/v4';
import { issueSchema } from './issues';

/**
 * Describes one event that SiteGPT sends. Everything that the rest of the package
 * does with an event (endpoint, settings, items, test events, schemas) comes from such an object.
 */
export interface SiteGptEvent<Payload extends TypedPayload = TypedPayload, Item = EventItem> {
	/** SiteGPT's name of the event: the value of the payload's field `event`. */
	readonly name: string;
	/** What users call such an event, in Title Case. */
	readonly title: string;
	/** The first word of SiteGPT's settings for it, under Settings > Webhooks: see {@link getSiteGptSettings}. */
	readonly settingPrefix: string;
	/** What SiteGPT sends. A payload that doesn't pass has issues. */
	readonly payloadSchema: z.ZodType<Payload>;
	/** The same, but a field that can't be read is null. Any payload with a data object passes. */
	readonly readableSchema: z.ZodType<Payload>;
	/** What a trigger emits with Simplify on. */
	readonly itemSchema: z.ZodType<Item>;
	/** A realistic, complete payload, recognizable as a test: its ids begin with `test_`. */
	readonly sample: SentPayload;
	/** Whether the same data twice within a minute can be legitimate. */
	readonly mayRepeat: boolean;
	/** The types of this event, if it has several. */
	readonly types?: EventTypes;
	/**
	 * The item of a payload that has passed one of the schemas.
	 * @param sent the payload as it was sent, for what the schemas leave out
	 */
	toItem(payload: Payload, sent: SentPayload, receipt: Receipt): Item;
}

/** The part that every payload has in common, as SiteGPT sent it. */
export interface SentPayload {
	event: string;
	data: Record<string, unknown>;
	[field: string]: unknown;
}

/** The same, parsed. */
export interface TypedPayload extends SentPayload {
	/** `chatbotId` is null if it can't be read. */
	data: { chatbotId: string | null; [field: string]: unknown };
}

/** The part that every item has in common; the other fields are the event's. */
interface EventItem extends Receipt {
	event: string;
	[field: string]: unknown;
}

/** The types of an event, such as message types. */
export interface EventTypes {
	/** The field of `data` that says which it is. */
	readonly field: string;
	/** Those that SiteGPT documents; there may be others. */
	readonly known: ReadonlyArray<{ value: string; name: string; description: string }>;
}

/** What this package adds to what SiteGPT sent. */
export type Receipt = z.infer<typeof receiptSchema>;

/** What every item has apart from what SiteGPT sent. */
export const receiptSchema = z.object({
	idempotencyKey: z.string().describe('SHA-256 of what SiteGPT sent: equal for every retry'),
	receivedAt: z.string().describe('When the delivery arrived, ISO 8601 in UTC'),
});

/** What an item has only if something about the payload is unusual. */
export const unusualSchema = z.object({
	// Not z.record, which rejects a field called "constructor".
	otherFields: z
		.looseObject({})
		.describe('What was sent under a name that this item uses for something else')
		.optional(),
	issues: z.array(issueSchema).describe("What doesn't fit, if anything").optional(),
	payload: z.looseObject({}).describe('Exactly what was sent, if there are issues').optional(),
});

/** The schema of an event's payload, given its name and the fields of its `data`. Other fields are allowed. */
export function createPayloadSchema<Name extends string, Data extends z.ZodRawShape>(
	name: Name,
	data: Data,
) {
	return z.looseObject({ event: z.literal(name), data: z.looseObject(data) });
}

/** The schema of an event's item, given its name and the fields that are its own. */
export function createItemSchema<Name extends string, Fields extends z.ZodRawShape>(
	name: Name,
	fields: Fields,
) {
	return z.looseObject({
		event: z.literal(name),
		...fields,
		...receiptSchema.shape,
		...unusualSchema.shape,
	});
}

/**
 * The names of an event's two settings on SiteGPT's page Settings > Webhooks.
 * Source: https://sitegpt.ai/docs/developers/webhooks-configuration
 */
export function getSiteGptSettings(event: Pick<SiteGptEvent, 'settingPrefix'>): {
	url: string;
	token: string;
} {
	return {
		url: `${event.settingPrefix} Webhook URL`,
		token: `${event.settingPrefix} Webhook Token`,
	};
}
