import type { INodeProperties } from 'n8n-workflow';
import { checkedId } from '../../api/request';
import { locatedId } from '../../locators/locatedId';
import type { Call } from './operation';
import { limit, returnAll } from './parameters';
import {
	createValueError,
	isNothing,
	toChoice,
	toCount,
	toDay,
	toFlag,
	toList,
	toObject,
	toText,
	toTime,
} from './values';

// An operation reads all its parameters before its first request, so that a wrong one changes nothing.

/** Where a parameter is read. */
export type Input = Pick<Call, 'context' | 'itemIndex'>;

/** Converts the value of one field of a collection. */
type FieldReader = (value: unknown, field: INodeProperties, input: Input) => unknown;

/** A parameter as it was entered, or as an expression returned it. */
export function readValue({ context, itemIndex }: Input, parameter: INodeProperties): unknown {
	return context.getNodeParameter(parameter.name, itemIndex, parameter.default as object);
}

/**
 * True or false.
 * @throws a message for the user if it is neither, as all of these do
 */
export function readFlag(input: Input, parameter: INodeProperties): boolean {
	return toFlag(readValue(input, parameter), parameter);
}

/** One of the parameter's options. */
export function readChoice(input: Input, parameter: INodeProperties): string {
	return toChoice(readValue(input, parameter), parameter);
}

/** How many objects of a list to return, from Return All and Limit. */
export function readLimit(input: Input): number {
	return readFlag(input, returnAll) ? Infinity : toCount(readValue(input, limit), limit);
}

/** Text, which isn't blank if the parameter is required. */
export function readText(input: Input, parameter: INodeProperties): string {
	const text = toText(readValue(input, parameter), parameter);
	if (parameter.required && isNothing(text)) {
		throw new Error(`${parameter.displayName} is empty. Enter some text.`);
	}
	return text;
}

/** A day, such as 2026-11-28; undefined if none was entered. */
export function readDay(input: Input, parameter: INodeProperties): string | undefined {
	const value = readValue(input, parameter);
	return isNothing(value) ? undefined : toDay(value, parameter);
}

/**
 * The entries of a list, at least one.
 * @param split separates the entries of text; by default commas and lines do
 */
export function readEntries(
	input: Input,
	parameter: INodeProperties,
	split?: (text: string) => string[],
): string[] {
	const list = toList(readValue(input, parameter), parameter, split);
	if (list.length > 0) return list;
	throw new Error(`${parameter.displayName} is empty. Enter at least one.`);
}

/** The ID of what is chosen in a locator. */
export function readId(input: Input, locator: INodeProperties): string {
	return locatedId(readValue(input, locator), `${locator.displayName.toLowerCase()} ID`);
}

const READERS: Partial<Record<INodeProperties['type'], FieldReader>> = {
	boolean: toFlag,
	number: toCount,
	options: toChoice,
	string: toText,
	dateTime: (value, field, { context }) => toTime(value, field, context.getTimezone()),
};

/**
 * Reads a field of a collection as a list; undefined if it has no entries.
 * @param known values of the API, also accepted in lower case; there may be others
 */
export function createListReader(...known: string[]): FieldReader {
	return (value, field) => {
		const list = toList(value, field).map(
			(entry) => known.find((one) => one === entry.toUpperCase()) ?? entry,
		);
		return list.length > 0 ? list : undefined;
	};
}

/** Reads a field of a collection as a list of any text. */
export const readListField = createListReader();

/** Reads a field of a collection as an ID, for example `lead ID`. */
export const readIdField: FieldReader = (value, { displayName }) =>
	checkedId(
		value,
		displayName.replace(/^\w/, (first) => first.toLowerCase()),
	);

/** Reads a field of a collection as a list of IDs, for example `Tag IDs`. */
export const readIdListField: FieldReader = (value, field, input) => {
	const { displayName } = field;
	const one = { ...field, displayName: displayName.replace(/s$/, '') };
	return toList(value, field).map((id) => readIdField(id, one, input));
};

/** A collection as it was entered; an object without fields if nothing was. */
export function readFields(input: Input, collection: INodeProperties): Record<string, unknown> {
	const value = readValue(input, collection);
	if (isNothing(value)) return {};
	const object = toObject(value);
	const known = (collection.options as INodeProperties[]).map(({ name }) => name);
	const names = known.join(', ');
	if (!object)
		throw createValueError(collection.displayName, value, `Enter an object with ${names}.`);
	const unknown = Object.keys(object).find((name) => !known.includes(name));
	if (unknown === undefined) return object;
	throw new Error(`${collection.displayName} has no "${unknown}", only ${names}.`);
}

/**
 * The fields of a collection that were set.
 * @param readers for fields that aren't read by their type
 */
export function readCollection(
	input: Input,
	collection: INodeProperties,
	readers: Record<string, FieldReader> = {},
): Record<string, unknown> {
	const fields = collection.options as INodeProperties[];
	const read = Object.entries(readFields(input, collection)).map(([name, one]) => {
		const field = fields.find((known) => known.name === name)!;
		const reader = readers[name] ?? READERS[field.type]!;
		// Nothing was entered, or an expression found nothing.
		return [name, isNothing(one) ? undefined : reader(one, field, input)];
	});
	return Object.fromEntries(read.filter(([, one]) => one !== undefined));
}
