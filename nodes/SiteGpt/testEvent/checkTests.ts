import type { SiteGptEvent } from '../../events/event';
import { getGeneralAdvice } from './advice';
import { type EndpointResponse, type PostResult, readStatus } from './endpoint';
import type { SentToken } from './headerToken';
import { type Filtered, makeUniqueSample } from './payload';
import { isProxyPage } from './proxyPage';

/** What to check. */
export interface Subject {
	/** As the items show it. */
	url: string;
	event: SiteGptEvent;
	/** An event that the endpoint is not for. */
	other: SiteGptEvent;
	/** Makes the IDs of this run unique. */
	suffix: string;
	/** What the endpoint's filters accept. */
	filtered?: Filtered;
}

/** One request of a check, and how to judge the result. */
interface EndpointTest {
	case: string;
	/** True if SiteGPT's documentation requires it, false if it is only good practice. */
	required: boolean;
	token: SentToken;
	body: string;
	expected: string;
	/**
	 * What to do about the result; null if the test passes.
	 * @param accepts whether the endpoint accepted the valid event, at least once
	 */
	advice(result: PostResult, accepts: boolean): string | null;
}

/**
 * Client errors that say nothing about the token or the payload: no such path, no such method, a proxy,
 * too slow, too early, too many.
 */
const NO_REFUSALS = [404, 405, 407, 408, 421, 425, 429];

/** The requests that show how an endpoint handles an event, in the order in which they are sent. */
export function createTests(subject: Omit<Subject, 'url'>): EndpointTest[] {
	const { event, other, suffix, filtered } = subject;
	const valid = JSON.stringify(makeUniqueSample(event, suffix, filtered));
	return [
		{
			case: 'Valid event',
			required: true,
			token: 'right',
			body: valid,
			expected: '200',
			advice: (result) => adviseOnValid(result, event),
		},
		{
			case: 'Wrong token',
			required: true,
			token: 'wrong',
			body: valid,
			expected: '401',
			advice: (result, accepts) =>
				adviseOnToken(
					result,
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
			advice: (result, accepts) =>
				adviseOnToken(
					result,
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
			advice: (result, accepts) =>
				adviseOnPayload(
					result,
					accepts,
					'The endpoint accepted an event without its fields, so the workflow must handle missing data. Check the payload first, and answer 400 if a field is missing.',
				),
		},
		{
			case: 'Wrong event',
			required: false,
			token: 'right',
			body: JSON.stringify(makeUniqueSample(other, suffix, { chatbotId: filtered?.chatbotId })),
			expected: '400',
			advice: (result, accepts) =>
				adviseOnPayload(
					result,
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
			advice: adviseOnRepeat,
		},
	];
}

function adviseOnValid(result: PostResult, { types }: SiteGptEvent): string | null {
	if (isResponse(result)) {
		if (readStatus(result) === 'ignored' && result.statusCode === 200) {
			const filtered =
				'The trigger received the event, but its settings filtered it out, so no workflow started.';
			return types
				? `${filtered} Check Trigger On and Chatbot IDs: by default, this check sends a normal message, and an ID that starts with test_. Set its Chatbot ID and Message Type to what the trigger accepts.`
				: `${filtered} Check Chatbot IDs: by default, this check sends an ID that starts with test_. Set its Chatbot ID to one that the trigger accepts.`;
		}
		if (result.statusCode === 200) return null;
		if ([401, 403].includes(result.statusCode) && !isProxyPage(result)) {
			return 'The endpoint rejected the token. Choose the credential that the trigger uses, or enter the same token in this one.';
		}
		if (isWrongEvent(result)) {
			return "The trigger at this URL doesn't accept this event. Choose the event that it accepts, or enter the URL of the trigger for this one.";
		}
	}
	return getGeneralAdvice(result);
}

function adviseOnToken(result: PostResult, accepts: boolean, ifAccepted: string): string | null {
	if (!isResponse(result)) return getGeneralAdvice(result);
	if (result.statusCode >= 200 && result.statusCode < 300) return ifAccepted;
	const isUnauthorized = [401, 403].includes(result.statusCode) && !isProxyPage(result);
	if (isUnauthorized || (isRefusal(result) && accepts)) return null;
	if (isRefusal(result) && !isProxyPage(result))
		return adviseOnRejectedValid('how it checks the token');
	return getGeneralAdvice(result);
}

function adviseOnPayload(result: PostResult, accepts: boolean, ifAccepted: string): string | null {
	if (!isResponse(result)) return getGeneralAdvice(result);
	if (readStatus(result) === 'ignored' && isOk(result)) return null;
	if (result.statusCode >= 200 && result.statusCode < 300) return ifAccepted;
	if (!isRefusal(result) || (isProxyPage(result) && !accepts)) return getGeneralAdvice(result);
	return accepts ? null : adviseOnRejectedValid('how it checks payloads');
}

function adviseOnRepeat(result: PostResult, accepts: boolean): string | null {
	if (!isResponse(result)) return getGeneralAdvice(result);
	if (isOk(result)) {
		return readStatus(result) === 'ignored'
			? "The trigger's settings filtered the event out, so the check can't tell how it handles repeats. Fix the valid event first."
			: null;
	}
	if (isRefusal(result) && !isProxyPage(result)) {
		return accepts
			? `The endpoint answered ${result.statusCode} to an event that it had accepted before, so SiteGPT would retry it. Answer 200 to repeats too.`
			: adviseOnRejectedValid('how it handles repeats');
	}
	return getGeneralAdvice(result);
}

/** An endpoint that also rejects valid events may have another reason. */
function adviseOnRejectedValid(what: string): string {
	return `The endpoint didn't accept the valid event either, so this response says nothing about ${what}. Fix the valid event first.`;
}

function isRefusal({ statusCode }: EndpointResponse): boolean {
	return statusCode >= 400 && statusCode < 500 && !NO_REFUSALS.includes(statusCode);
}

/** Whether SiteGPT would accept the result. */
export function isOk(result: PostResult): boolean {
	return isResponse(result) && result.statusCode === 200;
}

function isResponse(result: PostResult): result is EndpointResponse {
	return !('error' in result);
}

function isWrongEvent({ statusCode, body }: EndpointResponse): boolean {
	return (
		statusCode === 400 &&
		typeof body === 'object' &&
		body !== null &&
		'error' in body &&
		body.error === 'Wrong event'
	);
}
