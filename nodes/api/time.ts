/** Earlier and later numbers aren't times of SiteGPT, in milliseconds since 1970: 1990 and 2200. */
const MIN_TIME_MS = Date.UTC(1990, 0);
const MAX_TIME_MS = Date.UTC(2200, 0);

const ISO =
	/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?))?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$/i;

/** At the end, with or without its name in parentheses. */
const ZONE = /(?:\b(?:Z|UTC|GMT)|[+-]\d\d:?\d\d)(?:\s*\(.*\))?$/i;

/**
 * A time of SiteGPT's API, in milliseconds since 1970; null if it can't be read. SiteGPT documents ISO 8601.
 * Other forms that can only mean one thing are read too: seconds or milliseconds since 1970, as a number or
 * as text, and times without a zone, which are UTC.
 */
export function parseTime(value: unknown): number | null {
	if (typeof value === 'number') return inRange(value < 1e11 ? value * 1000 : value);
	if (typeof value !== 'string') return null;
	const text = value.trim();
	if (/^\d{9,}(?:\.\d+)?$/.test(text)) return parseTime(Number(text));
	const [, date, time = '00:00', zone = 'Z'] = ISO.exec(text) ?? [];
	if (date === undefined) return inRange(Date.parse(ZONE.test(text) ? text : `${text} UTC`));
	const offset = /^[+-]/.test(zone) ? zone.replace(':', '').padEnd(5, '0') : '+0000';
	return inRange(
		Date.parse(`${date}T${time.replace(',', '.')}${offset.slice(0, 3)}:${offset.slice(3)}`),
	);
}

function inRange(ms: number): number | null {
	return ms >= MIN_TIME_MS && ms < MAX_TIME_MS ? Math.floor(ms) : null;
}

/** The time in ISO 8601 and UTC; the value unchanged if it is that already, or can't be read. */
export function toIsoTime(value: unknown): unknown {
	if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return value;
	const time = parseTime(value);
	return time === null ? value : new Date(time).toISOString();
}

/** Sorts the earliest first. What has no time comes before everything else. */
export function byTime(a: { time: number | null }, b: { time: number | null }): number {
	return (a.time ?? 0) - (b.time ?? 0);
}
