import { MAX_LEVELS, toStorable } from '../json/storable';
import { allEvents } from './all';
import type { SentPayload, SiteGptEvent, TypedPayload } from './event';
import { isObject, orNull, requiredText } from './fields';
import { describeIssue, type Issue, listIssues, MAX_ISSUES } from './issues';

/** What a request body is, compared with the expected event. */
export type ParsedEvent<Payload extends TypedPayload = TypedPayload> =
	/**
	 * The expected event. `payload` is what could be read of it, `sent` what SiteGPT sent, and `issues`
	 * is empty unless something doesn't fit.
	 */
	| { type: 'expected'; payload: Payload; sent: SentPayload; issues: Issue[] }
	/** Not an object, or without an event, data, or the chatbot's ID. */
	| { type: 'invalid'; issues: Issue[] }
	/** An event of another SiteGPT webhook. */
	| { type: 'foreign'; event: SiteGptEvent }
	/** An event that SiteGPT doesn't document. `chatbotId` is null if it can't be read. */
	| { type: 'unknown'; name: string; chatbotId: string | null; sent: object };

const { chatbotId: readableChatbotId } = orNull({ chatbotId: requiredText });

/**
 * Parses any JSON as the event `expected`. Never throws.
 * @param body as {@link parseExactJson} gives it
 */
export function parseEvent<Payload extends TypedPayload>(
	body: unknown,
	expected: SiteGptEvent<Payload>,
): ParsedEvent<Payload> {
	const { json: sent, isTooDeep } = toStorable(body);
	const event = eventName(sent);
	if (event !== null && event !== expected.name) {
		const foreign = allEvents.find(({ name }) => name === event);
		if (foreign) return { type: 'foreign', event: foreign };
		const { data } = withChatbotId(sent) as Record<string, unknown>;
		const chatbotId = isObject(data) ? readableChatbotId.parse(data.chatbotId) : null;
		return { type: 'unknown', name: event, chatbotId, sent: sent as object };
	}
	const placed = withChatbotId(sent);
	const missing = whatIsMissing(placed, event);
	if (missing.length > 0) return { type: 'invalid', issues: missing };

	const strict = expected.payloadSchema.safeParse(placed, { error: describeIssue });
	const payload = strict.success ? strict.data : expected.readableSchema.parse(placed);
	const issues = strict.success ? [] : listIssues(strict.error.issues);
	const all = isTooDeep ? [tooDeep, ...issues] : issues;
	return { type: 'expected', payload, sent: sent as SentPayload, issues: all.slice(0, MAX_ISSUES) };
}

const tooDeep: Issue = {
	path: '',
	message: `More than ${MAX_LEVELS} levels deep: the levels below are passed on as JSON text`,
};

function eventName(body: unknown): string | null {
	if (!isObject(body) || !Object.hasOwn(body, 'event')) return null;
	const { event } = body;
	if (typeof event === 'number') return String(event);
	return typeof event === 'string' && event !== '' ? event : null;
}

/**
 * A body with the chatbot's ID in `data`. SiteGPT's documentation has it there in its samples, and next to `data` where
 * it validates them.
 */
export function withChatbotId(body: unknown): unknown {
	if (!isObject(body) || !isObject(body.data) || !isEmpty(body.data.chatbotId)) return body;
	const { chatbotId, data, ...others } = body;
	return isEmpty(chatbotId) ? body : { ...others, data: { ...(data as object), chatbotId } };
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** Source: https://sitegpt.ai/docs/developers/webhooks ("Validate payloads") */
function whatIsMissing(body: unknown, event: string | null): Issue[] {
	if (!isObject(body)) return [{ path: '', message: 'Invalid: expected a JSON object' }];
	const issues: Issue[] = [];
	if (event === null) {
		issues.push({ path: 'event', message: 'Missing: expected the name of a SiteGPT event' });
	}
	if (!isObject(body.data)) {
		issues.push({ path: 'data', message: 'Missing: expected an object' });
	} else if (isEmpty(body.data.chatbotId)) {
		issues.push({ path: 'data.chatbotId', message: 'Missing: expected text' });
	}
	return issues;
}
