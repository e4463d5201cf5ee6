import type { SiteGptEvent } from '../../events/event';
import { generalAdvice } from './advice';
import type { Answer, Reply } from './answer';
import type { Subject } from './check';
import { looksInFront } from './inFront';
import { uniqueSample } from './payload';
import type { SentToken } from './post';
import { statusOf } from './status';

/** One request of a check, and how to judge the reply. */
export interface EndpointTest {
	case: string;
	/** True if SiteGPT's documentation requires it, false if it is only good practice. */
	required: boolean;
	token: SentToken;
	body: string;
	expected: string;
	/**
	 * What to do about the reply; null if the test passes.
	 * @param accepts whether the endpoint accepted the valid event, at least once
	 */
	advice(reply: Reply, accepts: boolean): string | null;
}

/**
 * Client errors that say nothing about the token or the payload: no such path, no such method, a proxy,
 * too slow, too early, too many.
 */
const NO_REFUSALS = [404, 405, 407, 408, 421, 425, 429];

/** The requests that show how an endpoint handles an event, in the order in which they are sent. */
export function testsFor(subject: Omit<Subject, 'url'>): EndpointTest[] {
	const { event, other, suffix, filtered } = subject;
	const valid = JSON.stringify(uniqueSample(event, suffix, filtered));
	return [
		{
			case: 'Valid event',
			required: true,
			token: 'right',
			body: valid,
			expected: '200',
			advice: (reply) => adviceOnValid(reply, event),
		},
		{
			case: 'Wrong token',
			required: true,
			token: 'wrong',
			body: valid,
			expected: '401',
			advice: (reply, accepts) =>
				adviceOnToken(
					reply,
					accepts,
					'The endpoint accepted a wrong token, so anyone who knows its URL can start the workflow. Compare the X-WEBHOOK-TOKEN header with the token, and answer 401 if they differ.',
				),
		},
		{
			case: 'No token',
			required: true,
			token: 'none',
			body: valid,
			expected: '401',
			advice: (reply, accepts) =>
				adviceOnToken(
					reply,
					accepts,
					'The endpoint accepted a request without a token, so anyone who knows its URL can start the workflow. Answer 401 if the X-WEBHOOK-TOKEN header is missing.',
				),
		},
		{
			case: 'Broken payload',
			required: false,
			token: 'right',
			body: JSON.stringify({ event: event.name, data: {} }),
			expected: '400',
			advice: (reply, accepts) =>
				adviceOnPayload(
					reply,
					accepts,
					'The endpoint accepted an event without its fields, so the workflow must handle missing data. Check the payload first, and answer 400 if a field is missing.',
				),
		},
		{
			case: 'Wrong event',
			required: false,
			token: 'right',
			body: JSON.stringify(uniqueSample(other, suffix, { chatbotId: filtered?.chatbotId })),
			expected: '400',
			advice: (reply, accepts) =>
				adviceOnPayload(
					reply,
					accepts,
					`The endpoint accepted ${other.name}, so the workflow must handle that event too. Check the event name first, and answer 400 to any other event.`,
				),
		},
		{
			case: 'Same event twice',
			required: false,
			token: 'right',
			body: valid,
			expected: '200',
			advice: adviceOnRepeat,
		},
	];
}

function adviceOnValid(reply: Reply, { types }: SiteGptEvent): string | null {
	if (isAnswer(reply)) {
		if (statusOf(reply) === 'ignored' && reply.statusCode === 200) {
			const filtered =
				'The trigger received the event, but its settings filtered it out, so no workflow started.';
			return types
				? `${filtered} Check Trigger On and Chatbot IDs: by default, this check sends a normal message, and an ID that starts with test_. Set its Chatbot ID and Message Type to what the trigger accepts.`
				: `${filtered} Check Chatbot IDs: by default, this check sends an ID that starts with test_. Set its Chatbot ID to one that the trigger accepts.`;
		}
		if (reply.statusCode === 200) return null;
		if ([401, 403].includes(reply.statusCode) && !looksInFront(reply)) {
			return 'The endpoint rejected the token. Choose the credential that the trigger uses, or enter the same token in this one.';
		}
		if (isWrongEvent(reply)) {
			return "The trigger at this URL doesn't accept this event. Choose the event that it accepts, or enter the URL of the trigger for this one.";
		}
	}
	return generalAdvice(reply);
}

function adviceOnToken(reply: Reply, accepts: boolean, ifAccepted: string): string | null {
	if (!isAnswer(reply)) return generalAdvice(reply);
	if (reply.statusCode >= 200 && reply.statusCode < 300) return ifAccepted;
	const isUnauthorized = [401, 403].includes(reply.statusCode) && !looksInFront(reply);
	if (isUnauthorized || (isRefusal(reply) && accepts)) return null;
	if (isRefusal(reply) && !looksInFront(reply)) return sameAsValid('how it checks the token');
	return generalAdvice(reply);
}

function adviceOnPayload(reply: Reply, accepts: boolean, ifAccepted: string): string | null {
	if (!isAnswer(reply)) return generalAdvice(reply);
	if (statusOf(reply) === 'ignored' && isOk(reply)) return null;
	if (reply.statusCode >= 200 && reply.statusCode < 300) return ifAccepted;
	if (!isRefusal(reply) || (looksInFront(reply) && !accepts)) return generalAdvice(reply);
	return accepts ? null : sameAsValid('how it checks payloads');
}

function adviceOnRepeat(reply: Reply, accepts: boolean): string | null {
	if (!isAnswer(reply)) return generalAdvice(reply);
	if (isOk(reply)) {
		return statusOf(reply) === 'ignored'
			? "The trigger's settings filtered the event out, so the check can't tell how it handles repeats. Fix the valid event first."
			: null;
	}
	if (isRefusal(reply) && !looksInFront(reply)) {
		return accepts
			? `The endpoint answered ${reply.statusCode} to an event that it had accepted before, so SiteGPT would retry it. Answer 200 to repeats too.`
			: sameAsValid('how it handles repeats');
	}
	return generalAdvice(reply);
}

/** An endpoint that also rejects valid events may have another reason. */
function sameAsValid(what: string): string {
	return `The endpoint didn't accept the valid event either, so this answer says nothing about ${what}. Fix the valid event first.`;
}

function isRefusal({ statusCode }: Answer): boolean {
	return statusCode >= 400 && statusCode < 500 && !NO_REFUSALS.includes(statusCode);
}

/** Whether SiteGPT would accept the reply. */
export function isOk(reply: Reply): boolean {
	return isAnswer(reply) && reply.statusCode === 200;
}

function isAnswer(reply: Reply): reply is Answer {
	return !('error' in reply);
}

function isWrongEvent({ statusCode, body }: Answer): boolean {
	return (
		statusCode === 400 &&
		typeof body === 'object' &&
		body !== null &&
		'error' in body &&
		body.error === 'Wrong event'
	);
}
