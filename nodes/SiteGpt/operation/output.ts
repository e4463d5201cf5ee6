import type { IExecuteFunctions } from 'n8n-workflow';
import * as z from 'zod/v4';
import { pickFields } from '../../api/schemaFields';
import type { Json } from './operation';

/** What deleting emits. */
export const deletedSchema = z.object({ deleted: z.boolean().describe('Always true') });

/** With Simplify on, the fields of the schema, null if SiteGPT didn't send them; otherwise the object unchanged. */
export function simplify(isSimple: boolean, schema: z.ZodObject, object: Json): Json {
	return isSimple ? pickFields(schema, object) : object;
}

/** Shows messages above the output. */
export function showHints(context: IExecuteFunctions, messages: readonly string[]): void {
	const hints = messages.map((message) => ({ message, location: 'outputPane' as const }));
	if (hints.length > 0) context.addExecutionHints(...hints);
}
