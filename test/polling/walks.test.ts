import type { PollRun } from '../../nodes/polling/core/source';
import { Walks } from '../../nodes/polling/core/walks';
import { apiError, NOW, pagesOf, pollRun, sourceWith } from './stubs';

const HOUR = 3_600_000;

/** A list of pages of two objects, the latest first unless they say otherwise. */
function listOf(times: Array<number | null>, calls: string[] = []) {
	const objects = times.map((time, id) => ({ id, time }));
	return (query: Record<string, unknown>) => {
		const from = Number(query.cursor ?? 0);
		calls.push(String(from));
		const pagination = { hasNextPage: from + 2 < objects.length, nextCursor: `${from + 2}` };
		return { objects: objects.slice(from, from + 2), pagination };
	};
}

const descending = Array.from({ length: 10 }, (_, n) => NOW - n * 1000);

function walksWith(
	state = { fullReadAt: null as number | null, isSorted: false },
	source = sourceWith(),
) {
	const taken: string[] = [];
	const walks = new Walks(source, state);
	const take = (entries: Array<{ id: string }>) => void taken.push(...entries.map(({ id }) => id));
	return {
		walks,
		taken,
		toMark: async (run: PollRun, mark = NOW - 2500) =>
			await walks.readToMark(run, (time) => time < mark, take),
		onward: async (run: PollRun) => await walks.readOn(run, take),
	};
}

describe('several lists', () => {
	const list = (name: string) => ({
		method: 'GET' as const,
		path: name,
		list: 'objects',
		id: 'id',
	});
	const source = sourceWith({ list: () => [list('/a'), list('/b')] });

	/** Two lists; the requests say which one. */
	function twoLists(a: number[], b: number[]) {
		const [calls, pages] = [[] as string[], { '/a': listOf(a), '/b': listOf(b) }];
		const client = {
			async call({ path, query }: { path: '/a' | '/b'; query: Record<string, unknown> }) {
				calls.push(path);
				return pages[path](query);
			},
		} as unknown as PollRun['client'];
		return { calls, run: pollRun(undefined, { client }) };
	}

	test('are read side by side, each down to the mark', async () => {
		const { walks, toMark } = walksWith({ fullReadAt: NOW, isSorted: true }, source);
		const late = twoLists(descending, descending.slice(3));
		const walk = await toMark(late.run);
		expect(late.calls).toEqual(['/a', '/b', '/a']);
		expect([walk!.isComplete, walk!.pages]).toEqual([false, 3]);
		const short = twoLists(descending.slice(0, 1), descending);
		await toMark(short.run);
		expect(short.calls).toEqual(['/a', '/b', '/b']);
		expect(walks.unfinished).toBeUndefined();
	});

	test.each<[string, number[], number[], boolean]>([
		['both sorted', descending, descending, true],
		['one of them not', descending, descending.toReversed(), false],
		['one of them empty', [], descending, true],
	])('%s', async (_, a, b, isSorted) => {
		const { walks, toMark } = walksWith(undefined, source);
		const walk = await toMark(twoLists(a, b).run);
		expect(walk!.isComplete).toBe(true);
		expect(walks.state.isSorted).toBe(isSorted);
	});
});

test('what was listed since the whole list was read is not missing', async () => {
	const { walks, toMark, onward } = walksWith();
	const ids = (...all: number[]) => all.map((id) => ({ id, time: NOW + id }));
	await toMark(pollRun(pagesOf([ids(3, 2), ids(1, 0)])), NOW);
	await toMark(pollRun(pagesOf([ids(5, 4), ids(3, 2), ids(1)])), NOW + 4.5);
	expect([...walks.present!].toSorted()).toEqual(['0', '1', '2', '3', '4', '5']);
	const all = [ids(7, 6), ids(5, 4), ids(3, 2), ids(1, 0)];
	const dayLater = { now: NOW + 24 * 3_600_000 };
	const walk = await toMark(pollRun(pagesOf(all), dayLater), NOW + 6.5);
	expect(walk!.isComplete).toBe(false);
	// While the whole list is read again, which takes several polls.
	await toMark(pollRun(pagesOf([ids(9, 8), ...all]), dayLater), NOW + 8.5);
	await onward(pollRun(pagesOf(all), dayLater));
	expect(walks.present!.has('9')).toBe(true);
});

