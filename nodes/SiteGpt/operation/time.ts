import { tryToParseDateTime } from 'n8n-workflow';

/** A date, and perhaps a time with or without a time zone, in ISO 8601 or as databases write it. */
const ISO =
	/^(?<year>\d{4})([-/]?)(?<month>\d\d)\2(?<day>\d\d)(?:[T ](?<time>\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?) ?(?<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** As in an email or an HTTP header, for example Sat, 28 Nov 2026 10:00:00 GMT. */
const RFC = /^(?:[a-z]{3}, )?(?<day>\d{1,2}) [a-z]{3} \d{4} \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})$/i;

/** Since 1970, in seconds or milliseconds. Shorter ones are years or dates without hyphens. */
const EPOCH = /^\d{9,14}(\.\d+)?$/;

/** As a number of seconds, this is in the year 5138; as one of milliseconds, in 1973. */
const MIN_EPOCH_MS = 1e11;

/**
 * A time in milliseconds since 1970; undefined if it isn't one. It may be text, a number of seconds or
 * milliseconds since 1970, a Date, or a DateTime of n8n's.
 * @param zone of a time without one
 */
export function toInstant(value: unknown, zone: string): number | undefined {
	if (typeof value === 'string') return parseInstant(value.trim(), zone);
	if (typeof value === 'number' || typeof value === 'bigint') {
		return EPOCH.test(String(value)) ? sinceEpoch(Number(value)) : undefined;
	}
	const ms = hasMillis(value) ? value.toMillis() : value instanceof Date ? value.getTime() : NaN;
	return Number.isNaN(ms) ? undefined : ms;
}

/**
 * The day of a time, such as 2026-11-28; undefined if it isn't one. A date is the one that is written, whatever its time
 * zone; a number of seconds, for example, is in UTC.
 */
export function toDay(value: unknown): string | undefined {
	const written = hasMillis(value) ? String(value) : value;
	const time = toInstant(written, 'UTC');
	if (time === undefined) return undefined;
	const text = typeof written === 'string' ? written.trim() : '';
	const { year, month, day } = ISO.exec(text)?.groups ?? {};
	return year ? `${year}-${month}-${day}` : new Date(time).toISOString().slice(0, 10);
}

function parseInstant(text: string, zone: string): number | undefined {
	if (EPOCH.test(text)) return sinceEpoch(Number(text));
	const { year, month, day, time, zone: ownZone = '' } = ISO.exec(text)?.groups ?? {};
	const date = `${year}-${month}-${day}T${time ?? '00:00'}`;
	const offset = /^(Z|UTC|GMT)$/i.test(ownZone) ? 'Z' : ownZone;
	if (year !== undefined)
		return parseInZone(`${date.replace(',', '.')}${offset}`, Number(day), zone);
	const rfc = RFC.exec(text)?.groups;
	return rfc && parseInZone(text, Number(rfc.day), zone);
}

function parseInZone(text: string, day: number, zone: string): number | undefined {
	try {
		const time = tryToParseDateTime(text, zone);
		// What n8n can't read, it leaves to JavaScript, for which February 30 is in March.
		return time.day === day ? time.toMillis() : undefined;
	} catch {
		return undefined;
	}
}

function sinceEpoch(time: number): number {
	return Math.round(time < MIN_EPOCH_MS ? time * 1000 : time);
}

function hasMillis(value: unknown): value is { toMillis(): number } {
	return (
		typeof value === 'object' &&
		value !== null &&
		'toMillis' in value &&
		typeof value.toMillis === 'function'
	);
}
