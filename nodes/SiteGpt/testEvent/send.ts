import * as z from 'zod/v4';
import { readChoice, readFields, readValue } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { deliver, deliverySchema, SITEGPT } from './delivery';
import type { EndpointIo } from './endpoint';
import { delivery, fieldsParameters, jsonParameters, payloadFrom } from './parameters';
import { buildPayload, parsePayload } from './payload';
import type { Target } from './target';

/** What sending a test event emits. */
export const sendSchema = z.object({
	...deliverySchema.shape,
	event: z.string().describe('The event that was sent'),
	payload: z.unknown().meta({ type: 'object' }).describe('What was sent, without tokens'),
	url: z.string().describe('The URL that it was sent to'),
	warnings: z.array(z.string()).describe('Reasons why SiteGPT would not deliver to this URL'),
});

/** What sending emits: the delivery, and what was sent to which URL. */
type SendItem = z.infer<typeof sendSchema>;

/** What to send, and how: once, or with the retries of SiteGPT. */
export interface Sending {
	url: string;
	event: string;
	payload: unknown;
	warnings: string[];
	asSiteGptDoes: boolean;
}

/** Sends the chosen event, made from its fields or given as JSON. */
export async function send(
	call: Call,
	{ url, event, warnings, mask, io }: Target,
): Promise<Json[]> {
	const payload =
		readChoice(call, payloadFrom) === 'json'
			? parsePayload(readValue(call, jsonParameters.get(event.name)!), mask)
			: buildPayload(event, readFields(call, fieldsParameters.get(event.name)!));
	const asSiteGptDoes = readChoice(call, delivery) === 'siteGpt';
	const item = await sendEvent({ url, event: event.name, payload, warnings, asSiteGptDoes }, io);
	return [{ ...item, payload: mask.json(payload) }];
}

/**
 * Sends a test event and returns the item to emit, even if the endpoint rejects it or fails.
 * Only throws what `io` throws, for example when the execution is canceled.
 */
export async function sendEvent(
	{ url, event, payload, warnings, asSiteGptDoes }: Sending,
	io: EndpointIo,
): Promise<SendItem> {
	const retryDelays = asSiteGptDoes ? SITEGPT.retryDelays : [];
	const delivered = await deliver(JSON.stringify(payload), retryDelays, io);
	return { ...delivered, event, payload, url, warnings };
}
