import * as z from 'zod/v4';
import { isObject } from './envelope';
import type { ApiObject } from './pages';

/** The fields of the schema, null if the object doesn't have them. */
export function pickFields({ shape }: z.ZodObject, object: ApiObject): ApiObject {
	return Object.fromEntries(Object.keys(shape).map((name) => [name, object[name] ?? null]));
}

/**
 * The item with text where the schema says text: SiteGPT doesn't document the type of its IDs, and a number
 * would differ from the same ID in a webhook. Times stay as they came.
 */
export function toSchemaText({ shape }: z.ZodObject, item: ApiObject): ApiObject {
	return Object.fromEntries(
		Object.entries(item).map(([name, value]) => {
			const schema = shape[name] as z.ZodType | undefined;
			return [name, schema && !name.endsWith('At') ? toTextBySchema(schema, value) : value];
		}),
	);
}

function toTextBySchema(schema: unknown, value: unknown): unknown {
	if (schema instanceof z.ZodNullable) return toTextBySchema(schema.unwrap(), value);
	if (schema instanceof z.ZodString) return typeof value === 'number' ? String(value) : value;
	if (schema instanceof z.ZodArray && Array.isArray(value)) {
		return value.map((entry) => toTextBySchema(schema.element, entry));
	}
	return schema instanceof z.ZodObject && isObject(value) ? toSchemaText(schema, value) : value;
}
