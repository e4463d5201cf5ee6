import { eventFor, type Payload } from '../../e2e/host/events.ts';
import { triggers, type Kind } from '../../e2e/host/triggers.ts';

export { kinds, type Kind } from '../../e2e/host/triggers.ts';

/** One event at SiteGPT, identified by its ID. */
export interface SentEvent {
	/** also the payload's threadId, or a lead's id */
	id: string;
	kind: Kind;
	payload: Payload;
}

export function newEvent(kind: Kind, id: string): SentEvent {
	return { id, kind, payload: eventFor(triggers[kind], id) };
}
