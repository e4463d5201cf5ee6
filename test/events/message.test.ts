import { message } from '../../nodes/events/message';
import type { SiteGptEvent } from '../../nodes/events/event';
import { documented, issuePaths, itemOf, receipt, validReading, type Json } from './payloads';

const paths = (body: unknown) => issuePaths(body, message as unknown as SiteGptEvent);

function withData(changes: Record<string, unknown>): Json {
	const payload = documented('ADD_MESSAGE');
	Object.assign(payload.data, changes);
	return payload;
}

describe('a message as SiteGPT documents it', () => {
	it('becomes an item of the same fields, in a fixed order', () => {
		const item = itemOf(documented('ADD_MESSAGE'), message);
		expect(item).toStrictEqual({
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
		});
		expect(Object.keys(item)).toEqual([
			'event',
			'chatbotId',
			'threadId',
			'messageType',
			'question',
			'answer',
			'sources',
			'gptModel',
			'agentId',
			'agentName',
			'iconUrl',
			'systemMessageType',
			'idempotencyKey',
			'receivedAt',
		]);
	});

	it('is kept as it was sent, for Simplify off', () => {
		const body = documented('ADD_MESSAGE');
		expect(validReading(body, message).sent).toBe(body);
		expect(body).toStrictEqual(documented('ADD_MESSAGE'));
	});

	it('may have the five fields only that the curl example has', () => {
		const data = {
			chatbotId: 'bot-8',
			threadId: 'conversation-33',
			question: 'Is it bright?',
			answer: 'Very.',
			messageType: 'NORMAL_MESSAGE',
		};
		const body = { event: 'ADD_MESSAGE', data };
		expect(itemOf(body, message)).toStrictEqual({
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
		expect(validReading(body, message).sent).toStrictEqual({ event: 'ADD_MESSAGE', data });
	});
});

const OPTIONAL = [
	'question',
	'answer',
	'gptModel',
	'agentId',
	'agentName',
	'iconUrl',
	'systemMessageType',
];

describe.each(OPTIONAL)('%s', (field) => {
	it('may be null', () => {
		expect(itemOf(withData({ [field]: null }), message)[field]).toBeNull();
	});

	it('is null where it is absent', () => {
		const body = withData({});
		delete body.data[field];
		expect(itemOf(body, message)[field]).toBeNull();
	});

	it('may be an empty text', () => {
		expect(itemOf(withData({ [field]: '' }), message)[field]).toBe('');
	});

	it.each([0, 12, true, [], {}, ['text']])('may not be %j', (value) => {
		expect(paths(withData({ [field]: value }))).toEqual([`data.${field}`]);
	});
});

describe('sources', () => {
	it.each([[null], [undefined]])('are an empty list where they are %j', (sources) => {
		expect(itemOf(withData({ sources }), message).sources).toEqual([]);
	});

	it('are an empty list where they are absent', () => {
		const body = withData({});
		delete body.data.sources;
		expect(itemOf(body, message).sources).toEqual([]);
	});

	it('may be an empty list', () => {
		expect(itemOf(withData({ sources: [] }), message).sources).toEqual([]);
	});

	it.each(['https://shop.example', 7, {}, true])('may not be %j', (sources) => {
		expect(paths(withData({ sources }))).toEqual(['data.sources']);
	});

	it('may hold texts only', () => {
		expect(paths(withData({ sources: ['a', 1, 'b', null, {}] }))).toEqual([
			'data.sources[1]',
			'data.sources[3]',
			'data.sources[4]',
		]);
	});
});

describe('messageType', () => {
	it.each(['NORMAL_MESSAGE', 'USER_MESSAGE', 'AGENT_MESSAGE', 'SYSTEM_MESSAGE'])(
		'%s is one that the trigger offers',
		(type) => {
			expect(message.kind?.field).toBe('messageType');
			expect(message.kind?.known.map(({ value }) => value)).toContain(type);
			expect(itemOf(withData({ messageType: type }), message).messageType).toBe(type);
		},
	);

	it.each(['VOICE_MESSAGE', 'normal_message', ' ', '*'])('%j goes through untouched', (type) => {
		expect(itemOf(withData({ messageType: type }), message).messageType).toBe(type);
	});

	it('of a visitor comes without an answer', () => {
		const item = itemOf(withData({ messageType: 'USER_MESSAGE', answer: null }), message);
		expect(item).toMatchObject({ question: 'May I return a lamp?', answer: null });
	});

	it('of a person of the team comes without a question', () => {
		const agent = { agentId: 'agent-2', agentName: 'Hedy', iconUrl: 'https://shop.example/h.png' };
		const item = itemOf(
			withData({ messageType: 'AGENT_MESSAGE', question: null, ...agent }),
			message,
		);
		expect(item).toMatchObject({ question: null, answer: 'Within 30 days.', ...agent });
	});
});

describe.each(['chatbotId', 'threadId', 'messageType'])('%s', (field) => {
	it('is required', () => {
		const body = withData({});
		delete body.data[field];
		expect(paths(body)).toEqual([`data.${field}`]);
	});

	it.each(['', null, 5, true, {}, ['text']])('may not be %j', (value) => {
		expect(paths(withData({ [field]: value }))).toEqual([`data.${field}`]);
	});
});

it('may rightly come twice, since a visitor may say "yes" twice', () => {
	expect(message.mayRepeat).toBe(true);
});
