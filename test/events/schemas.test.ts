import Ajv from 'ajv/dist/2020';
import * as z from 'zod/v4';
import { allEvents } from '../../nodes/events/all';
import { lead } from '../../nodes/events/lead';
import { createItem, documented, type Json, withField } from './payloads';

/** The places where a value doesn't fit a JSON Schema. */
function problems(schema: Json, value: Json): string[] {
	const ajv = new Ajv({ allErrors: true });
	ajv.validate(schema, value);
	return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe.each(allEvents)('the JSON Schema of the item of $name', (event) => {
	const schema = z.toJSONSchema(event.itemSchema) as Json;
	const item = () => createItem(documented(event.name), event) as Json;

	test('accepts the item of the event as SiteGPT documents it', () => {
		expect(problems(schema, item())).toEqual([]);
	});

	test('accepts the item of the sample', () => {
		expect(problems(schema, createItem(event.sample, event))).toEqual([]);
	});

	test('accepts fields that SiteGPT does not document', () => {
		const body = documented(event.name);
		Object.assign(body.data, { mood: ['happy'], rating: { of: 5 } });
		expect(problems(schema, createItem(body, event))).toEqual([]);
	});

	test('names and requires exactly the fields of the item, in their order', () => {
		expect(schema.required).toEqual(Object.keys(item()));
		expect(Object.keys(schema.properties)).toEqual([
			...Object.keys(item()),
			'otherFields',
			'issues',
			'payload',
		]);
	});

	test.each(Object.keys(createItem(documented(event.name), event) as object))(
		'rejects an item with a wrong %s or without it',
		(name) => {
			expect(problems(schema, { ...item(), [name]: 5 })).not.toEqual([]);
			const without = item();
			delete without[name];
			expect(problems(schema, without)).toEqual([` must have required property '${name}'`]);
		},
	);

	test('accepts an item with issues', () => {
		const body = { event: event.name, data: { chatbotId: 'bot-7', event: 'taken', user: [] } };
		const withIssues = {
			...(createItem(body, event) as Json),
			issues: [{ path: 'data.threadId', message: 'Missing: expected text' }],
			payload: body,
		};
		expect(problems(schema, withIssues)).toEqual([]);
		expect(problems(schema, { ...withIssues, issues: [{}] })).not.toEqual([]);
	});

	test('describes the fields that this package adds', () => {
		expect(schema.properties.idempotencyKey.description).toEqual(expect.any(String));
		expect(schema.properties.receivedAt.description).toEqual(expect.any(String));
	});
});

describe('the schema of the item of a lead', () => {
	test.each([['text'], [null], [{}]])(
		'accepts a custom field called constructor, here %j',
		(value) => {
			const body = documented('NEW_LEAD_CAPTURE');
			withField(body.data.leadDetails, 'constructor', value);
			const item = createItem(body, lead);
			expect(lead.itemSchema.parse(item)).toStrictEqual(item);
		},
	);
});
