import type { EventPayload, SiteGptEvent } from './event';
import { describeIssue, issuesOf, type Issue } from './issues';

/** What a request body turns out to be, for somebody who expects one kind of event. */
export type Reading<Payload extends EventPayload = EventPayload> =
	/** `sent` is what SiteGPT sent, `payload` the same with absent optional fields filled in. */
	| { is: 'valid'; payload: Payload; sent: EventPayload }
	| { is: 'invalid'; event: string | null; issues: Issue[]; sent: unknown }
	| { is: 'tooDeep'; issues: Issue[] }
	/** An event of another SiteGPT webhook. */
	| { is: 'foreign'; event: SiteGptEvent }
	/** An event name that no SiteGPT document knows. */
	| { is: 'unknown'; event: string };

/** Deeper than any form or conversation, and shallow enough for everything that handles it recursively. */
const MOST_LEVELS = 100;

/**
 * Reads parsed JSON, whatever it is, as the event `expected`, knowing that `all` exist.
 * Never throws.
 */
export function read<Payload extends EventPayload>(
	body: unknown,
	expected: SiteGptEvent<Payload>,
	all: readonly SiteGptEvent[],
): Reading<Payload> {
	if (isDeeperThan(body, MOST_LEVELS)) {
		const message = `Expected at most ${MOST_LEVELS} levels of nesting`;
		return { is: 'tooDeep', issues: [{ path: '', message }] };
	}
	const sent = withoutPrototypeFields(body);
	const event = eventName(sent);
	if (event !== null && event !== expected.name) {
		const foreign = all.find(({ name }) => name === event);
		return foreign ? { is: 'foreign', event: foreign } : { is: 'unknown', event };
	}
	const { data, error } = expected.payloadSchema.safeParse(sent, { error: describeIssue });
	return error
		? { is: 'invalid', event, issues: issuesOf(error.issues), sent }
		: { is: 'valid', payload: data, sent: sent as EventPayload };
}

function eventName(body: unknown): string | null {
	if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'event')) return null;
	const { event } = body as { event: unknown };
	return typeof event === 'string' ? event : null;
}

function isDeeperThan(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (levels === 0) return true;
	return Object.values(value).some((field) => isDeeperThan(field, levels - 1));
}

/**
 * The same JSON without fields called `__proto__`: whoever copies such an object field by field (n8n
 * does) would change the copy's prototype. Gives back the very same object where there is none.
 */
function withoutPrototypeFields(value: unknown): unknown {
	if (!hasPrototypeField(value)) return value;
	if (Array.isArray(value)) return value.map(withoutPrototypeFields);
	return Object.fromEntries(
		Object.entries(value as object)
			.filter(([name]) => name !== '__proto__')
			.map(([name, field]) => [name, withoutPrototypeFields(field)]),
	);
}

function hasPrototypeField(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasPrototypeField);
}
