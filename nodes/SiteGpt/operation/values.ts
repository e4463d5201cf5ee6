import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { parseExactJson } from '../../json/exactJson';
import { toStorable } from '../../json/storable';
import { toDay as dayOf, toInstant } from './time';

/** How many characters of a value an error repeats. A longer value isn't cut, because a part of a token can't be masked. */
const MAX_SHOWN_CHARACTERS = 200;

/**
 * An error that names a parameter, its value, and what to enter instead.
 * @param expected a sentence
 */
export function createValueError(label: string, value: unknown, expected: string): Error {
	return new Error(`${label} is ${show(value)}. ${expected}`);
}

function show(value: unknown): string {
	if (isNothing(value)) return 'empty';
	const text =
		typeof value === 'object' && !(value instanceof Date) ? toJson(value) : String(value);
	if (text.length <= MAX_SHOWN_CHARACTERS) return `"${text}"`;
	if (Array.isArray(value)) return `a list of ${value.length}`;
	return typeof value === 'string' ? `a text of ${text.length} characters` : 'an object';
}

function toJson(value: unknown): string {
	try {
		return JSON.stringify(value) ?? String(value);
	} catch {
		return 'an object';
	}
}

/** Whether nothing was entered, or an expression found nothing. */
export function isNothing(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

/** A JSON object, or its text; undefined if it is something else. */
export function toObject(value: unknown): Record<string, unknown> | undefined {
	const object = typeof value === 'string' ? parseJson(value, '{') : value;
	// A Date or a Set has no fields, so it would count as empty.
	return Object.prototype.toString.call(object) === '[object Object]'
		? (object as Record<string, unknown>)
		: undefined;
}

const FLAGS = new Map(
	['true', 'yes', 'on', '1', 'false', 'no', 'off', '0'].map((word, n) => [word, n < 4]),
);

/** True or false, also as a word or a number. */
export function toFlag(value: unknown, { displayName }: INodeProperties): boolean {
	const isWord = typeof value !== 'object';
	const flag = isWord ? FLAGS.get(String(value).trim().toLowerCase()) : undefined;
	if (flag === undefined) throw createValueError(displayName, value, 'Enter true or false.');
	return flag;
}

/** A whole number, also as text. */
export function toCount(value: unknown, { displayName, typeOptions }: INodeProperties): number {
	const { minValue: min = 0, maxValue: max = Infinity } = typeOptions ?? {};
	const count = toNumber(value);
	if (Number.isInteger(count) && count >= min && count <= max) return count;
	const range = max === Infinity ? `, ${min} or more` : ` from ${min} to ${max}`;
	throw createValueError(displayName, value, `Enter a whole number${range}.`);
}

/** A time in seconds, in milliseconds. */
export function toMilliseconds(
	value: unknown,
	{ displayName, typeOptions }: INodeProperties,
): number {
	const longest = typeOptions?.maxValue ?? Infinity;
	const seconds = toNumber(value);
	if (seconds > 0 && seconds <= longest) return Math.ceil(seconds * 1000);
	throw createValueError(
		displayName,
		value,
		`Enter a number of seconds above 0, up to ${longest}.`,
	);
}

/** NaN if it isn't a number in decimal notation. */
function toNumber(value: unknown): number {
	if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
	const isNumber =
		typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim());
	return isNumber ? Number(value) : NaN;
}

/**
 * A time in milliseconds since 1970.
 * @param zone of a time without one, as from n8n's date picker
 */
export function toTime(value: unknown, { displayName }: INodeProperties, zone: string): number {
	const time = toInstant(value, zone);
	if (time !== undefined) return time;
	throw createValueError(
		displayName,
		value,
		'Enter a date and time. For example: 2026-11-28T10:00:00+01:00.',
	);
}

/** A day, such as 2026-11-28. */
export function toDay(value: unknown, { displayName }: INodeProperties): string {
	const day = dayOf(value);
	if (day !== undefined) return day;
	throw createValueError(displayName, value, 'Enter a day. For example: 2026-11-28.');
}

/** The value of one of the parameter's options, also in other upper or lower case. */
export function toChoice(value: unknown, { displayName, options }: INodeProperties): string {
	const choices = (options as INodePropertyOptions[]).map((one) => String(one.value));
	const readValue = typeof value === 'string' ? value.trim() : '';
	const chosen =
		choices.find((one) => one === readValue) ??
		choices.find((one) => one.toLowerCase() === readValue.toLowerCase());
	if (chosen !== undefined) return chosen;
	const expected = choices
		.join(', ')
		.replace(/, ([^,]*)$/, choices.length > 2 ? ', or $1' : ' or $1');
	throw createValueError(displayName, value, `Enter ${expected}.`);
}

/** Text, also of a number, true or false, or a date. */
export function toText(
	value: unknown,
	{ displayName }: Pick<INodeProperties, 'displayName'>,
): string {
	if (value === undefined || value === null) return '';
	const text = toPlainText(value);
	if (text !== undefined) return text;
	throw new Error(
		`${displayName} isn't text: it's ${show(value)}. Choose the field that contains the text.`,
	);
}

function toPlainText(value: unknown): string | undefined {
	if (['string', 'boolean', 'bigint'].includes(typeof value)) return String(value);
	if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
	if (typeof value !== 'object' || toInstant(value, 'UTC') === undefined) return undefined;
	return value instanceof Date ? value.toISOString() : String(value);
}

/** The entries of a list, or of text in which commas or lines separate them, or of JSON. */
export function toList(
	value: unknown,
	{ displayName }: INodeProperties,
	split: (text: string) => string[] = (text) => text.split(/[\n,]/),
): string[] {
	const list = typeof value === 'string' ? (parseJson(value, '[') ?? split(value)) : value;
	const entries = isIterable(list) ? [...list] : isNothing(list) ? [] : [list];
	if (entries.some((one) => Number.isInteger(one) && !Number.isSafeInteger(one))) {
		const expected = 'A number may have lost its last digits. Pass it as text.';
		throw createValueError(displayName, value, expected);
	}
	const texts = entries.map((one) =>
		typeof one === 'string' || typeof one === 'number' ? toPlainText(one) : undefined,
	);
	if (texts.every((one) => one !== undefined)) {
		return texts.map((one) => one.trim()).filter((one) => one !== '');
	}
	throw createValueError(
		displayName,
		value,
		'Enter text with commas between the entries, or a list of text.',
	);
}

function isIterable(value: unknown): value is Iterable<unknown> {
	return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** JSON that begins with this, its long numbers as text; undefined if it isn't JSON. */
function parseJson(text: string, start: '{' | '['): unknown {
	if (!text.trimStart().startsWith(start)) return undefined;
	try {
		return toStorable(parseExactJson(text)).json;
	} catch {
		return undefined;
	}
}
