import * as z from 'zod/v4';
import { idText } from '../../api/envelope';
import type { ApiObject } from '../../api/pages';
import { pickFields, toSchemaText } from '../../api/schemaFields';
import { toIsoTime } from '../../api/time';
import { describeIssue, issueSchema, listIssues } from '../../events/issues';
import type { Finding, Place } from '../core/source';

/**
 * The schema of an item that has the same fields as one of the SiteGPT node.
 * @param schema the fields of the SiteGPT node's item
 */
export function createApiItemSchema({ shape }: z.ZodObject) {
	return z.looseObject({
		...shape,
		chatbotId: z.string(),
		idempotencyKey: z.string().describe('SHA-256 of what identifies it'),
		receivedAt: z.string().describe('When the trigger found it, ISO 8601 in UTC'),
		issues: z.array(issueSchema).describe("What doesn't fit, if anything").optional(),
		api: z.looseObject({}).describe("The API's object"),
	});
}

/**
 * The JSON of an item: what the SiteGPT node emits for an object with Simplify on, and the API's object.
 * @param fields the object, if its fields aren't those of the schema
 */
export function toApiItem(
	schema: z.ZodObject,
	{ key, object }: Finding,
	{ chatbotId, receivedAt }: Place,
	fields: ApiObject = object,
): Record<string, unknown> {
	const own = { ...fields, chatbotId: idText(fields.chatbotId) ?? chatbotId };
	const texts = toSchemaText(schema, pickFields(schema, own));
	const item = Object.fromEntries(
		Object.entries(texts).map(([name, value]) => [
			name,
			name.endsWith('At') ? toIsoTime(value) : value,
		]),
	);
	const { error } = schema.safeParse(item, { error: describeIssue });
	const found = error?.issues ?? [];
	for (const { path } of found) item[String(path[0])] = null;
	return {
		...item,
		chatbotId: own.chatbotId,
		idempotencyKey: key,
		receivedAt,
		...(found.length > 0 ? { issues: listIssues(found) } : {}),
		api: object,
	};
}
