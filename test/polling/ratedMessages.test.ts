import type { ApiClient } from '../../nodes/api/client';
import type { ListRequest } from '../../nodes/api/pages';
import type { ApiRequest } from '../../nodes/api/request';
import type { Entry, Finding, Source } from '../../nodes/polling/core/source';
import { sourceTypes } from '../../nodes/polling/sources/sourceTypes';
import { NOW, pollRun } from './stubs';

type Json = Record<string, unknown>;

const iso = (ms: number) => new Date(ms).toISOString();
const DAY = 24 * 60 * 60 * 1000;

const create = (state?: Json) => sourceTypes.ratedMessage.create({ types: [] }, state);

const message = (messageId: string, reaction: string, at = NOW - 3 * DAY): Json => ({
	messageId,
	reaction,
	createdAt: iso(at),
	updatedAt: iso(at + 1000),
});

/** A conversation in one of the two lists. */
function entryOf(source: Source, reaction: string, id = 'a', time = NOW - 2 * DAY): Entry {
	const list = [source.list('bot')].flat().find(({ query }) => query!.reaction === reaction);
	return source.toEntry({ threadId: id, updatedAt: iso(time) }, list)!;
}

function read(source: Source, entry: Entry, messages: Json[]): Promise<Finding[]> {
	const client = {
		async call({ path }: ApiRequest) {
			expect(path).toBe('/chatbots/bot/conversations/a/messages');
			return { messages };
		},
	} as unknown as ApiClient;
	const fresh = { ...entry, messages: undefined };
	return source.read!(fresh, pollRun(undefined, { client })).then((found) => found!.findings);
}

const ratings = (findings: Finding[]) =>
	findings.map(({ object, time }) => [object.messageId, object.reaction, time]);

const knowAll = async (source: Source) => await source.checkAbsent!(new Set(), pollRun());

beforeEach(() => jest.spyOn(Date, 'now').mockReturnValue(NOW));
afterEach(() => jest.restoreAllMocks());

test('there is one list for each reaction', () => {
	const lists = create().list('bot') as ListRequest[];
	expect(lists.map(({ query }) => query!.reaction)).toEqual(['NEGATIVE', 'POSITIVE']);
	const [bad, good] = ['NEGATIVE', 'POSITIVE'].map((one) => entryOf(create(), one).id);
	expect(bad).not.toBe(good);
});

test('at publishing, the times of messages tell; after that, what was read before', async () => {
	const source = create();
	const entry = entryOf(source, 'NEGATIVE');
	expect(source.noteUnchanged!(entry)).toBe(true);
	const old = message('m1', 'NEGATIVE');
	const [first, ...others] = await read(source, entry, [old, message('m2', 'POSITIVE')]);
	expect(ratings([first])).toEqual([['m1', 'NEGATIVE', NOW - 3 * DAY + 1000]]);
	expect(others).toEqual([]);
	source.noteSettled!(first);
	await knowAll(source);
	const corrected = { ...old, updatedAt: iso(NOW) };
	const also = message('m2', 'NEGATIVE');
	expect(ratings(await read(source, entry, [corrected, also]))).toEqual([['m2', 'NEGATIVE', NOW]]);
	// The same after a restart.
	const again = create(JSON.parse(JSON.stringify(source.toState!())) as Json);
	expect(ratings(await read(again, entry, [corrected, also]))).toEqual([['m2', 'NEGATIVE', NOW]]);
});

test('all ratings are new in a conversation that was not in the list before', async () => {
	const source = create();
	await knowAll(source);
	const entry = entryOf(source, 'NEGATIVE', 'a', NOW - 90 * DAY);
	expect(source.noteUnchanged!(entry)).toBe(true);
	const messages = [message('m1', 'NEGATIVE', NOW - 91 * DAY)];
	expect(ratings(await read(source, entry, messages))).toEqual([['m1', 'NEGATIVE', NOW]]);
	// Until they are settled, also after a restart.
	const again = create(source.toState!());
	expect(again.noteUnchanged!(entry)).toBe(true);
	const [finding] = await read(again, entry, messages);
	expect(finding.time).toBe(NOW);
	again.noteSettled!(finding);
	expect(again.noteUnchanged!(entry)).toBe(false);
	expect(await read(again, entry, messages)).toEqual([]);
});

test('a conversation that changed in the last seven days is read once an hour, an older one when it changes', () => {
	const source = create();
	const recent = entryOf(source, 'NEGATIVE', 'a', NOW - 7 * DAY + 1);
	const old = entryOf(source, 'NEGATIVE', 'b', NOW - 7 * DAY);
	expect([recent, old].map((entry) => source.noteUnchanged!(entry))).toEqual([true, false]);
	jest.spyOn(Date, 'now').mockReturnValue(NOW + 60_000);
	expect(entryOf(source, 'NEGATIVE', 'a', NOW - 6 * DAY).version).toBe(
		entryOf(source, 'NEGATIVE', 'b', NOW - 6 * DAY).version,
	);
	jest.spyOn(Date, 'now').mockReturnValue(NOW + 60 * 60_000);
	expect(entryOf(source, 'NEGATIVE', 'b', NOW - 7 * DAY).version).toBe(old.version);
	const later = entryOf(source, 'NEGATIVE', 'a', NOW - 6 * DAY);
	jest.spyOn(Date, 'now').mockReturnValue(NOW);
	expect(later.version).not.toBe(entryOf(source, 'NEGATIVE', 'a', NOW - 6 * DAY).version);
});

test('each message once for each reaction', async () => {
	const source = create();
	await knowAll(source);
	const keys = new Set<string>();
	for (const reaction of ['NEGATIVE', 'POSITIVE', 'NEGATIVE']) {
		const entry = entryOf(source, reaction);
		for (const finding of await read(source, entry, [message('m1', reaction)])) {
			source.noteSettled!(finding);
			keys.add(finding.key);
		}
	}
	expect(keys.size).toBe(2);
	expect(await read(source, entryOf(source, 'NEGATIVE'), [message('m1', 'NEUTRAL')])).toEqual([]);
});

test('one that could not be read at publishing is not new after that', async () => {
	const source = create();
	const entry = entryOf(source, 'NEGATIVE');
	const failing = pollRun(() => {
		throw new Error('No.');
	});
	await expect(source.read!({ ...entry }, failing)).rejects.toThrow('No.');
	await knowAll(source);
	const again = create(source.toState!());
	const unread = { id: entry.id, time: null, version: '', object: {} };
	const [[, , time]] = ratings(await read(again, unread, [message('m1', 'NEGATIVE')]));
	expect(time).toBe(NOW - 3 * DAY + 1000);
});