describe('the order of a list', () => {
	test('is not known at first, so the whole list is read; then a walk stops at the mark', async () => {
		const { walks, taken, toMark } = walksWith();
		const walk = await toMark(pollRun(listOf(descending)));
		expect(walk!.isComplete).toBe(true);
		expect(taken).toHaveLength(10);
		expect(walks.state).toEqual({ fullReadAt: NOW, isSorted: true });
		expect(walks.present!.size).toBe(10);
		const next = await toMark(pollRun(listOf(descending)));
		expect(next!.pages).toBe(2);
		expect(walks.unfinished).toBeUndefined();
	});

	test.each<[string, Array<number | null>, boolean]>([
		['the latest first', descending, true],
		['some at the same time', [5, 5, 4, 4, 3].map((n) => NOW + n), true],
		['the earliest first', descending.toReversed(), false],
		['one out of order', [9, 8, 7, 8, 5].map((n) => NOW + n), false],
		['one without a time', [NOW, NOW - 1, null, NOW - 3], false],
		['one page shows too little', [NOW, NOW - 1], false],
	])('%s', async (_, times, isSorted) => {
		const { walks, toMark } = walksWith();
		await toMark(pollRun(listOf(times)));
		expect(walks.state.isSorted).toBe(isSorted);
	});

	test.each([
		['the other time says the same', [4, 3, 2, 1], false],
		['the other time says otherwise', [4, 3, 1, 2], true],
		['the other time is the same', [4, 4, 3, 3], false],
		['one other time is not known', [4, null, 3, 2], false],
		['the other time is not known', [null, null, null, null], false],
	])('has to be shown: %s', async (_, others, isSorted) => {
		const source = sourceWith({ otherTime: ({ id }) => others[Number(id)] });
		const { walks, toMark } = walksWith(undefined, source);
		await toMark(pollRun(listOf(descending.slice(0, 4))));
		expect(walks.state.isSorted).toBe(isSorted);
	});

	test('that is broken above the mark is not relied on', async () => {
		const { toMark } = walksWith({ fullReadAt: NOW, isSorted: true });
		const times = [NOW, NOW - 9000, NOW - 1000, NOW - 8000, NOW - 9000, NOW - 9500];
		const walk = await toMark(pollRun(listOf(times)), NOW - 500);
		expect(walk!.pages).toBe(1);
		const again = await toMark(pollRun(listOf(times)), NOW - 8500);
		expect(again!.pages).toBe(1);
		const whole = await toMark(pollRun(listOf([NOW, NOW + 1, NOW - 9000, NOW - 9000])), NOW - 500);
		expect(whole!.isComplete).toBe(true);
	});
});

test('a walk that runs out of time goes on at the next poll', async () => {
	const calls: string[] = [];
	const { walks, taken, toMark } = walksWith();
	const short = () => {
		let left = 2;
		return pollRun(listOf(descending, calls), { hasTime: () => --left > 0 });
	};
	expect(await toMark(short())).toBeUndefined();
	expect(walks.unfinished!.pages).toBe(2);
	expect(walks.unfinished!.downTo).toBe(NOW - 3000);
	expect(walks.state.fullReadAt).toBeNull();
	expect(await toMark(short())).toBeUndefined();
	expect((await toMark(short()))!.isComplete).toBe(true);
	expect(calls).toEqual(['0', '2', '4', '6', '8']);
	expect(taken).toHaveLength(10);
	expect(walks.pages).toBe(5);
});

