import * as z from 'zod/v4';
import type { Json } from './operation';

/** What deleting emits. */
export const deletedSchema = z.object({ deleted: z.boolean().describe('Always true') });

/** With Simplify on, the fields of the schema, null if SiteGPT didn't send them; otherwise the object unchanged. */
export function simplified(isSimple: boolean, schema: z.ZodObject, object: Json): Json {
	return isSimple ? fieldsOf(schema, object) : object;
}

/** The fields of the schema, null if the object doesn't have them. */
export function fieldsOf({ shape }: z.ZodObject, object: Json): Json {
	return Object.fromEntries(Object.keys(shape).map((name) => [name, object[name] ?? null]));
}
