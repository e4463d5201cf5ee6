import * as z from 'zod/v4';

// How fields are read. SiteGPT's documentation shows one sample per event and no schema, so a value that can
// only mean one thing is converted.

/** Text, or null if SiteGPT sends null or leaves the field out. A number becomes text. */
export const text = z.preprocess(numberToText, z.string().nullable().default(null));

/** Text that SiteGPT always sends, such as an id. A number becomes text. */
export const requiredText = z.preprocess(numberToText, z.string().min(1));

/** What somebody said: text, or an object with a field `text`, as in SiteGPT's HTTP API. */
export const spokenText = z.preprocess(
	(value) => numberToText(textOfObject(value)),
	z.string().nullable().default(null),
);

/** True or false, or null if SiteGPT sends null or leaves the field out. */
export const flag = z.preprocess(toFlag, z.boolean().nullable().default(null));

/** A list of URLs. A single URL and objects with a `url` are read too; null entries are dropped. */
export const urls = z
	.preprocess(toList, z.array(z.preprocess(toUrl, z.string().nullable())))
	.transform((list) => list.filter((url) => url !== null))
	.pipe(z.array(z.string()));

/** The entries of {@link urls} that can be read. */
export const readableUrls = z.preprocess(
	(value) =>
		toList(value)
			.map(toUrl)
			.filter((url) => typeof url === 'string'),
	z.array(z.string()),
);

/** The same fields, each of them null if it can't be read, so that an invalid one doesn't affect the others. */
export function orNull<Shape extends z.ZodRawShape>(shape: Shape): OrNull<Shape> {
	const entries = Object.entries(shape) as Array<[string, z.ZodType]>;
	return Object.fromEntries(
		entries.map(([name, field]) => {
			const acceptsNull = field.safeParse(null).success;
			return [name, (acceptsNull ? field : field.nullable()).catch(null)];
		}),
	) as OrNull<Shape>;
}

type OrNull<Shape extends z.ZodRawShape> = {
	[Name in keyof Shape]: z.ZodCatch<z.ZodNullable<Shape[Name] & z.ZodType>>;
};

/** Whether {@link spokenText} reads only a part of the value. */
export function hasMoreThanText(value: unknown): boolean {
	return isObject(value) && Object.keys(value).some((name) => name !== 'text');
}

/** Whether {@link urls} reads only a part of the value. */
export function hasMoreThanUrls(value: unknown): boolean {
	return toList(value).some(
		(entry) => isObject(entry) && Object.keys(entry).some((name) => name !== 'url'),
	);
}

/** Whether a value is a JSON object: not null and not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberToText(value: unknown): unknown {
	return typeof value === 'number' ? String(value) : value;
}

function textOfObject(value: unknown): unknown {
	return isObject(value) && Object.hasOwn(value, 'text') ? value.text : value;
}

/** True or false if a value means it, otherwise the value itself. */
export function toFlag(value: unknown): unknown {
	switch (typeof value === 'string' ? value.trim().toLowerCase() : value) {
		case 'true':
		case '1':
		case 1:
			return true;
		case 'false':
		case '0':
		case 0:
			return false;
		default:
			return value;
	}
}

function toList(value: unknown): unknown[] {
	if (value === undefined || value === null) return [];
	return Array.isArray(value) ? value : [value];
}

function toUrl(entry: unknown): unknown {
	return numberToText(isObject(entry) && Object.hasOwn(entry, 'url') ? entry.url : entry);
}
