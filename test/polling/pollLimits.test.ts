import { ServerClock } from '../../nodes/api/serverClock';
import { unexplained } from '../../nodes/polling/core/notes';
import type { Entry } from '../../nodes/polling/core/source';
import {
	apiError,
	clockAhead,
	entry,
	findingOf,
	keyOf,
	type Listed,
	listSource,
	NOW,
	pagesOf,
	pollerWith,
	pollRun,
	readSource,
	timeFor,
} from './stubs';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PUBLISHED = NOW - 3 * HOUR;

const many = (count: number): Listed[] =>
	Array.from({ length: count }, (_, id) => ({ id, time: NOW - MINUTE }));

const fails = () => {
	throw apiError({ status: 500 });
};

describe('a poll does not look for more', () => {
	/** The pages that a poll reads after one that found so many. */
	async function pagesAfter(count: number, source = listSource()): Promise<number[]> {
		const { poller } = pollerWith(source, PUBLISHED);
		// There is time for the list only.
		const hasTime = source.read ? timeFor(1) : () => true;
		await poller.find(pollRun(pagesOf([many(count)]), { hasTime }));
		const calls: number[] = [];
		await poller.find(pollRun(pagesOf([many(count)], calls)));
		return calls;
	}

	test('with as many as it may emit', async () => {
		expect(await pagesAfter(499)).toEqual([0]);
		expect(await pagesAfter(500)).toEqual([]);
	});

	test('with 5,000 conversations to read', async () => {
		const unreadable = readSource({ read: async () => undefined });
		expect(await pagesAfter(4999, unreadable)).toEqual([0]);
		expect(await pagesAfter(5000, unreadable)).toEqual([]);
	});

	test('if time is up', async () => {
		const { poller } = pollerWith(listSource(), PUBLISHED);
		const calls: number[] = [];
		const run = pollRun(pagesOf([many(1)], calls), { hasTime: () => false });
		expect(await poller.find(run)).toEqual({ notes: [] });
		expect(calls).toEqual([]);
	});

	test('and reads no more conversations than it may emit items', async () => {
		let reads = 0;
		const source = readSource({
			async read(one, run) {
				reads++;
				return { findings: [findingOf(one, run)] };
			},
		});
		const { poller } = pollerWith(source, PUBLISHED);
		await poller.find(pollRun(pagesOf([many(600)])));
		expect(reads).toBeGreaterThanOrEqual(500);
		expect(reads).toBeLessThan(511);
		expect(poller.select(NOW).left).toBe(600 - 500);
	});
});

test('a poll reads nothing if it can emit no more', async () => {
	let reads = 0;
	const source = readSource({
		async read(one, run) {
			if (Number(one.id) >= 500) return undefined;
			reads++;
			return { findings: [findingOf(one, run)] };
		},
	});
	const { poller } = pollerWith(source, PUBLISHED);
	await poller.find(pollRun(pagesOf([many(520)])));
	expect(poller.select(NOW)).toMatchObject({ left: 20 });
	let further = 0;
	source.read = async () => {
		further++;
		return undefined;
	};
	await poller.find(pollRun(pagesOf([many(520)])));
	expect([reads, further]).toEqual([500, 0]);
});

describe('a request that fails', () => {
	/** A poll that runs out of time while its list can't be read. */
	function cutOff() {
		let isOver = false;
		return pollRun(
			() => {
				isOver = true;
				return fails();
			},
			{ hasTime: () => !isOver },
		);
	}

	test('is an error, although earlier polls have read something', async () => {
		const { poller } = pollerWith(listSource(), PUBLISHED);
		await poller.find(pollRun(pagesOf([many(1)])));
		expect(await poller.find(cutOff())).toMatchObject({ notes: [], error: { name: 'ApiError' } });
	});

	test('is none if it was cut off because time was up, after something was read', async () => {
		const { poller } = pollerWith(readSource(), PUBLISHED);
		await poller.find(pollRun(pagesOf([many(1)]), { hasTime: timeFor(1) }));
		expect(await poller.find(cutOff())).toEqual({ notes: [] });
		expect(await poller.find(cutOff())).toHaveProperty('error');
	});

	test('is one if there was time left', async () => {
		const { poller } = pollerWith(readSource(), PUBLISHED);
		await poller.find(pollRun(pagesOf([many(1)]), { hasTime: timeFor(1) }));
		expect(await poller.find(pollRun(fails))).toHaveProperty('error');
	});

	test('does not lose what was found', async () => {
		const { poller, poll } = pollerWith(listSource(), PUBLISHED);
		const pages = pagesOf([many(2), many(3)]);
		const failing = (query: Record<string, unknown>) => (query.cursor ? fails() : pages(query));
		const { notes, error } = await poller.find(pollRun(failing));
		expect(error).toBeDefined();
		expect(notes).toMatchObject([{ type: 'catchingUp' }]);
		expect(await poll(pages)).toEqual([0, 1, 2]);
	});
});

