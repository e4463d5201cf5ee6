import { idInLink } from './dashboardLink';

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
	return joined(texts, ids, checkedId);
}

/**
 * A path for a DELETE. A server or a proxy that decodes it twice could take some IDs for a part of the path,
 * and delete something else.
 * @throws a message for the user as {@link path} does, and if an ID contains a slash, a backslash, or a
 *   control character, or is a dot segment, also in percent-encoding
 */
export function pathToDelete(texts: TemplateStringsArray, ...ids: unknown[]): string {
	return joined(texts, ids, checkedIdToDelete);
}

function joined(
	texts: TemplateStringsArray,
	ids: readonly unknown[],
	check: (id: unknown, name: string) => string,
): string {
	return texts.reduce((before, text, index) => {
		const name = ID_NAMES[before.split('/').at(-2) ?? ''] ?? 'ID';
		return `${before}${encodeURIComponent(check(ids[index - 1], name))}${text}`;
	});
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

/**
 * An ID as text, without whitespace around it; taken out of a link to SiteGPT's dashboard.
 * @throws a message for the user if it is empty or could mean another object in a path
 */
export function checkedId(id: unknown, name = 'ID'): string {
	const entered = toIdText(id, name).trim();
	if (entered === '') throw new Error(`The ${name} is empty. Choose one, or enter its ID.`);
	const text = (idInLink(entered, name) ?? entered).trim();
	if (['', '.', '..'].includes(text) || LONE_SURROGATE.test(text)) {
		throw new Error(`"${text}" can't be a ${name}.`);
	}
	return text;
}

function checkedIdToDelete(id: unknown, name: string): string {
	const text = checkedId(id, name);
	const plain = fullyDecoded(text).trim();
	if (/[/\\\p{Cc}]/u.test(plain) || ['', '.', '..'].includes(plain)) {
		throw new Error(
			`"${text}" can't be a ${name} to delete: it could mean something else in a URL. Check the ID.`,
		);
	}
	return text;
}

/** Without percent-encoding, however often it was applied. */
function fullyDecoded(text: string): string {
	const once = text.replace(/%([0-7][\da-f])/gi, (_, code: string) =>
		String.fromCharCode(parseInt(code, 16)),
	);
	return once === text ? text : fullyDecoded(once);
}

function toIdText(id: unknown, name: string): string {
	if (typeof id === 'string') return id;
	if (typeof id === 'bigint' || Number.isSafeInteger(id)) return String(id);
	if (id === undefined || id === null) return '';
	const problem = Number.isInteger(id)
		? `${String(id)}, a number that may have lost its last digits. Pass it as text`
		: `${inBrief(id)}. Choose one, or enter its ID`;
	throw new Error(`The ${name} is ${problem}.`);
}

function inBrief(value: unknown): string {
	if (typeof value !== 'object') return String(value);
	return Array.isArray(value) ? 'a list' : 'an object';
}
