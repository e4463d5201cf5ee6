import * as z from 'zod/v4';
import type { Json } from './operation/operation';

/**
 * The item with text where the schema says text: SiteGPT doesn't document the type of its IDs, and a number
 * would differ from the same ID in a webhook. Times stay as they came.
 */
export function asText({ shape }: z.ZodObject, item: Json): Json {
	return Object.fromEntries(
		Object.entries(item).map(([name, value]) => {
			const schema = shape[name] as z.ZodType | undefined;
			return [name, schema && !name.endsWith('At') ? textIn(schema, value) : value];
		}),
	);
}

function textIn(schema: unknown, value: unknown): unknown {
	if (schema instanceof z.ZodNullable) return textIn(schema.unwrap(), value);
	if (schema instanceof z.ZodString) return typeof value === 'number' ? String(value) : value;
	if (schema instanceof z.ZodArray && Array.isArray(value)) {
		return value.map((entry) => textIn(schema.element, entry));
	}
	const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
	return schema instanceof z.ZodObject && isObject ? asText(schema, value as Json) : value;
}
