import type { ApiClient } from '../../nodes/api/client';
import type { ApiRequest } from '../../nodes/api/request';
import type { Entry, PollRun } from '../../nodes/polling/core/source';
import { findingId } from '../../nodes/polling/sources/findingId';
import { sourceTypes } from '../../nodes/polling/sources/sourceTypes';
import { apiError, NOW, pollRun } from './stubs';

type Json = Record<string, unknown>;

const iso = (ms: number) => new Date(ms).toISOString();

function conversation(id: string, more: Json = {}): Entry {
	const object = { threadId: id, escalated: true, updatedAt: iso(NOW - 5000), ...more };
	return create().toEntry(object)!;
}

const create = (state?: Json) => sourceTypes.escalatedConversation.create({ types: [] }, state);

const marker = (id: string, at = NOW - 9000) => ({
	messageId: id,
	systemMessageType: 'CONVERSATION_ESCALATED',
	createdAt: iso(at),
});

/** A SiteGPT with these messages in each conversation; `get` answers for a conversation. */
function siteGpt(messages: Json[] = [], get: (id: string) => Json = () => ({ escalated: true })) {
	const calls: string[] = [];
	const client = {
		async call({ path }: ApiRequest) {
			calls.push(path.replace('/chatbots/bot/conversations/', ''));
			if (path.endsWith('/messages')) return { messages };
			return { conversation: get(path.split('/').at(-1)!) };
		},
	} as unknown as ApiClient;
	return { calls, run: pollRun(undefined, { client }) };
}

async function keyAndTime(source: ReturnType<typeof create>, entry: Entry, run: PollRun) {
	const { findings } = (await source.read!(entry, run))!;
	for (const finding of findings) source.noteSettled!(finding);
	return findings.map(({ key, time, threadId }) => ({ key, time, threadId }));
}

test('an escalation is its conversation and the last message that marks it', async () => {
	const said = { messageId: 'x' };
	const { run, calls } = siteGpt([marker('m1', NOW - 99_000), said, marker('m2'), said]);
	const source = create();
	const [first] = await keyAndTime(source, conversation('a'), run);
	expect(first).toMatchObject({ time: NOW - 9000, threadId: 'a' });
	expect(await keyAndTime(source, conversation('a', { title: 'Other' }), run)).toEqual([first]);
	expect(calls).toEqual(['a/messages', 'a/messages']);
	const another = siteGpt([marker('m3')]);
	const [again] = await keyAndTime(source, conversation('a'), another.run);
	expect(again.key).not.toBe(first.key);
	expect(source.toState!()).toMatchObject({ known: {}, numbers: {} });
});

test('costs no request if the last message marks it', async () => {
	const { run, calls } = siteGpt();
	const found = await keyAndTime(create(), conversation('a', { lastMessage: marker('m') }), run);
	expect(found).toHaveLength(1);
	expect(calls).toEqual([]);
	const source = create({ known: { a: [0] } });
	const escalated = conversation('a', { lastMessage: marker('m') });
	expect(await keyAndTime(source, escalated, run)).toEqual(found);
	const other = conversation('a', { lastMessage: { messageId: 'x', systemMessageType: null } });
	expect(await keyAndTime(create(), other, siteGpt([marker('m')]).run)).toEqual(found);
});

test('is due from the earlier of its time and the last change', async () => {
	const { run } = siteGpt([marker('m', NOW - 9000)]);
	const { findings } = (await create().read!(conversation('a'), run))!;
	expect(findings[0].dueTime).toBe(NOW - 9000);
	const ahead = siteGpt([marker('m', NOW + 9000)]);
	const late = await create().read!(conversation('a', { updatedAt: iso(NOW + 5000) }), ahead.run);
	expect(late!.findings[0].dueTime).toBe(NOW);
});

test('without a marker it is emitted once, until SiteGPT has said that it was over', async () => {
	const { run } = siteGpt();
	const source = create();
	const [first] = await keyAndTime(source, conversation('a'), run);
	expect(first.time).toBe(NOW - 5000);
	expect(await keyAndTime(source, conversation('a', { totalMessages: 3 }), run)).toEqual([]);
	expect(source.noteUnchanged!(conversation('a'))).toBe(false);
	const over = siteGpt([], () => ({ escalated: false }));
	await source.checkAbsent!(new Set(), over.run);
	expect(source.toState!()).toMatchObject({ known: {}, numbers: { a: 1 } });
	expect(source.noteUnchanged!(conversation('a'))).toBe(true);
	const [second] = await keyAndTime(source, conversation('a'), run);
	expect(second).toMatchObject({ time: NOW, threadId: 'a' });
	expect(second.key).not.toBe(first.key);
	expect(source.toState!()).toMatchObject({ known: { a: [NOW - 5000] }, numbers: { a: 1 } });
	await source.checkAbsent!(new Set(), over.run);
	expect(source.toState!()).toMatchObject({ known: {}, numbers: { a: 2 } });
});

