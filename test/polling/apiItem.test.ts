import fc from 'fast-check';
import type { Finding } from '../../nodes/polling/core/source';
import { itemSchemas } from '../../nodes/polling/sources/itemSchemas';
import { sourceTypes } from '../../nodes/polling/sources/sourceTypes';

const place = { baseUrl: 'https://sitegpt.example', chatbotId: 'bot', receivedAt: '2026-11-28' };

function itemOf(name: string, object: Record<string, unknown>) {
	const finding: Finding = { key: 'key', time: null, dueTime: 0, object, threadId: 'thread' };
	return sourceTypes[name].create({ types: [] }).toItem(finding, place);
}

describe.each(Object.entries(itemSchemas))('%s', (name, schema) => {
	test('any object becomes an item with all fields of its schema, and says what does not fit', () => {
		const { shape } = schema as never as { shape: Record<string, unknown> };
		const objects = fc.dictionary(fc.constantFrom(...Object.keys(shape)), fc.jsonValue());
		fc.assert(
			fc.property(objects, (object) => {
				const { issues = [], ...item } = itemOf(name, object) as {
					issues?: Array<{ path: string }>;
				};
				expect(schema.safeParse(item).error).toBeUndefined();
				expect(Object.keys(item)).toEqual(
					expect.arrayContaining(Object.keys(shape).filter((field) => field !== 'issues')),
				);
				for (const { path } of issues) {
					const [field] = path.split(/[.[]/);
					expect((item as Record<string, unknown>)[field]).toBeNull();
					expect(object).toHaveProperty([field]);
				}
			}),
		);
	});

	test('has no issues without a reason', () => {
		expect(itemOf(name, {})).not.toHaveProperty('issues');
		expect(itemOf(name, {})).toMatchObject({ chatbotId: 'bot', idempotencyKey: 'key', api: {} });
	});
});

test('numbers as IDs become text, and times ISO 8601', () => {
	const item = itemOf('newConversation', { threadId: 7, chatbotId: 8, updatedAt: 1795860000 });
	expect(item).toMatchObject({
		threadId: '7',
		chatbotId: '8',
		updatedAt: '2026-11-28T10:00:00.000Z',
	});
	expect(item).not.toHaveProperty('issues');
});

test('an issue names the field, and not its value', () => {
	const item = itemOf('ratedMessage', {
		sources: ['https://a.example', { secret: 1 }],
		reaction: 'POSITIVE',
	});
	expect(item).toMatchObject({
		threadId: 'thread',
		reaction: 'POSITIVE',
		sources: null,
		issues: [{ path: 'sources[1]', message: 'Invalid: expected text' }],
		api: { sources: ['https://a.example', { secret: 1 }] },
	});
});
