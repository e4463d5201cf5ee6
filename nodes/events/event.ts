import * as z from 'zod/v4';

/**
 * What is known of one kind of event that SiteGPT sends. Everything that the rest of the package
 * does with an event (endpoint, settings, items, test events, schemas) is read off such an object.
 */
export interface SiteGptEvent<Payload extends EventPayload = EventPayload, Item = EventItem> {
	/** SiteGPT's name of the event: the value of the payload's field `event`. */
	readonly name: string;
	/** What a person calls one of them, in Title Case. */
	readonly title: string;
	/** The first word of SiteGPT's settings for it, under Settings > Webhooks: see {@link settingsOf}. */
	readonly webhook: string;
	/** What SiteGPT sends. Absent optional fields become null, unknown fields are kept. */
	readonly payloadSchema: z.ZodType<Payload>;
	/** What a trigger emits with Simplify on. */
	readonly itemSchema: z.ZodType<Item>;
	/** A realistic payload, complete, and recognisable as a test: ids begin with `test_`. */
	readonly sample: EventPayload;
	/** Whether a person may rightly cause the same data twice within a minute. */
	readonly mayRepeat: boolean;
	/** The field of `data` that tells kinds of this event apart, where there is one. */
	readonly kind?: EventKind;
	/** The item of a payload that has passed {@link payloadSchema}. */
	toItem(payload: Payload, receipt: Receipt): Item;
}

/** The part that every payload has in common. */
export interface EventPayload {
	event: string;
	data: { chatbotId: string; [field: string]: unknown };
	[field: string]: unknown;
}

/** The part that every item has in common; the other fields are the event’s. */
export interface EventItem extends Receipt {
	event: string;
	[field: string]: unknown;
}

/** How the kinds of an event are told apart. */
export interface EventKind {
	readonly field: string;
	/** The kinds that SiteGPT documents; others may come. */
	readonly known: ReadonlyArray<{ value: string; name: string; description: string }>;
}

/** What this package adds to what SiteGPT sent. */
export type Receipt = z.infer<typeof receiptSchema>;

/** What every item has beside what SiteGPT sent. */
export const receiptSchema = z.object({
	idempotencyKey: z.string().describe('SHA-256 of what SiteGPT sent: equal for each retry'),
	receivedAt: z.string().describe('When the delivery arrived, ISO 8601 in UTC'),
});

/** An identifier that a workflow cannot do without. */
export const id = z.string().min(1);

/** An optional text: null where SiteGPT sends null or leaves the field out. */
export const text = z.string().nullable().default(null);

/**
 * The names of an event's two settings on SiteGPT's page Settings > Webhooks.
 * Source: https://sitegpt.ai/docs/developers/webhooks-configuration
 */
export function settingsOf(event: Pick<SiteGptEvent, 'webhook'>): { url: string; token: string } {
	return { url: `${event.webhook} Webhook URL`, token: `${event.webhook} Webhook Token` };
}

/**
 * Adds the fields of `unknown` that `named` does not have. What SiteGPT may add one day is passed on,
 * but never in the place of a field that workflows know.
 */
export function withUnknownFields<Item extends object>(named: Item, ...unknown: object[]): Item {
	const item = { ...named } as Record<string, unknown>;
	for (const fields of unknown) {
		for (const [name, value] of Object.entries(fields)) {
			if (!Object.hasOwn(item, name)) item[name] = value;
		}
	}
	return item as Item;
}
