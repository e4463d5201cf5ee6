/** What an access token may do, as SiteGPT names it. */
export type Scope = `${
	'account' | 'chatbots' | 'conversations' | 'knowledge' | 'leads'}:${'read' | 'write' | 'delete'}`;

type QueryValue = string | number | boolean | readonly string[] | null | undefined;

/** A call to SiteGPT's API, without the address and the token. */
export interface ApiRequest {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Below the version; made with {@link path}. */
	path: string;
	/** v2 by default. v0 is SiteGPT's older API, which takes the account API key. */
	version?: 'v0';
	/** Undefined, null, and empty values are left out; a list repeats its key. */
	query?: Record<string, QueryValue>;
	/** JSON. A POST or PATCH without one sends `{}`, because SiteGPT rejects a missing body. */
	body?: object;
	/** What the token must be allowed to do. */
	scope?: Scope;
	/** Whether sending it again changes nothing more. GET always is. */
	isIdempotent?: boolean;
	/** Whether to retry if that may help; true by default. */
	isRetried?: boolean;
	/** How long to wait for the answer, in milliseconds; 30 s by default. */
	timeout?: number;
}

/**
 * A path with encoded IDs, for example path`/chatbots/${chatbotId}/leads`.
 * @throws a message for the user if an ID is empty or would change which object the path means: a DELETE
 *   with ".." would delete the parent object
 */
export function path(texts: TemplateStringsArray, ...ids: unknown[]): string {
	return texts.reduce(
		(before, text, index) =>
			index === 0 ? text : before + segmentOf(ids[index - 1], before) + text,
		'',
	);
}

/** The path of a request with its query. */
export function pathWithQuery({ path: base, query = {} }: ApiRequest): string {
	const parameters = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value === undefined || value === null || value === '') continue;
		for (const one of [value].flat()) parameters.append(name, String(one));
	}
	const text = parameters.toString();
	return text === '' ? base : `${base}?${text}`;
}

/** By the segment that comes before the ID. */
const ID_NAMES: Record<string, string> = {
	chatbots: 'chatbot ID',
	conversations: 'conversation ID',
	documents: 'document ID',
	leads: 'lead ID',
};

/** URLs can't contain these. */
const LONE_SURROGATE = /\p{Surrogate}/u;

function segmentOf(id: unknown, before: string): string {
	return encodeURIComponent(checkedId(id, ID_NAMES[before.split('/').at(-2) ?? '']));
}

/**
 * An ID as text, without whitespace around it.
 * @throws a message for the user if it is empty or could mean another object in a path
 */
export function checkedId(id: unknown, name = 'ID'): string {
	const text = typeof id === 'string' || typeof id === 'number' ? String(id).trim() : '';
	if (text === '') throw new Error(`The ${name} is empty. Choose one, or enter its ID.`);
	if (text === '.' || text === '..' || LONE_SURROGATE.test(text)) {
		throw new Error(`"${text}" can't be a ${name}.`);
	}
	return text;
}
