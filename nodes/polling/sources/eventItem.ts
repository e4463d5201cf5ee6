import type { ApiObject } from '../../api/pages';
import { createItem } from '../../events/createItem';
import type { SiteGptEvent } from '../../events/event';
import { parseEvent } from '../../events/parseEvent';
import type { Finding, Place } from '../core/source';

/**
 * The JSON of an item: what the webhook trigger of the event emits, plus the API's object.
 * @param data the event's data, as far as the API's object has it
 */
export function toEventItem(
	event: SiteGptEvent,
	data: Record<string, unknown>,
	{ key, object }: Finding,
	{ receivedAt, chatbotId }: Place,
): Record<string, unknown> {
	const known = Object.entries(data).filter(([, value]) => value !== undefined);
	const body = { event: event.name, data: { chatbotId, ...Object.fromEntries(known) } };
	const parsed = parseEvent(body, event);
	// Impossible: the event and a chatbot are given.
	if (parsed.type !== 'expected')
		throw new Error(`SiteGPT's object can't be read as ${event.name}`);
	const item = createItem(event, parsed, { idempotencyKey: key, receivedAt });
	return { ...item, api: object };
}

/** URLs can't contain these. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** The address of an object's page, in the form that SiteGPT's webhook documentation shows. */
export function toDashboardUrl(
	{ baseUrl, chatbotId }: Place,
	page: string,
	id: string | undefined,
): string | undefined {
	if (id === undefined) return undefined;
	const [chatbot, object] = [chatbotId, id].map((each) =>
		encodeURIComponent(each.replace(LONE_SURROGATE, '\ufffd')),
	);
	return `${baseUrl}/${chatbot}/${page}/${object}`;
}

/** The chatbot of an object, if SiteGPT says so. */
export function toChatbotId({ chatbotId }: ApiObject): unknown {
	return chatbotId === null || chatbotId === '' ? undefined : chatbotId;
}
