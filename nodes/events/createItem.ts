import type { Receipt, SentPayload, SiteGptEvent } from './event';
import { type ParsedEvent, withChatbotId } from './parseEvent';

/** What a trigger emits for an event that this version doesn't know, with Simplify on. */
interface UnknownEventItem extends Receipt {
	/** The name of the event. */
	event: string;
	chatbotId: string | null;
	/** Exactly what was sent. */
	payload: object;
}

/**
 * The item of an event: its typed fields and, if something doesn't fit, what was sent. Of an unknown event, an
 * {@link UnknownEventItem}.
 */
export function createItem(
	event: SiteGptEvent,
	parsed: ParsedEvent & { type: 'expected' | 'unknown' },
	receipt: Receipt,
): object {
	const { sent } = parsed;
	if (parsed.type === 'unknown') {
		const { name, chatbotId } = parsed;
		return { event: name, chatbotId, payload: sent, ...receipt } satisfies UnknownEventItem;
	}
	const item = event.toItem(parsed.payload, withChatbotId(sent) as SentPayload, receipt);
	return parsed.issues.length > 0 ? { ...item, issues: parsed.issues, payload: sent } : item;
}