test('goes on from what n8n has kept', async () => {
	const { run } = siteGpt();
	const source = create({ known: { a: [0] }, numbers: { b: 3 } });
	expect(await keyAndTime(source, conversation('a'), run)).toEqual([]);
	const [again] = await keyAndTime(source, conversation('b'), run);
	const [same] = await keyAndTime(create({ numbers: { b: 3 } }), conversation('b'), run);
	expect(again.key).toBe(same.key);
});

test('one that was deleted is over', async () => {
	const gone = siteGpt([], () => {
		throw apiError({ status: 404, from: 'siteGpt', code: 'CONVERSATION_NOT_FOUND' });
	});
	const source = create({ known: { a: [0] } });
	await source.checkAbsent!(new Set(), gone.run);
	expect(source.toState!()).toMatchObject({ known: {}, numbers: { a: 1 } });
});

test('absence proves nothing: SiteGPT is asked about a few at each poll, and not soon again', async () => {
	const { run, calls } = siteGpt();
	const ids = Array.from({ length: 12 }, (_, n) => `t${n}`);
	const source = create({ known: Object.fromEntries(ids.map((id) => [id, [0]])) });
	const present = new Set(['t3']);
	for (let poll = 0; poll < 4; poll++) await source.checkAbsent!(present, run);
	expect(calls).toEqual(ids.filter((id) => id !== 't3'));
	await source.checkAbsent!(present, { ...run, now: NOW + 599_999 });
	expect(calls).toHaveLength(11);
	await source.checkAbsent!(present, { ...run, now: NOW + 600_000 });
	expect(calls).toHaveLength(16);
	expect(Object.keys(source.toState!().known as Json)).toHaveLength(12);
});

test('asks nothing when time is up, and what fails is asked again', async () => {
	const { run, calls } = siteGpt();
	const source = create({ known: { a: [0] } });
	await source.checkAbsent!(new Set(), { ...run, hasTime: () => false });
	expect(calls).toEqual([]);
	const failing = siteGpt([], () => {
		throw apiError({ status: 401 });
	});
	await expect(source.checkAbsent!(new Set(), failing.run)).rejects.toThrow('It did not work');
	expect(source.toState!()).toMatchObject({ known: { a: [0] }, numbers: {} });
});

test.each([
	['a server error', { status: 500 }],
	['a 404 of another server', { status: 404, from: 'unknown' as const }],
])('one that SiteGPT does not answer for keeps nothing up: %s', async (_, problem) => {
	const source = create({ known: { a: [0], b: [0] } });
	const { calls, run } = siteGpt([], (id) => {
		if (id === 'a') throw apiError(problem);
		return { escalated: false };
	});
	const [note, ...others] = await source.checkAbsent!(new Set(), run);
	expect(note).toMatchObject({ type: 'unexplained' });
	expect(note.text).toMatch(/why SiteGPT no longer lists a \(It did not work\)\./);
	expect(others).toEqual([]);
	expect(source.toState!()).toMatchObject({ known: { a: [0] }, numbers: { b: 1 } });
	await source.checkAbsent!(new Set(), { ...run, now: NOW + 600_000 });
	expect(calls).toEqual(['a', 'b', 'a']);
});

test('a request that is cut off when time is up has failed for nobody', async () => {
	let isOver = false;
	const { run } = siteGpt([], () => {
		isOver = true;
		throw apiError({ code: 'TIMEOUT' });
	});
	const cut = create({ known: { a: [0] } }).checkAbsent!(new Set(), {
		...run,
		hasTime: () => !isOver,
	});
	await expect(cut).rejects.toThrow('It did not work');
});

test('and those that SiteGPT was asked about last', async () => {
	const { run } = siteGpt();
	const source = create({ known: { a: [0], b: [1] }, numbers: { c: 1, d: 1, a: 1 } });
	await keyAndTime(source, conversation('a'), run);
	expect(source.toState!().known).toEqual({ a: [NOW - 5000], b: [1] });
	await source.checkAbsent!(new Set(['b']), siteGpt([], () => ({ escalated: false })).run);
	expect(Object.entries(source.toState!().numbers as Json)).toEqual([
		['c', 1],
		['d', 1],
		['a', 2],
	]);
});

test('a conversation of which only the ID is known is read first', async () => {
	const { run, calls } = siteGpt([marker('m')], (id) => ({ threadId: id, title: 'Read' }));
	const unread: Entry = { id: 'a', time: null, version: '', object: {} };
	const { findings } = (await create().read!(unread, run))!;
	expect(calls).toEqual(['a', 'a/messages']);
	expect(findings[0].object).toMatchObject({ title: 'Read' });
});

test('waits for the next poll if time is up before the messages', async () => {
	const { run } = siteGpt();
	expect(await create().read!(conversation('a'), { ...run, hasTime: () => false })).toBeUndefined();
});

