import { messageTime } from '../../nodes/api/messages';
import type { PollRun } from '../../nodes/polling/core/source';
import { sourceTypes } from '../../nodes/polling/sources/sourceTypes';
import { entry, NOW, pollRun, timeFor } from './stubs';

type Json = Record<string, unknown>;

const iso = (ms: number) => new Date(ms).toISOString();
const { name, create } = sourceTypes.newMessage;

const message = (id: string, more: Json = {}): Json => ({
	messageId: id,
	messageType: 'USER_MESSAGE',
	createdAt: iso(NOW - 50_000),
	...more,
});

/** What is read of a conversation that changed 40 seconds ago. */
async function read(messages: Json[], types: string[] = [], more: Partial<PollRun> = {}) {
	const run = pollRun(() => ({ messages }), more);
	return (await create({ types }).read!(entry('thread', NOW - 40_000), run))!;
}

const idsOf = ({ findings }: Awaited<ReturnType<typeof read>>) =>
	findings.map(({ object }) => object.messageId);

test('the conversations of a chatbot', () => {
	expect(name).toBe('message');
	const source = create({ types: [] });
	expect([source.list('bot')].flat()[0].path).toContain('/bot/conversations');
	expect(source.otherTime!({ startedAt: iso(NOW) })).toBe(NOW);
});

test('messages of the chosen types, and those that have no type', async () => {
	const all = [
		message('user'),
		message('agent', { messageType: 'AGENT_MESSAGE' }),
		message('untyped', { messageType: null }),
	];
	expect(idsOf(await read(all))).toEqual(['user', 'agent', 'untyped']);
	expect(idsOf(await read(all, ['AGENT_MESSAGE']))).toEqual(['agent', 'untyped']);
});

describe("a question waits two minutes for the chatbot's answer", () => {
	const asked = (age: number, more: Json = {}) =>
		message('asked', {
			messageType: 'NORMAL_MESSAGE',
			createdAt: iso(NOW - age),
			question: { text: 'And?' },
			answer: null,
			...more,
		});

	test('and the conversation is read again', async () => {
		const found = await read([asked(119_999), message('other')]);
		expect([idsOf(found), found.isUnfinished]).toEqual([['other'], true]);
	});

	test.each<[string, Json]>([
		['it took longer', asked(120_000)],
		['there is one', asked(0, { answer: { text: 'Yes.' } })],
		['it is of another type', asked(0, { messageType: 'USER_MESSAGE' })],
		['it asks nothing', asked(0, { question: null })],
		['nobody knows since when', asked(0, { createdAt: null })],
	])('unless %s', async (_, object) => {
		const found = await read([object]);
		expect([idsOf(found), found.isUnfinished]).toEqual([['asked'], false]);
	});
});

test('a message is found by its time, or by that of the conversation if that is earlier', async () => {
	const found = await read([
		message('early'),
		message('late', { createdAt: iso(NOW - 30_000) }),
		message('untimed', { createdAt: null }),
	]);
	expect(found.findings).toMatchObject([
		{ time: NOW - 50_000, dueTime: NOW - 50_000, threadId: 'thread' },
		{ time: NOW - 30_000, dueTime: NOW - 40_000 },
		{ time: null, dueTime: NOW - 40_000 },
	]);
	const run = pollRun(() => ({ messages: [message('future', { createdAt: iso(NOW + 9) })] }));
	const { findings } = (await create({ types: [] }).read!(entry('thread', null), run))!;
	expect(findings).toMatchObject([{ time: NOW + 9, dueTime: NOW }]);
});

test('a message is recognized by its ID, or else by what was said', async () => {
	const keyOf = async (object: Json) => (await read([object])).findings[0].key;
	expect(await keyOf(message('a'))).toMatch(/^[0-9a-f]{64}$/);
	expect(await keyOf(message('a', { answer: { text: 'Yes.' } }))).toBe(await keyOf(message('a')));
	expect(await keyOf(message('b'))).not.toBe(await keyOf(message('a')));
	const unnamed = message('', { messageId: null, question: { text: 'a' }, answer: { text: 'b' } });
	const key = await keyOf(unnamed);
	expect(await keyOf({ ...unnamed, sources: [] })).toBe(key);
	for (const change of [
		{ createdAt: iso(NOW) },
		{ messageType: 'AGENT_MESSAGE' },
		{ question: { text: 'c' } },
		{ answer: { text: 'c' } },
	])
		expect(await keyOf({ ...unnamed, ...change })).not.toBe(key);
});

test('the time of a message, wherever SiteGPT says it', () => {
	const [a, b, c] = [1, 2, 3].map((n) => NOW + n);
	const said = { question: { timestamp: iso(b) }, answer: { timestamp: iso(c) } };
	expect(messageTime({ createdAt: iso(a), ...said })).toBe(a);
	expect(messageTime({ createdAt: 'soon', ...said })).toBe(b);
	expect(messageTime({ question: null, answer: { timestamp: iso(c) } })).toBe(c);
	expect(messageTime({ answer: null })).toBeNull();
});

test('a long conversation is read page by page, and goes on where time ran out', async () => {
	const pages = [[message('1')], [message('2')], [message('3')]];
	const calls: number[] = [];
	const call = ({ cursor = 0 }: Json) => {
		const page = Number(cursor);
		calls.push(page);
		const pagination = { hasNextPage: page < 2, nextCursor: String(page + 1) };
		return { messages: pages[page], pagination };
	};
	const source = create({ types: [] });
	const one = entry('thread');
	expect(await source.read!(one, pollRun(call, { hasTime: () => false }))).toBeUndefined();
	expect(await source.read!(one, pollRun(call, { hasTime: timeFor(2) }))).toBeUndefined();
	expect(calls).toEqual([0, 1]);
	expect(idsOf((await source.read!(one, pollRun(call)))!)).toEqual(['1', '2', '3']);
	expect(calls).toEqual([0, 1, 2]);
});

test("its item is the webhook's, with the message of the API", async () => {
	const object = {
		messageId: 'm',
		chatbotId: 'its bot',
		messageType: 'NORMAL_MESSAGE',
		createdAt: iso(NOW),
		question: { text: 'And?' },
		answer: { text: 'Yes.' },
		sources: ['https://example.com'],
		gptModel: 'gpt',
		agentId: 'a',
		agentName: 'Ada',
		iconUrl: 'https://example.com/icon.png',
		systemMessageType: 'X',
	};
	const { findings } = await read([object]);
	const place = { baseUrl: 'https://sitegpt.example', chatbotId: 'bot', receivedAt: 'now' };
	const { messageId, createdAt, ...sent } = object;
	expect(create({ types: [] }).toItem(findings[0], place)).toEqual({
		event: 'ADD_MESSAGE',
		threadId: 'thread',
		...sent,
		question: 'And?',
		answer: 'Yes.',
		idempotencyKey: findings[0].key,
		receivedAt: 'now',
		api: object,
	});
	expect([messageId, createdAt]).toHaveLength(2);
});
