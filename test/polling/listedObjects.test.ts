import type { ApiClient } from '../../nodes/api/client';
import type { ApiRequest } from '../../nodes/api/request';
import type { Source } from '../../nodes/polling/core/source';
import { sourceTypes } from '../../nodes/polling/sources/sourceTypes';
import { apiError, NOW, pollRun } from './stubs';

type Json = Record<string, unknown>;

const iso = (ms: number) => new Date(ms).toISOString();

const kinds = {
	resolvedConversation: (id: string, more: Json = {}) => ({
		threadId: id,
		resolved: true,
		updatedAt: iso(NOW - 9_000_000),
		...more,
	}),
	failedDocument: (id: string, more: Json = {}) => ({
		id,
		status: 'FAILED',
		updatedAt: iso(NOW - 9_000_000),
		...more,
	}),
};
const over = { resolvedConversation: { resolved: false }, failedDocument: { status: 'QUEUED' } };
const path = { resolvedConversation: 'conversations', failedDocument: 'documents' };
const key = { resolvedConversation: 'conversation', failedDocument: 'document' };

describe.each(Object.keys(kinds) as Array<keyof typeof kinds>)('%s', (name) => {
	const create = (state?: Json) => sourceTypes[name].create({ types: [] }, state);
	const object = kinds[name];

	/** A SiteGPT that answers for one object. */
	const answering = (get: () => Json) => {
		const calls: string[] = [];
		const client = {
			async call(request: ApiRequest) {
				calls.push(request.path);
				return { [key[name]]: get() };
			},
		} as unknown as ApiClient;
		return { calls, run: pollRun(undefined, { client }) };
	};

	async function timesOf(source: Source, entry: Json): Promise<Array<number | null>> {
		const { findings } = (await source.read!(source.toEntry(entry)!, pollRun()))!;
		return findings.map(({ time }) => time);
	}

	test('before the whole list was read, its time says whether it is new; after that, its absence', async () => {
		const source = create();
		expect(source.noteUnchanged!(source.toEntry(object('a'))!)).toBe(false);
		expect(await timesOf(source, object('b'))).toEqual([NOW - 9_000_000]);
		await source.checkAbsent!(new Set(['a', 'b']), pollRun());
		expect(source.noteUnchanged!(source.toEntry(object('a'))!)).toBe(false);
		expect(source.noteUnchanged!(source.toEntry(object('c'))!)).toBe(true);
		expect(await timesOf(source, object('a'))).toEqual([]);
		expect(await timesOf(source, object('c'))).toEqual([NOW]);
		const again = create(source.toState!());
		expect(again.noteUnchanged!(again.toEntry(object('c'))!)).toBe(true);
	});

	test('happens again once SiteGPT has said that it was over', async () => {
		const source = create({ known: { a: [NOW] }, completeFrom: 0 });
		const { calls, run } = answering(() => object('a', over[name]));
		const before = source.toEntry(object('a'))!;
		await source.checkAbsent!(new Set(['b']), run);
		expect(calls).toEqual([`/chatbots/bot/${path[name]}/a`]);
		const after = source.toEntry(object('a'))!;
		expect(after.version).not.toBe(before.version);
		expect(source.noteUnchanged!(after)).toBe(true);
		const [first] = (await create().read!(before, run))!.findings;
		const [second] = (await source.read!(after, run))!.findings;
		expect(second.key).not.toBe(first.key);
		source.noteSettled!(second);
		expect((await source.read!(after, run))!.findings).toEqual([]);
	});

	test.each<[string, (id: string) => Json, boolean]>([
		['still there', (id) => object(id), false],
		['without the field', (id) => ({ threadId: id, id }), false],
		[
			'deleted',
			() => {
				throw apiError({ status: 404, from: 'siteGpt', code: 'NOT_FOUND' });
			},
			true,
		],
	])('absence proves nothing: %s', async (_, get, isOver) => {
		const source = create({ known: { a: [NOW] }, completeFrom: 0 });
		await source.checkAbsent!(new Set(), answering(() => get('a')).run);
		expect(source.toState!()).toMatchObject({ numbers: isOver ? { a: 1 } : {} });
	});

	test('one that is listed, and says that it does not belong there', async () => {
		const source = create();
		const odd = object('a', over[name]);
		expect(source.noteUnchanged!(source.toEntry(odd)!)).toBe(false);
		expect(await timesOf(source, odd)).toEqual([]);
		await source.checkAbsent!(new Set(['a']), pollRun());
		expect(await timesOf(source, object('a'))).toEqual([NOW]);
	});
});

test('a document without an ID is recognized by where it comes from', () => {
	const source = sourceTypes.failedDocument.create({ types: [] });
	const [one, other] = ['a', 'b'].map((externalId) => source.toEntry({ externalId })!.id);
	expect(one).not.toBe(other);
	expect(source.toEntry({ externalId: 'a', status: 'FAILED' })!.id).toBe(one);
});