describe('the oldest come first, so what a walk finds is held', () => {
	const pages = pagesOf([[{ id: 1, time: NOW }], [{ id: 2, time: NOW - 5000 }], []]);

	test.each([
		['an hour', HOUR, []],
		['more than an hour', HOUR + 1, [2, 1]],
	])('for %s', async (_, duration, expected) => {
		const { poll } = pollerWith(listSource(), PUBLISHED);
		expect(await poll(pages, { hasTime: timeFor(1) })).toEqual([]);
		const later = { hasTime: timeFor(1), now: NOW + duration };
		expect(await poll(pages, later)).toEqual(expected);
	});

	test('a walk that starts again forgets what the last one held', async () => {
		const { poller, poll } = pollerWith(listSource(), PUBLISHED);
		await poll(pages, { hasTime: timeFor(1) });
		// A cursor that SiteGPT doesn't accept anymore.
		await poller.find(
			pollRun(() => {
				throw apiError({ status: 400 });
			}),
		);
		expect(await poll(pagesOf([[{ id: 2, time: NOW }]]))).toEqual([2]);
	});
});

describe('a walk through a sorted list', () => {
	const sorted = { isSorted: true, fullReadAt: NOW };
	const mark = NOW - HOUR;
	const descending = (...times: number[]) =>
		times.map((time, id): Listed[] => [{ id, time: mark + time }]);

	test('goes ten minutes past the mark', async () => {
		const calls: number[] = [];
		const times = [50 * MINUTE, -10 * MINUTE, -10 * MINUTE - 1, -11 * MINUTE];
		const { poll } = pollerWith(listSource(), PUBLISHED, { ...sorted, mark });
		await poll(pagesOf(descending(...times), calls));
		expect(calls).toEqual([0, 1, 2]);
	});

	test('reads conversations that changed since then, and reports the others', async () => {
		const read: string[] = [];
		const unchanged: string[] = [];
		const source = readSource({
			async read({ id }: Entry) {
				read.push(id);
				return { findings: [] };
			},
			noteUnchanged({ id }: Entry) {
				unchanged.push(id);
				return id === '2';
			},
		});
		const list = [5, -10 * MINUTE, -10 * MINUTE - 1, -11 * MINUTE].map((time, id) => ({
			id,
			time: mark + time,
		}));
		const { poll } = pollerWith(source, PUBLISHED, { ...sorted, mark });
		await poll(pagesOf([[...list, { id: 4, time: null }]]));
		expect(read.toSorted()).toEqual(['0', '1', '2', '4']);
		expect(unchanged).toEqual(['2', '3']);
		await poll(pagesOf([list]));
		expect(read).toHaveLength(4);
	});

	test('reads what has changed before it goes on to the end', async () => {
		const kept = { isSorted: true, fullReadAt: NOW - HOUR, mark };
		const { poll } = pollerWith(readSource(), PUBLISHED, kept);
		const pages = pagesOf(descending(50 * MINUTE, -30 * MINUTE, -31 * MINUTE));
		const failing = (query: Record<string, unknown>) =>
			Number(query.cursor) > 1 ? fails() : pages(query);
		expect(await poll(failing)).toEqual([0]);
	});

	test('goes on to the end once an hour, and emits what was listed late', async () => {
		const times = [50 * MINUTE, -30 * MINUTE, -31 * MINUTE, -32 * MINUTE];
		const pages = descending(...times);
		const kept = { isSorted: true, fullReadAt: NOW - HOUR, mark };
		for (const source of [listSource(), readSource({ noteUnchanged: () => true })]) {
			const { poller, poll } = pollerWith(source, PUBLISHED, kept);
			expect(await poll(pagesOf(pages))).toEqual([3, 2, 1, 0]);
			expect(poller.toState()).toMatchObject({ fullReadAt: NOW, isSorted: true });
		}
	});

	test('without one in the last process, everything since publishing is read', async () => {
		const read: string[] = [];
		const source = readSource({
			async read({ id }: Entry) {
				read.push(id);
				return { findings: [] };
			},
		});
		const { poll } = pollerWith(source, PUBLISHED, { mark });
		await poll(pagesOf([[1, -1].map((ms, id) => ({ id, time: PUBLISHED + ms }))]));
		expect(read).toEqual(['0']);
	});
});

test('after days, what is settled is not read again, unless it is known to have changed', async () => {
	const read: string[] = [];
	const source = readSource({
		toEntry(object) {
			const { id, time, version } = object as { id: string; time: number; version: string };
			return { ...entry(id, time, version), object };
		},
		async read({ id }) {
			read.push(id);
			return { findings: [] };
		},
	});
	const { poll } = pollerWith(source, PUBLISHED);
	const [known, unknown] = ['known', 'unknown'].map((id) => ({ id, time: PUBLISHED + 1 }));
	const list = (...all: object[]) => pagesOf([all as Listed[]]);
	await poll(list(known));
	const now = NOW + 3 * 24 * HOUR;
	const later = { now, clock: new ServerClock(() => now) };
	await poll(list({ id: 'late', time: now - HOUR }), later);
	await poll(list({ ...known, version: 'v2' }, unknown), later);
	expect(read).toEqual(['known', 'late', 'known']);
});

