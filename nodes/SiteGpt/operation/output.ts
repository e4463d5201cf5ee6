import type { IExecuteFunctions } from 'n8n-workflow';
import * as z from 'zod/v4';
import type { Json } from './operation';

/** What deleting emits. */
export const deletedSchema = z.object({ deleted: z.boolean().describe('Always true') });

/** With Simplify on, the fields of the schema, null if SiteGPT didn't send them; otherwise the object unchanged. */
export function simplify(isSimple: boolean, schema: z.ZodObject, object: Json): Json {
	return isSimple ? pickFields(schema, object) : object;
}

/** The fields of the schema, null if the object doesn't have them. */
export function pickFields({ shape }: z.ZodObject, object: Json): Json {
	return Object.fromEntries(Object.keys(shape).map((name) => [name, object[name] ?? null]));
}

/**
 * The item with text where the schema says text: SiteGPT doesn't document the type of its IDs, and a number
 * would differ from the same ID in a webhook. Times stay as they came.
 */
export function toSchemaText({ shape }: z.ZodObject, item: Json): Json {
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
	const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
	return schema instanceof z.ZodObject && isObject ? toSchemaText(schema, value as Json) : value;
}

/** Shows messages above the output. */
export function showHints(context: IExecuteFunctions, messages: readonly string[]): void {
	const hints = messages.map((message) => ({ message, location: 'outputPane' as const }));
	if (hints.length > 0) context.addExecutionHints(...hints);
}