test('an escalation without a marker is recognized by its conversation, and by a number from the second on', async () => {
	const { run } = siteGpt();
	const keyed = (id: string) => findingId('CONVERSATION_ESCALATED', id, run).key;
	const [first] = await keyAndTime(create(), conversation('a'), run);
	const [third] = await keyAndTime(create({ numbers: { a: 2 } }), conversation('a'), run);
	expect([first.key, third.key]).toEqual([keyed('a'), keyed('a 2')]);
	const [marked] = await keyAndTime(create(), conversation('a'), siteGpt([marker('m')]).run);
	expect(marked.key).toBe(keyed('a m'));
	const unnamed = { ...marker('m'), messageId: null, createdAt: 17 };
	const [timed] = await keyAndTime(create(), conversation('a'), siteGpt([unnamed]).run);
	expect(timed.key).toBe(keyed('a 17'));
});

test('is due now if nothing says when it was', async () => {
	const untimed = conversation('a', { updatedAt: null });
	const read = async (messages: Json[], state?: Json) =>
		(await create(state).read!(untimed, siteGpt(messages).run))!.findings[0];
	expect(await read([])).toMatchObject({ time: null, dueTime: NOW });
	expect(await read([{ ...marker('m'), createdAt: null }])).toMatchObject({ dueTime: NOW });
	expect(await read([], { numbers: { a: 1 } })).toMatchObject({ time: NOW, dueTime: NOW });
});

test('what was found before n8n was stopped is asked for, until it is settled', async () => {
	const source = create();
	await source.read!(conversation('a'), siteGpt().run);
	expect(source.toState!()).toMatchObject({ known: {}, found: ['a'] });
	const restarted = create(source.toState!());
	await restarted.checkAbsent!(new Set(), siteGpt([], () => ({ escalated: false })).run);
	expect(restarted.toState!()).toMatchObject({ numbers: { a: 1 }, found: [] });
	source.noteUnchanged!(conversation('a'));
	expect(source.toState!()).toMatchObject({ found: [] });
});

test('what was escalated before keeps its number', () => {
	const source = create({ known: { a: [0] }, numbers: { a: 2, c: 3 } });
	for (const id of ['a', 'b']) source.noteUnchanged!(conversation(id));
	const numbers = { a: 2, c: 3 };
	const known = { a: [NOW - 5000], b: [NOW - 5000] };
	expect(source.toState!()).toEqual({ known, numbers, minNumber: 0, found: [] });
	source.noteSettled!({ key: '', time: null, dueTime: 0, object: {} });
	source.noteSettled!({ key: '', time: null, dueTime: 0, object: {}, threadId: 'c' });
	expect(source.toState!()).toMatchObject({ known: { c: [null] }, numbers });
});

test('one that was listed meanwhile is asked for as soon as it is missing again', async () => {
	const { run, calls } = siteGpt();
	const source = create({ known: { a: [0] } });
	await source.checkAbsent!(new Set(), run);
	await source.checkAbsent!(new Set(['a']), run);
	await source.checkAbsent!(new Set(), run);
	expect(calls).toEqual(['a', 'a']);
	const over = siteGpt([], () => ({ escalated: false }));
	await source.checkAbsent!(new Set(), { ...over.run, now: NOW + 600_000 });
	await keyAndTime(source, conversation('a'), run);
	await source.checkAbsent!(new Set(), { ...run, now: NOW + 600_001 });
	expect(calls.filter((call) => call === 'a')).toHaveLength(3);
});

test("its item is the webhook's, with the conversation of the API", async () => {
	const chatUser = { id: 'u', email: 'a@example.com', name: 'Ada', phone: '1', verified: true };
	const known = { ...chatUser, createdAt: iso(NOW) };
	const { object } = conversation('a/b', { chatUser: { ...known, updatedAt: iso(NOW) } });
	const place = { baseUrl: 'https://sitegpt.example', chatbotId: 'bot', receivedAt: 'now' };
	const finding = { key: 'key', time: NOW, dueTime: NOW, object, threadId: 'a/b' };
	expect(create().toItem(finding, place)).toEqual({
		event: 'CONVERSATION_ESCALATED',
		chatbotId: 'bot',
		threadId: 'a/b',
		dashboardUrl: 'https://sitegpt.example/bot/chat-history/a%2Fb',
		user: known,
		idempotencyKey: 'key',
		receivedAt: 'now',
		api: object,
	});
	const anonymous = { ...finding, object: { ...object, chatUser: null, chatbotId: 'its bot' } };
	expect(create().toItem(anonymous, place)).toMatchObject({ user: null, chatbotId: 'its bot' });
});

test('the escalated conversations of a chatbot', () => {
	expect(sourceTypes.escalatedConversation.name).toBe('escalated conversation');
	expect(create().list('bot')).toMatchObject({
		path: expect.stringContaining('/bot/conversations'),
		query: { escalated: true },
	});
});
