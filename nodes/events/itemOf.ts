import type { Receipt, SiteGptEvent } from './event';
import type { ParsedEvent } from './parseEvent';

/** The item of an event: its typed fields and, if something doesn't fit, what was sent. */
export function itemOf(
	event: SiteGptEvent,
	{ payload, sent, issues }: ParsedEvent & { is: 'expected' },
	receipt: Receipt,
): object {
	const item = event.toItem(payload, sent, receipt);
	return issues.length > 0 ? { ...item, issues, payload: sent } : item;
}
