import fc from 'fast-check';
import type { Finding } from '../../nodes/polling/core/source';
import { toItems } from '../../nodes/polling/items';
import type { PollSettings } from '../../nodes/polling/settings';
import { itemSchemas } from '../../nodes/polling/sources/itemSchemas';
import { sourceTypes } from '../../nodes/polling/sources/sourceTypes';

const settings = { baseUrl: 'https://sitegpt.example', chatbotId: 'bot/1' } as PollSettings;

const findingOf = (object: Record<string, unknown>): Finding => ({
	key: 'a'.repeat(64),
	time: null,
	dueTime: 0,
	object,
	threadId: 'thread',
});

const fields = ['id', 'chatbotId', 'email', 'createdAt', 'customData', 'threadId', 'chatUser'];
const more = ['messageId', 'messageType', 'question', 'answer', 'sources', 'updatedAt'];

describe.each(Object.keys(sourceTypes))('%s', (name) => {
	const source = sourceTypes[name].create({ types: [] });

	test('any object becomes an item that has it', () => {
		const objects = fc.dictionary(fc.constantFrom(...fields, ...more), fc.jsonValue());
		fc.assert(
			fc.property(objects, (object) => {
				const [{ json }] = toItems([findingOf(object)], source, settings);
				expect(json.api).toEqual(object);
				expect(json.idempotencyKey).toBe('a'.repeat(64));
				expect(typeof json.event).toBe(name in itemSchemas ? 'undefined' : 'string');
			}),
		);
	});

	test('one that has no item of its own keeps no other from being emitted', () => {
		const failing = {
			...source,
			toItem: (finding: Finding, place: never) => {
				if (finding.object.id === 'bad') throw new Error('No.');
				return source.toItem(finding, place);
			},
		};
		const findings = [findingOf({ id: 'bad' }), findingOf({ id: 'good' })];
		const [bad, good] = toItems(findings, failing, settings).map(({ json }) => json);
		expect(bad).toEqual({
			chatbotId: 'bot/1',
			threadId: 'thread',
			idempotencyKey: 'a'.repeat(64),
			receivedAt: expect.stringMatching(/^20.*Z$/),
			issues: [{ path: '', message: 'No.' }],
			payload: { id: 'bad' },
			api: { id: 'bad' },
		});
		expect(good.api).toEqual({ id: 'good' });
	});
});

test('an ID that no URL can hold', () => {
	const source = sourceTypes.newLead.create({ types: [] });
	const [{ json }] = toItems([findingOf({ id: 'a\ud800b' })], source, settings);
	expect(json.dashboardUrl).toBe('https://sitegpt.example/bot%2F1/leads/a%EF%BF%BDb');
	expect(json.lead).toMatchObject({ id: 'a\ud800b' });
});
