import * as z from 'zod/v4';
import { deliver, deliverySchema, SITEGPT, type World } from './delivery';

/** What sending a test event emits. */
export const sendSchema = z.object({
	...deliverySchema.shape,
	event: z.string().describe('The event that was sent'),
	payload: z.unknown().meta({ type: 'object' }).describe('What was sent, without tokens'),
	url: z.string().describe('The URL that it was sent to'),
	warnings: z.array(z.string()).describe('Reasons why SiteGPT would not deliver to this URL'),
});

/** What sending emits: the delivery, and what was sent to which URL. */
export type SendItem = z.infer<typeof sendSchema>;

/** What to send, and how: once, or with the retries of SiteGPT. */
export interface Sending {
	url: string;
	event: string;
	payload: unknown;
	warnings: string[];
	asSiteGptDoes: boolean;
}

/**
 * Sends a test event and returns the item to emit, even if the endpoint rejects it or fails.
 * Only throws what `world` throws, for example when the execution is canceled.
 */
export async function send(
	{ url, event, payload, warnings, asSiteGptDoes }: Sending,
	world: World,
): Promise<SendItem> {
	const retryDelays = asSiteGptDoes ? SITEGPT.retryDelays : [];
	const delivery = await deliver(JSON.stringify(payload), retryDelays, world);
	return { ...delivery, event, payload, url, warnings };
}