describe('the whole list is read once an hour', () => {
	const sorted = (age: number) => ({ fullReadAt: NOW - age, isSorted: true });

	test('but not earlier', async () => {
		const { walks, toMark, onward } = walksWith(sorted(HOUR - 1));
		await toMark(pollRun(listOf(descending)));
		await onward(pollRun(listOf(descending)));
		expect(walks.pages).toBe(2);
	});

	test('in slices, while further walks come first', async () => {
		const calls: string[] = [];
		const { walks, toMark, onward } = walksWith(sorted(HOUR));
		await toMark(pollRun(listOf(descending, calls)));
		let seconds = 0;
		const slow = pollRun(listOf(descending, calls), { monotonicNow: () => seconds++ * 5000 });
		await onward(slow);
		expect(calls).toEqual(['0', '2', '4']);
		expect(walks.state.fullReadAt).toBe(NOW - HOUR);
		await toMark(pollRun(listOf(descending, calls)));
		await onward(pollRun(listOf(descending, calls)));
		expect(calls).toEqual(['0', '2', '4', '0', '2', '6', '8']);
		expect(walks.state).toEqual({ fullReadAt: NOW, isSorted: true });
		await onward(pollRun(listOf(descending, calls)));
		expect(calls).toHaveLength(7);
	});

	test('and shows if the list is no longer sorted', async () => {
		const { walks, toMark, onward } = walksWith(sorted(2 * HOUR));
		const times = [...descending.slice(0, 6), NOW + 5];
		await toMark(pollRun(listOf(times)));
		await onward(pollRun(listOf(times)));
		expect(walks.state).toEqual({ fullReadAt: NOW, isSorted: false });
	});
});

describe('after an error', () => {
	const failing = (error: unknown) => (query: Record<string, unknown>) => {
		if (query.cursor === '2') throw error;
		return listOf(descending)(query);
	};

	test.each([
		['502', apiError({ status: 502 }), true],
		['429', apiError({ status: 429 }), true],
		['a timeout', apiError({ code: 'TIMEOUT' }), true],
		['a cursor that SiteGPT does not accept', apiError({ status: 400 }), false],
		['another response than documented', apiError(), false],
		['anything else', new Error('Oh'), false],
	])('%s, the walk goes on or starts again', async (_, error, goesOn) => {
		const { walks, toMark } = walksWith();
		await expect(toMark(pollRun(failing(error)))).rejects.toBe(error);
		expect(walks.unfinished !== undefined).toBe(goesOn);
		const calls: string[] = [];
		expect((await toMark(pollRun(listOf(descending, calls))))!.isComplete).toBe(true);
		expect(calls[0]).toBe(goesOn ? '2' : '0');
	});

	test('a whole read that can not go on is due again', async () => {
		const { walks, toMark, onward } = walksWith({ fullReadAt: 0, isSorted: true });
		await toMark(pollRun(listOf(descending)));
		const refusing = pollRun(() => {
			throw apiError({ status: 400 });
		});
		await expect(onward(refusing)).rejects.toThrow('It did not work');
		await onward(refusing);
		await toMark(pollRun(listOf(descending)));
		await onward(pollRun(listOf(descending)));
		expect(walks.state.fullReadAt).toBe(NOW);
	});

	test('a walk that starts again leaves the other one alone', async () => {
		const calls: string[] = [];
		const list = (times = descending) => pollRun(listOf(times, calls));
		const refusing = (hasTime = true) =>
			pollRun(
				() => {
					throw apiError({ status: 400 });
				},
				{ hasTime: () => hasTime },
			);
		const { walks, toMark, onward } = walksWith({ fullReadAt: 0, isSorted: true });
		await toMark(list());
		await expect(toMark(refusing())).rejects.toThrow('It did not work');
		await onward(list());
		expect(calls).toEqual(['0', '2', '4', '6', '8']);
		walks.state.fullReadAt = 0;
		await toMark(list());
		await toMark(pollRun(listOf(descending), { hasTime: () => false }));
		const { unfinished } = walks;
		expect(unfinished).toBeDefined();
		await expect(onward(refusing())).rejects.toThrow('It did not work');
		expect(walks.unfinished).toBe(unfinished);
	});

	test('a page that repeats itself is one', async () => {
		const { toMark } = walksWith();
		const same = () => ({
			objects: [{ id: 1 }],
			pagination: { hasNextPage: true, nextCursor: 'x' },
		});
		await expect(toMark(pollRun(same))).rejects.toThrow('keeps returning the same page');
	});
});

test('objects that nothing identifies are counted', async () => {
	const { toMark } = walksWith();
	const walk = await toMark(pollRun(() => ({ objects: [{}, { id: 1, time: NOW }, {}] })));
	expect(walk!.unidentified).toBe(2);
	expect([...walk!.present]).toEqual(['1']);
});
