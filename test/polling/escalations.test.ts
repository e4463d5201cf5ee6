import type { ApiClient } from '../../nodes/api/client';
import type { ApiRequest } from '../../nodes/api/request';
import type { Entry, PollRun } from '../../nodes/polling/core/source';
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
	const { run, calls } = siteGpt([marker('m1', NOW - 99_000), { messageId: 'x' }, marker('m2')]);
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
		throw apiError({ status: 404, code: 'CONVERSATION_NOT_FOUND' });
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
		throw apiError({ status: 500 });
	});
	await expect(source.checkAbsent!(new Set(), failing.run)).rejects.toThrow('It did not work');
	expect(source.toState!()).toMatchObject({ known: { a: [0] }, numbers: {} });
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
