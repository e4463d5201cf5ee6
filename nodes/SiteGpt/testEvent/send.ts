import * as z from 'zod/v4';
import type { SiteGptEvent } from '../../events/event';
import { deliver, deliverySchema, SITEGPT, type World } from './delivery';

/** What sending a test event emits. */
export const sendSchema = z.object({
	...deliverySchema.shape,
	payload: z.unknown().meta({ type: 'object' }).describe('What was sent'),
	url: z.string(),
	warnings: z.array(z.string()).describe('Where SiteGPT itself would do otherwise'),
});

/** What sending emits: the delivery, and what was sent where. */
export type SendItem = z.infer<typeof sendSchema>;

/** What to send, and how: once, or with the retries of SiteGPT. */
export interface Sending {
	url: string;
	payload: unknown;
	warnings: string[];
	asSiteGptDoes: boolean;
}

/**
 * Sends a test event and gives the item to emit; an endpoint that refuses or fails is part of that.
 * Throws only what `world` throws, as when the execution is cancelled.
 */
export async function send(
	{ url, payload, warnings, asSiteGptDoes }: Sending,
	world: World,
): Promise<SendItem> {
	const retryDelays = asSiteGptDoes ? SITEGPT.retryDelays : [];
	const delivery = await deliver(JSON.stringify(payload), retryDelays, world);
	return { ...delivery, payload, url, warnings };
}

/**
 * The event of a name, as an expression may give it.
 * @throws a sentence that lists the names, where there is none of this name
 */
export function eventNamed(name: unknown, all: readonly SiteGptEvent[]): SiteGptEvent {
	const event = all.find((known) => known.name === name);
	if (event) return event;
	const names = all.map((known) => known.name).join(', ');
	throw new Error(`The Event "${String(name)}" is not known: use one of ${names}`);
}