describe('a source is asked about what is missing', () => {
	function asked() {
		const calls: string[][] = [];
		const source = listSource({
			async checkAbsent(present) {
				calls.push([...present]);
				return [unexplained(['1'])];
			},
		});
		return { calls, ...pollerWith(source, PUBLISHED) };
	}

	test('once the whole list was read, if there is time', async () => {
		const { calls, poll } = asked();
		const pages = pagesOf([[{ id: 1, time: null }], [{ id: 2, time: null }]]);
		await poll(pages, { hasTime: timeFor(1) });
		expect(calls).toEqual([]);
		await poll(pages);
		expect(calls).toEqual([['1', '2']]);
		await poll(pages, { hasTime: timeFor(2) });
		expect(calls).toHaveLength(1);
	});

	test('and what it says is logged', async () => {
		const { poller } = asked();
		const { notes } = await poller.find(pollRun(pagesOf([[{ id: 1, time: null }]])));
		expect(notes).toContainEqual(unexplained(['1']));
	});
});

test('a conversation without an ID is reported', async () => {
	const { poller } = pollerWith(listSource(), PUBLISHED);
	const list = [{ time: NOW }, { id: 1, time: NOW }] as Listed[];
	const { notes } = await poller.find(pollRun(pagesOf([list])));
	expect(notes).toMatchObject([{ type: 'unidentified' }]);
	expect((await poller.find(pollRun(pagesOf([many(1)])))).notes).toEqual([]);
});

test('one that could not be read is kept until what it held is settled', async () => {
	const unread = { 7: PUBLISHED + 5 };
	const kept = { unread, fullReadAt: NOW };
	const { poller, poll, executed } = pollerWith(readSource(), PUBLISHED, kept);
	await poller.find(pollRun(pagesOf([[]])));
	expect(poller.toState().unread).toEqual(unread);
	const { findings } = poller.select(NOW);
	expect(findings).toMatchObject([{ threadId: '7' }]);
	poller.noteEmitted(findings, NOW);
	expect(poller.toState().unread).toEqual(unread);
	executed.add(findings.map(({ key }) => key));
	expect(await poll(pagesOf([[]]))).toEqual([]);
	expect(poller.toState().unread).toEqual({});
});

test('also while it is not known whether that is old', async () => {
	const unread = { 7: PUBLISHED + 5 };
	const { poller, poll } = pollerWith(readSource(), PUBLISHED, { unread });
	await poll(pagesOf([[], []]), { hasTime: timeFor(2) });
	expect(poller.toState().unread).toEqual(unread);
	expect(await poll(pagesOf([[], []]))).toEqual([]);
	expect(poller.toState().unread).toEqual({});
});

test('what is older than the workflow is not emitted from a conversation that has changed', async () => {
	const source = readSource({
		read: async (one, run) => ({
			findings: [-1, 1].map((n) => ({
				...findingOf({ ...one, time: PUBLISHED + n }, run),
				key: keyOf(n),
			})),
		}),
	});
	const { poller } = pollerWith(source, PUBLISHED);
	await poller.find(pollRun(pagesOf([many(1)])));
	expect(poller.select(NOW).findings).toMatchObject([{ time: PUBLISHED + 1 }]);
});

test('what is older than a day before the mark is settled', async () => {
	const { poller, poll } = pollerWith(listSource(), NOW - 25 * HOUR);
	await poll(pagesOf([[]]));
	expect(poller.toState().ledger.floor).toBe(NOW - 2000 - 24 * HOUR);
});

test('a source keeps what it wants, and learns what is settled', async () => {
	const settled: unknown[] = [];
	const source = listSource({
		toState: () => ({ any: 1 }),
		noteSettled: ({ object }) => settled.push(object.id),
	});
	const { poller, poll, executed } = pollerWith(source, PUBLISHED);
	await poll(pagesOf([many(1)]));
	expect(poller.toState()).toMatchObject({
		version: 1,
		settings: 'settings',
		source: { any: 1 },
		ledger: { publishedAt: PUBLISHED },
	});
	expect(settled).toEqual([]);
	executed.add(poller.select(Infinity).findings.map(({ key }) => key));
	await poll(pagesOf([[]]));
	expect(settled).toEqual([0]);
	expect(pollerWith(listSource(), PUBLISHED).poller.toState().source).toEqual({});
});

test("the mark is at most two seconds before the start of a walk, by SiteGPT's clock", async () => {
	const { poller, poll } = pollerWith(listSource(), PUBLISHED, { isByN8nClock: false });
	const clock = clockAhead(60_000);
	await poll(pagesOf([[], []]), { clock, hasTime: timeFor(1) });
	await poll(pagesOf([[], []]), { clock: clockAhead(0), now: NOW + HOUR });
	expect(poller.toState().mark).toBe(NOW + 60_000 - 2000);
});
