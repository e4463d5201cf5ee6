import type { SentPayload, SiteGptEvent } from '../../events/event';
import type { Mask } from '../../secrets/maskToken';

/** One value (or list of values) of a sample payload, and its field in the node. */
export interface SampleField {
	/** Unique within the event, such as `userEmail`. */
	name: string;
	/** In Title Case, such as "User Email". */
	displayName: string;
	/** Its path in `data`, such as `['user', 'email']`. */
	path: readonly string[];
	value: string | boolean | string[] | null;
}

const initialisms = ['Gpt', 'Id', 'Url'];

/** The fields of an event's sample, one for each value that is not itself an object. */
export function listSampleFields({ sample }: SiteGptEvent): SampleField[] {
	return collectLeaves(sample.data, []);
}

function collectLeaves(object: Record<string, unknown>, above: readonly string[]): SampleField[] {
	return Object.entries(object).flatMap(([key, value]) => {
		const path = [...above, key];
		if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
			return collectLeaves(value as Record<string, unknown>, path);
		}
		const words = path.flatMap((part) => part.split(/(?=[A-Z])/)).map(capitalize);
		const name = words.join('');
		return {
			name: name[0].toLowerCase() + name.slice(1),
			displayName: words
				.map((word) => (initialisms.includes(word) ? word.toUpperCase() : word))
				.join(' '),
			path,
			value: value as SampleField['value'],
		};
	});
}

function capitalize(word: string): string {
	return word[0].toUpperCase() + word.slice(1);
}

/** The parameter that holds an event's fields, such as `messageFields`. */
export function getFieldsName({ title }: SiteGptEvent): string {
	return `${title.toLowerCase()}Fields`;
}

/**
 * A payload with the fields in `values`. A field without a value is left out; an empty text becomes null.
 */
export function buildPayload(event: SiteGptEvent, values: Record<string, unknown>): SentPayload {
	const data: Record<string, unknown> = {};
	for (const { name, path } of listSampleFields(event)) {
		if (!Object.hasOwn(values, name)) continue;
		let parent = data;
		for (const key of path.slice(0, -1)) {
			parent = (parent[key] ??= {}) as Record<string, unknown>;
		}
		parent[path[path.length - 1]] = values[name] === '' ? null : values[name];
	}
	return { event: event.name, data } as SentPayload;
}

/** What the settings of a trigger may filter by. */
export interface Filtered {
	/** The sample's own ID, made unique, if it is empty. */
	chatbotId?: string;
	/** Only for events that have types. */
	type?: string;
}

/** What SiteGPT leaves out of a message of this type. */
const ABSENT: Record<string, string> = { USER_MESSAGE: 'answer', AGENT_MESSAGE: 'question' };

/** The sample with its ids made unique, so that no receiver treats it as a duplicate. */
export function makeUniqueSample(
	{ sample, types }: SiteGptEvent,
	suffix: string,
	{ chatbotId, type }: Filtered = {},
): SentPayload {
	const uniqueId = (id: string) =>
		chatbotId && id === sample.data.chatbotId ? chatbotId : `${id}_${suffix}`;
	const unique = JSON.parse(
		JSON.stringify(sample, (_, value: unknown) =>
			typeof value === 'string' ? value.replaceAll(/\btest_\w+/g, uniqueId) : value,
		),
	) as SentPayload;
	if (types && type !== undefined) {
		unique.data[types.field] = type;
		if (type in ABSENT) unique.data[ABSENT[type]] = null;
	}
	return unique;
}

/**
 * A whole payload as the user entered it. Any JSON can be sent: invalid payloads are part of testing an
 * endpoint.
 * @throws a message for the user if it isn't JSON; it quotes nothing that the mask would hide
 */
export function parsePayload(json: unknown, mask: Pick<Mask, 'text'>): unknown {
	if (typeof json !== 'string') return json;
	let problem: string;
	try {
		return JSON.parse(json);
	} catch (error) {
		// The message quotes a few characters, which may be half of a token.
		const quotesNoToken = mask.text(json) === json;
		problem = quotesNoToken ? (error as Error).message : 'check its quotes, commas, and brackets';
	}
	throw new Error(`The JSON is not valid: ${problem}`);
}
