import type { SiteGptEvent } from '../events/event';
import { settingsOf } from '../events/event';
import type { Issue } from '../events/issues';

/** What a sender is told. SiteGPT looks at the status alone: 200, or it tries again. */
export interface Answer {
	status: number;
	body: Record<string, unknown>;
}

/** The workflow is started. */
export const accepted: Answer = { status: 200, body: { status: 'accepted' } };

/** The settings filter this event, or nobody knows it: SiteGPT need not try again. */
export const ignored: Answer = { status: 200, body: { status: 'ignored' } };

/** The event was accepted before. */
export const duplicate: Answer = { status: 200, body: { status: 'duplicate' } };

/**
 * The event is being accepted by another request: SiteGPT asks again, and is told then what
 * became of it.
 */
export const pending: Answer = { status: 503, body: { status: 'pending' } };

/** No token, or a wrong one; says no more, since strangers read it. */
export const unauthorized: Answer = { status: 401, body: { error: 'Unauthorized' } };

/** Also given to strangers, so it says nothing of what is amiss. n8n's log does. */
export const unavailable: Answer = { status: 503, body: { error: 'Service Unavailable' } };

/** The payload fails its schema. The issues repeat no value of it. */
export function invalidPayload(issues: readonly Issue[]): Answer {
	return { status: 400, body: { error: 'Invalid payload', issues } };
}

/** For a URL that stands in the wrong one of SiteGPT's settings. */
export function wrongEvent(got: SiteGptEvent, taken: SiteGptEvent): Answer {
	const message =
		`This URL takes ${taken.name} and belongs into "${settingsOf(taken).url}" of SiteGPT's Settings > Webhooks. ` +
		`For ${got.name}, add a SiteGPT ${got.title} Trigger to a workflow and enter its URL as "${settingsOf(got).url}".`;
	return { status: 400, body: { error: 'Wrong event', got: got.name, taken: taken.name, message } };
}
