import { getSiteGptSettings, type SiteGptEvent } from '../../events/event';
import type { Issue } from '../../events/issues';
import { TOKEN_HEADER } from '../../webhookToken/token';
import { MAX_WAITING } from './batches';
import type { LogEntry } from './refusalLog';

/** The response to a sender. SiteGPT only looks at the status: unless it is 200, SiteGPT retries. */
export interface Answer {
	status: number;
	body: Record<string, unknown>;
	/** The line for n8n's log. Anybody can send a request, so the body may say less. */
	log?: LogEntry;
}

export const accepted: Answer = { status: 200, body: { status: 'accepted' } };

/** The event was accepted before. */
export const duplicate: Answer = { status: 200, body: { status: 'duplicate' } };

/** Another request is still storing the event. SiteGPT retries and then gets the result. */
export const pending: Answer = { status: 503, body: { status: 'pending' } };

/** The node's settings filter this event. */
export function filtered(setting: 'Chatbot IDs' | 'Trigger On'): Answer {
	return {
		status: 200,
		body: { status: 'ignored' },
		log: {
			level: 'info',
			reason: `filtered by ${setting}`,
			message: `Ignored an event that ${setting} filters out. To start the workflow for such events, change ${setting} in the node.`,
		},
	};
}

/** A name that can't change the line of the log that it is in. */
const PLAIN_NAME = /^[A-Za-z0-9_.:-]{1,60}$/;

/**
 * SiteGPT doesn't document this event, so a retry wouldn't help.
 * @param name undefined if it must not be shown
 */
export function unknownEvent(name: string | undefined): Answer {
	const isPlain = name !== undefined && PLAIN_NAME.test(name);
	const event = isPlain ? `the event ${name}` : "an event whose name can't be printed";
	return {
		status: 200,
		body: { status: 'ignored' },
		log: {
			level: 'warn',
			reason: 'unknown event',
			message: `Ignored ${event}, because this version does not know it. If SiteGPT sends a new kind of event, update n8n-nodes-sitegpt or open an issue for it. To start the workflow for such events, set On Unknown Event to Emit in the node.`,
		},
	};
}

/** No token, or a wrong one. The body says no more, since anybody may read it. */
export function unauthorized(why: 'missing' | 'wrong' | 'unset', event: SiteGptEvent): Answer {
	const setting = `Settings > Webhooks > ${getSiteGptSettings(event).token}`;
	const messages = {
		missing: `Rejected a delivery with 401 because it has no ${TOKEN_HEADER} header. If SiteGPT sent it, enter the credential's token in SiteGPT under ${setting}, and make sure that no proxy removes the header.`,
		wrong: `Rejected a delivery with 401 because its token is not the credential's. If SiteGPT sent it, enter the same token in the credential and in SiteGPT under ${setting}.`,
		unset: `Rejected a delivery with 401 because the node's credential has no token, or only n8n's placeholder for one. Enter the token of SiteGPT's ${setting} in the credential.`,
	};
	return {
		status: 401,
		body: { error: 'Unauthorized' },
		log: { level: 'warn', reason: `token ${why}`, message: messages[why] },
	};
}

/** The body isn't JSON. */
export function notJson(contentType: string | undefined): Answer {
	const got = contentType === undefined ? 'no usable content type' : `content type ${contentType}`;
	const message = `The body is not JSON (${got}). Send JSON with content type application/json.`;
	return {
		status: 400,
		body: { error: 'Invalid payload', issues: [{ path: '', message }] },
		log: {
			level: 'warn',
			reason: 'not JSON',
			message: `Rejected a delivery with 400 because its body is not JSON (${got}). SiteGPT sends application/json: check what sent it, and whether a proxy changes it.`,
		},
	};
}

/** The payload isn't recognizable as an event. The issues don't repeat any value of it. */
export function invalidPayload(issues: readonly Issue[]): Answer {
	return {
		status: 400,
		body: { error: 'Invalid payload', issues },
		log: {
			level: 'warn',
			reason: 'invalid payload',
			message: `Rejected a delivery with 400 because it isn't a SiteGPT event (${summary(issues)}). Check what sent it.`,
		},
	};
}

/** The payload has issues, and On Invalid Payload is Reject. */
export function rejectedPayload(issues: readonly Issue[]): Answer {
	return {
		status: 400,
		body: { error: 'Invalid payload', issues },
		log: {
			level: 'warn',
			reason: 'rejected payload',
			message: `Rejected an event with 400 because some of its fields are missing or invalid (${summary(issues)}). To start the workflow anyway, set On Invalid Payload to Emit With Issues in the node.`,
		},
	};
}

/** Paths contain names of fields that this package defines, and no values. */
function summary([first, ...others]: readonly Issue[]): string {
	const { path, message } = first;
	const more = others.length > 0 ? `, and ${others.length} more` : '';
	return `${path ? `${path}: ` : ''}${message}${more}`;
}

/** The URL is in the wrong one of SiteGPT's settings. */
export function wrongEvent(got: SiteGptEvent, expected: SiteGptEvent): Answer {
	const message =
		`This URL only accepts ${expected.name}. In SiteGPT, enter it under Settings > Webhooks > ${getSiteGptSettings(expected).url}. ` +
		`For ${got.name}, add a SiteGPT ${got.title} Trigger to a workflow and enter its URL under Settings > Webhooks > ${getSiteGptSettings(got).url}.`;
	return {
		status: 400,
		body: { error: 'Wrong event', got: got.name, expected: expected.name, message },
		log: {
			level: 'warn',
			reason: 'wrong event',
			message: `Rejected a delivery of ${got.name} with 400. ${message}`,
		},
	};
}

/** The event isn't stored, because the execution that it shares with others isn't. */
export const notStored: Answer = { status: 503, body: { error: 'Service Unavailable' } };

/** Too many events are waiting for a shared execution. */
export const tooManyWaiting: Answer = {
	status: 503,
	body: { error: 'Service Unavailable' },
	log: {
		level: 'warn',
		reason: 'too many waiting',
		message: `Answered a delivery with 503, so SiteGPT retries it: ${MAX_WAITING} events are waiting for n8n to store an execution. If this happens often, increase Max Events per Execution, or use queue mode.`,
	},
};

/** Something in n8n failed. The body doesn't say what, since anybody may read it. */
export function unavailable(error: unknown): Answer {
	return {
		status: 503,
		body: { error: 'Service Unavailable' },
		log: {
			level: 'error',
			reason: 'unavailable',
			message: `Failed to process a delivery; SiteGPT was asked to retry it. Check the node's credential and settings: ${(error as Error)?.message}`,
		},
	};
}
