/** The most characters of a reason that are shown. */
export const MAX_REASON_CHARACTERS = 300;

/** The most characters of a body that are searched for a reason. */
const MAX_SEARCHED_CHARACTERS = 20_000;

/** How deep a reason may be nested in JSON. */
const MAX_REASON_DEPTH = 4;

/** Where APIs, gateways, and RFC 9457 put the reason of a failure, the most telling first. In lower case. */
const REASON_FIELDS = [
	...['message', 'detail', 'error_description', 'errormessage', 'error_message', 'faultstring'],
	...['error', 'errors', 'fault', 'title', 'reason', 'description', 'msg', 'code', 'data'],
];

/**
 * Why a request was refused, in the words of the answer: of JSON in any of the usual forms, the title of a web
 * page, or the first words of another text.
 * @returns one line of at most {@link MAX_REASON_CHARACTERS} characters; undefined if there is no such text
 */
export function reasonIn(body: unknown): string | undefined {
	return toPlainWords(find(body, MAX_REASON_DEPTH) ?? '') || undefined;
}

/** The first words of JSON that {@link reasonIn} finds no reason in; undefined if it is empty. */
export function getFirstWords(body: unknown): string | undefined {
	const isEmpty = typeof body === 'object' && Object.keys(body ?? {}).length === 0;
	return isEmpty || typeof body === 'string'
		? undefined
		: toPlainWords(JSON.stringify(body) ?? '') || undefined;
}

function find(value: unknown, levels: number): string | undefined {
	if (typeof value === 'string') return value.trim() === '' ? undefined : value;
	if (levels === 0 || typeof value !== 'object' || value === null) return undefined;
	if (Array.isArray(value)) return joined(value.map((entry) => find(entry, levels - 1)));
	const fields = new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]));
	for (const name of REASON_FIELDS) {
		const field = fields.get(name);
		const reason =
			find(field, levels - 1) ?? (name === 'errors' ? findByField(field, levels - 1) : undefined);
		if (reason === undefined) continue;
		const title = name === 'detail' ? find(fields.get('title'), 1) : undefined;
		return title === undefined ? reason : `${title}: ${reason}`;
	}
	return undefined;
}

/** For example `{email: ["is missing"]}`. */
function findByField(fields: unknown, levels: number): string | undefined {
	if (typeof fields !== 'object' || fields === null) return undefined;
	return joined(
		Object.entries(fields).map(([name, field]) => {
			const reason = find(field, levels);
			return reason === undefined ? undefined : `${name}: ${reason}`;
		}),
	);
}

function joined(reasons: Array<string | undefined>): string | undefined {
	const known = [...new Set(reasons.filter((reason) => reason !== undefined))];
	return known.length === 0 ? undefined : known.slice(0, 3).join('; ');
}

/** Whether a text is a web page or XML, of which nobody wants to read the tags. */
export function isMarkup(text: unknown): boolean {
	return typeof text === 'string' && /^\s*<[!?a-z]/i.test(text);
}

/** A text in one line without tags and invisible characters, cut after {@link MAX_REASON_CHARACTERS}. */
export function toPlainWords(text: string, longest = MAX_REASON_CHARACTERS): string {
	const searched = text.slice(0, MAX_SEARCHED_CHARACTERS);
	const words = (isMarkup(searched) ? withoutTags(searched) : searched)
		.replace(/[\p{Cc}\s]+/gu, ' ')
		.replace(/[\p{Cf}\p{Cs}]/gu, '')
		.trim();
	const characters = [...words];
	return characters.length > longest ? `${characters.slice(0, longest).join('')}...` : words;
}

function withoutTags(html: string): string {
	const [, title = ''] = /<title\b[^>]*>([^]*?)<\/title/i.exec(html) ?? [];
	const shown = html.replace(/<!--[^]*?-->|<(script|style|head)\b[^]*?<\/\1\s*>/gi, ' ');
	const text = shown.replace(/<[^>]*(>|$)/g, ' ');
	const words = title.trim() === '' ? text : title;
	return words.replace(/&(#\d{1,7}|#x[\da-f]{1,6}|\w{2,8});/gi, (entity, name: string) =>
		decodeEntity(name.toLowerCase(), entity),
	);
}

const ENTITIES: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
};

function decodeEntity(name: string, entity: string): string {
	if (!name.startsWith('#')) return ENTITIES[name] ?? entity;
	const point = name.startsWith('#x') ? parseInt(name.slice(2), 16) : Number(name.slice(1));
	return point <= 0x10ffff ? String.fromCodePoint(point) : entity;
}
