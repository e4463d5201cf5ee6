import { NodeOperationError, tryToParseDateTime } from 'n8n-workflow';
import * as z from 'zod/v4';
import { readList, type ListRequest } from '../../api/pages';
import type { Call, Json } from './operation';

/** What deleting emits. */
export const deletedSchema = z.object({ deleted: z.boolean().describe('Always true') });

/**
 * The objects of a list, as many as Return All and Limit allow.
 * @param isWanted a filter that SiteGPT's API doesn't offer
 */
export async function listed(
	call: Call,
	request: ListRequest,
	isWanted?: (object: Json) => boolean,
): Promise<Json[]> {
	const limit = call.parameter('returnAll') === true ? Infinity : Number(call.parameter('limit'));
	return await readList(call.client, request, { limit, isWanted });
}

/** With Simplify on, the fields of the schema, null if SiteGPT didn't send them; otherwise the object unchanged. */
export function simplified(call: Call, schema: z.ZodObject, object: Json): Json {
	if (call.parameter('simple') === false) return object;
	return fieldsOf(schema, object);
}

/** The fields of the schema, null if the object doesn't have them. */
export function fieldsOf({ shape }: z.ZodObject, object: Json): Json {
	return Object.fromEntries(Object.keys(shape).map((name) => [name, object[name] ?? null]));
}

/**
 * A time that the user entered, in milliseconds since 1970; undefined if the field is empty. A time without
 * a time zone, as from n8n's date picker, is in the time zone of the workflow.
 * @throws a message for the user if it isn't a time
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
		const message = `${field} is "${String(value)}". Enter a date and time.`;
		throw new NodeOperationError(context.getNode(), message, { itemIndex });
	}
}

/** The entries of a list that the user entered as text, or that an expression returned; undefined if it is empty. */
export function listOf(entered: unknown): string[] | undefined {
	const entries = Array.isArray(entered) ? entered : String(entered ?? '').split(/[\n,]/);
	const texts = entries.map((one) => String(one).trim()).filter((one) => one !== '');
	return texts.length > 0 ? texts : undefined;
}

/**
 * A text that the user entered.
 * @throws a message for the user if it is empty or an expression made it something else
 */
export function enteredText({ parameter }: Call, name: string, label: string): string {
	const text = parameter(name) ?? '';
	if (typeof text !== 'string' && typeof text !== 'number') {
		throw new Error(`${label} isn't text. Choose the field that contains the text.`);
	}
	if (String(text).trim() === '') throw new Error(`${label} is empty. Enter some text.`);
	return String(text);
}

/**
 * A time that the user entered in seconds, in milliseconds.
 * @throws a message for the user if it isn't a time or is longer than `longest` seconds
 */
export function enteredSeconds(label: string, entered: unknown, longest: number): number {
	const seconds = Number(entered);
	if (seconds > 0 && seconds <= longest) return Math.ceil(seconds * 1000);
	throw new Error(
		`${label} is "${String(entered)}". Enter a number of seconds above 0, up to ${longest}.`,
	);
}
