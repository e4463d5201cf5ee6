import { message } from '../../nodes/events/message';
import { createItem, documented, type Json, listIssues, parsed, receipt } from './payloads';

function withData(changes: Record<string, unknown>): Json {
	const payload = documented('ADD_MESSAGE');
	Object.assign(payload.data, changes);
	return payload;
}

describe('a message as SiteGPT documents it', () => {
	test('becomes an item of the same fields, in a fixed order', () => {
		const item = createItem(documented('ADD_MESSAGE'), message);
		const expected = {
			event: 'ADD_MESSAGE',
			chatbotId: 'bot-7',
			threadId: 'conversation-31',
			messageType: 'NORMAL_MESSAGE',
			question: 'May I return a lamp?',
			answer: 'Within 30 days.',
			sources: ['https://shop.example/returns', 'https://shop.example/faq'],
			gptModel: 'gpt-4o',
			agentId: null,
			agentName: null,
			iconUrl: null,
			systemMessageType: null,
			...receipt,
		};
		expect(item).toStrictEqual(expected);
		expect(Object.keys(item)).toEqual(Object.keys(expected));
	});

	test('is kept as it was sent, for Simplify off', () => {
		const body = documented('ADD_MESSAGE');
		expect(parsed(body, message).sent).toBe(body);
		expect(body).toStrictEqual(documented('ADD_MESSAGE'));
	});

	test('may have only the five fields of the curl example', () => {
		const data = {
			chatbotId: 'bot-8',
			threadId: 'conversation-33',
			question: 'Is it bright?',
			answer: 'Very.',
			messageType: 'NORMAL_MESSAGE',
		};
		const body = { event: 'ADD_MESSAGE', data };
		expect(listIssues(body, message)).toEqual([]);
		expect(createItem(body, message)).toStrictEqual({
			event: 'ADD_MESSAGE',
			...data,
			sources: [],
			gptModel: null,
			agentId: null,
			agentName: null,
			iconUrl: null,
			systemMessageType: null,
			...receipt,
		});
	});
});

describe('sources', () => {
	const other = { source: 'https://shop.example/faq' };

	test.each([
		[undefined, [], []],
		[null, [], []],
		[[], [], []],
		['https://a.example', ['https://a.example'], []],
		[['https://a.example', null], ['https://a.example'], []],
		[
			[{ url: 'https://a.example' }, 'https://b.example'],
			['https://a.example', 'https://b.example'],
			[],
		],
		[{ url: 'https://a.example' }, ['https://a.example'], []],
		[[17], ['17'], []],
		[true, [], ['data.sources[0]']],
		[
			['https://a.example', null, other, true],
			['https://a.example'],
			['data.sources[2]', 'data.sources[3]'],
		],
		[[['https://a.example']], [], ['data.sources[0]']],
	])('%j are %j', (sources, expected, issues) => {
		const body = withData({ sources });
		expect(createItem(body, message).sources).toEqual(expected);
		expect(listIssues(body, message).map(({ path }) => path)).toEqual(issues);
	});

	test('keep the other fields of an object in otherFields', () => {
		const sources = [{ url: 'https://a.example', title: 'Returns' }, 'https://b.example'];
		expect(createItem(withData({ sources }), message)).toMatchObject({
			sources: ['https://a.example', 'https://b.example'],
			otherFields: { sources },
		});
	});
});

describe.each(['question', 'answer'])('%s', (field) => {
	test.each([
		['as text', 'Hello'],
		['as an object', { text: 'Hello' }],
	])('may be sent %s', (_, value) => {
		const item = createItem(withData({ [field]: value }), message);
		expect(item[field]).toBe('Hello');
		expect(item).not.toHaveProperty('otherFields');
	});

	test('keeps the other fields of the object in otherFields', () => {
		const value = { text: 'Hello', timestamp: 1 };
		const item = createItem(withData({ [field]: value }), message);
		expect(item).toMatchObject({ [field]: 'Hello', otherFields: { [field]: value } });
	});

	test.each([true, [], {}, { text: {} }, ['text']])('%j cannot be read', (value) => {
		const body = withData({ [field]: value });
		expect(createItem(body, message)[field]).toBeNull();
		expect(listIssues(body, message)).toEqual([
			{ path: `data.${field}`, message: 'Invalid: expected text' },
		]);
	});
});

describe('messageType', () => {
	test.each(['NORMAL_MESSAGE', 'USER_MESSAGE', 'AGENT_MESSAGE', 'SYSTEM_MESSAGE'])(
		'%s is one that the trigger offers',
		(type) => {
			expect(message.types?.field).toBe('messageType');
			expect(message.types?.known.map(({ value }) => value)).toContain(type);
			expect(createItem(withData({ messageType: type }), message).messageType).toBe(type);
		},
	);

	test.each(['VOICE_MESSAGE', 'normal_message', ' ', '*'])('%j is passed on unchanged', (type) => {
		expect(createItem(withData({ messageType: type }), message).messageType).toBe(type);
	});
});

test('may repeat, because a visitor may say "yes" twice', () => {
	expect(message.mayRepeat).toBe(true);
});
