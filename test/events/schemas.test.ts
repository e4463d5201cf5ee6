import * as z from 'zod/v4';
import { allEvents } from '../../nodes/events/all';
import { lead } from '../../nodes/events/lead';
import { documented, itemOf, withField, type Json } from './payloads';

/** What is wrong with a value by a JSON Schema, of the few words that zod uses for an item. */
function problems(schema: Json, value: Json, path = 'item'): string[] {
	if (schema.anyOf) {
		const options: string[][] = schema.anyOf.map((option: Json) => problems(option, value, path));
		return options.some((found) => found.length === 0) ? [] : [`${path}: none of anyOf`];
	}
	const type = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
	if (schema.type !== undefined && schema.type !== type) return [`${path}: ${type}`];
	if ('const' in schema && schema.const !== value) return [`${path}: not the constant`];
	if (value?.length < (schema.minLength ?? 0)) return [`${path}: too short`];
	if (type === 'array') {
		return value.flatMap((entry: Json, index: number) =>
			problems(schema.items ?? {}, entry, `${path}[${index}]`),
		);
	}
	if (type !== 'object') return [];
	const missing = (schema.required ?? []).filter((name: string) => !Object.hasOwn(value, name));
	return [
		...missing.map((name: string) => `${path}.${name}: missing`),
		...Object.entries(value).flatMap(([name, inner]) => {
			const known = Object.hasOwn(schema.properties ?? {}, name);
			const inside = known ? schema.properties[name] : schema.additionalProperties;
			return inside === false
				? [`${path}.${name}: not known`]
				: problems(inside ?? {}, inner, `${path}.${name}`);
		}),
	];
}

describe.each(allEvents)('the JSON Schema of the item of $name', (event) => {
	const schema = z.toJSONSchema(event.itemSchema) as Json;
	const item = () => itemOf(documented(event.name), event) as Json;

	it('accepts the item of the event as SiteGPT documents it', () => {
		expect(problems(schema, item())).toEqual([]);
	});

	it('accepts the item of the sample', () => {
		expect(problems(schema, itemOf(event.sample, event))).toEqual([]);
	});

	it('accepts fields that SiteGPT does not document', () => {
		const body = documented(event.name);
		Object.assign(body.data, { mood: ['happy'], rating: { of: 5 } });
		expect(problems(schema, itemOf(body, event))).toEqual([]);
	});

	it('names and requires exactly the fields of the item, in their order', () => {
		expect(schema.required).toEqual(Object.keys(item()));
		expect(Object.keys(schema.properties)).toEqual([
			...Object.keys(item()),
			'otherFields',
			'issues',
			'payload',
		]);
	});

	it.each(Object.keys(itemOf(documented(event.name), event) as object))(
		'refuses an item with a wrong %s or without it',
		(name) => {
			expect(problems(schema, { ...item(), [name]: 5 })).toHaveLength(1);
			const without = item();
			delete without[name];
			expect(problems(schema, without)).toEqual([`item.${name}: missing`]);
		},
	);

	it('accepts an item with issues', () => {
		const body = { event: event.name, data: { chatbotId: 'bot-7', event: 'taken', user: [] } };
		const withIssues = {
			...(itemOf(body, event) as Json),
			issues: [{ path: 'data.threadId', message: 'Missing: expected text' }],
			payload: body,
		};
		expect(problems(schema, withIssues)).toEqual([]);
		expect(problems(schema, { ...withIssues, issues: [{}] })).toHaveLength(2);
	});

	it('tells what the fields that this package adds are', () => {
		expect(schema.properties.idempotencyKey.description).toEqual(expect.any(String));
		expect(schema.properties.receivedAt.description).toEqual(expect.any(String));
	});
});

describe('the schema of the item of a lead', () => {
	it.each([['text'], [null], [{}]])(
		'accepts a custom field called constructor, here %j',
		(value) => {
			const body = documented('NEW_LEAD_CAPTURE');
			withField(body.data.leadDetails, 'constructor', value);
			const item = itemOf(body, lead);
			expect(lead.itemSchema.parse(item)).toStrictEqual(item);
		},
	);
});
