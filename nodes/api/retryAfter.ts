/**
 * How long a response asks to wait, in milliseconds; undefined if it doesn't say, or not in a form that can be
 * trusted. Takes seconds and dates (RFC 9110). A date is compared with the server's own clock if the answer has it.
 */
export function readRetryAfter({
	'retry-after': header,
	date,
}: Record<string, unknown>): number | undefined {
	const text = typeof header === 'number' ? String(header) : header;
	if (typeof text !== 'string') return undefined;
	if (/^\s*\d+(\.\d+)?\s*$/.test(text)) return Number(text) * 1000;
	const until = readDate(text);
	return until === undefined ? undefined : Math.max(0, until - (readDate(date) ?? Date.now()));
}

/** The three forms of HTTP's dates, and ISO 8601. Date.parse alone would find a date in nearly any text. */
const DATE =
	/^\s*(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+.*\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d)/i;

/** The only form without a time zone, which is in UTC nevertheless. */
const ASCTIME = /\d\d:\d\d:\d\d\s+\d{4}\s*$/;

function readDate(text: unknown): number | undefined {
	if (typeof text !== 'string' || !DATE.test(text)) return undefined;
	const time = Date.parse(ASCTIME.test(text) ? `${text} GMT` : text);
	return Number.isNaN(time) ? undefined : time;
}
