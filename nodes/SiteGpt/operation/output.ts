import { NodeOperationError, tryToParseDateTime } from 'n8n-workflow';
import * as z from 'zod/v4';
import { readList, type ListRequest } from '../../api/pages';
import type { Call, Json } from './operation';

/** What deleting emits. */
export const deletedSchema = z.object({ deleted: z.boolean().describe('Always true') });

/**
 * The objects of a list, as many as Return All and Limit say.
 * @param isWanted a filter that SiteGPT doesn't have
 */
export async function listed(
	call: Call,
	request: ListRequest,
	isWanted?: (object: Json) => boolean,
): Promise<Json[]> {
	const limit = call.parameter('returnAll') === true ? Infinity : Number(call.parameter('limit'));
	return await readList(call.client, request, { limit, isWanted });
}

/** With Simplify on, the fields of the schema, null if SiteGPT didn't send them; else the object untouched. */
export function simplified(call: Call, schema: z.ZodObject, object: Json): Json {
	if (call.parameter('simple') === false) return object;
	return Object.fromEntries(Object.keys(schema.shape).map((name) => [name, object[name] ?? null]));
}

/**
 * A time that a person entered, in milliseconds since 1970; undefined if the field is empty. One without
 * a time zone, as n8n's date picker gives it, is in the time zone of the workflow.
 * @throws a sentence for the person, if it is no time
 */
export function instantOf(
	{ context, itemIndex }: Call,
	field: string,
	value: unknown,
): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	try {
		return tryToParseDateTime(String(value), context.getTimezone()).toMillis();
	} catch {
		const message = `${field}: "${String(value)}" isn't a time.`;
		throw new NodeOperationError(context.getNode(), message, { itemIndex });
	}
}

/** The entries of a list that a person entered as text, or that an expression gave; undefined if it is empty. */
export function listOf(entered: unknown): string[] | undefined {
	const entries = Array.isArray(entered) ? entered : String(entered ?? '').split(/[\n,]/);
	const texts = entries.map((one) => String(one).trim()).filter((one) => one !== '');
	return texts.length > 0 ? texts : undefined;
}

/**
 * A text that a person entered.
 * @throws a sentence for the person, if it is empty or an expression made it something else
 */
export function enteredText({ parameter }: Call, name: string, label: string): string {
	const text = parameter(name) ?? '';
	if (typeof text !== 'string' && typeof text !== 'number') {
		throw new Error(`${label} isn't text. Choose the field that has the text.`);
	}
	if (String(text).trim() === '') throw new Error(`${label} is empty. Enter a text.`);
	return String(text);
}

/**
 * A time that a person entered in seconds, in milliseconds.
 * @throws a sentence for the person, if it is none or longer than `longest` seconds
 */
export function enteredSeconds(label: string, entered: unknown, longest: number): number {
	const seconds = Number(entered);
	if (seconds > 0 && seconds <= longest) return Math.ceil(seconds * 1000);
	throw new Error(
		`${label} is "${String(entered)}". Enter a number of seconds above 0, up to ${longest}.`,
	);
}
