import { EntryReads } from '../../nodes/polling/core/entryReads';
import type { Contents, Entry, Finding } from '../../nodes/polling/core/source';
import { apiError, entry, NOW, pollRun, sourceWith } from './stubs';

const FLOOR = NOW - 24 * 3_600_000;

type Read = (entry: Entry) => Contents | undefined | Promise<Contents | undefined>;

const found = (id: string): Contents => ({
	findings: [{ key: id, time: NOW, dueTime: NOW, object: {} }],
});

/** Reads, and what was accepted of what it found. */
function reads(read: Read, unread: Record<string, number> = {}) {
	const source = sourceWith({ read: async (one) => await read(one) });
	const made = new EntryReads(source, unread);
	const accepted: Array<[string, number | undefined]> = [];
	const accept = ({ key }: Finding, since: number | undefined) => void accepted.push([key, since]);
	return {
		made,
		accepted,
		keys: () => accepted.map(([key]) => key),
		readAll: async (run = pollRun(), isEnough = () => false) =>
			await made.readAll(run, FLOOR, accept, isEnough),
	};
}

test('reads what changed first, and not again until it changes', async () => {
	const { made, keys, readAll } = reads(({ id }) => found(id));
	made.add(entry('later', NOW - 10_000));
	made.add(entry('earlier', NOW - 20_000));
	expect(made.size).toBe(2);
	expect(made.minTime).toBe(NOW - 20_000);
	await readAll();
	expect(keys()).toEqual(['earlier', 'later']);
	expect([made.size, made.minTime, made.count]).toEqual([0, Infinity, 2]);
	expect(made.isRead(entry('later'))).toBe(true);
	expect(made.isRead(entry('later', NOW, 'v2'))).toBe(false);
	expect(made.isRead({ ...entry('later'), version: null })).toBe(false);
	expect(made.toState(new Set(['later']))).toStrictEqual({});
});

test('what changed in the last two seconds is read again at the next poll', async () => {
	const { made, keys, readAll } = reads(({ id }) => found(id));
	made.add(entry('just now', NOW - 1999));
	made.add(entry('before', NOW - 2000));
	await readAll();
	expect(made.minTime).toBe(NOW - 1999);
	expect(made.size).toBe(0);
	made.startPoll();
	expect(made.size).toBe(1);
	await readAll(pollRun(undefined, { now: NOW + 1 }));
	expect(keys()).toEqual(['before', 'just now', 'just now']);
	made.startPoll();
	expect(made.size).toBe(0);
});

test('one that says nothing about its changes has to be read each time', async () => {
	const { made, readAll } = reads(({ id }) => found(id));
	const untold = { ...entry('a'), version: null };
	made.add(untold);
	await readAll();
	expect(made.isRead(untold)).toBe(false);
});

test('what is read again is what it is now', async () => {
	const versions: Array<string | null> = [];
	const { made, readAll } = reads(({ id, version }) => {
		versions.push(version);
		return found(id);
	});
	made.add(entry('a', NOW));
	await readAll();
	made.add(entry('a', NOW, 'v2'));
	made.startPoll();
	await readAll();
	expect(versions).toEqual(['v1', 'v2']);
});

test('20,000 are remembered, those that were read last', async () => {
	const { made, readAll } = reads(() => ({ findings: [] }));
	const read = async (ids: number[]) => {
		for (const id of ids) made.add(entry(String(id)));
		await readAll();
	};
	const isRead = (...ids: number[]) => ids.map((id) => made.isRead(entry(String(id))));
	await read(Array.from({ length: 20_000 }, (_, n) => n));
	expect(isRead(0)).toEqual([true]);
	await read([0]);
	await read([20_000]);
	expect(isRead(0, 1, 2, 20_000)).toEqual([true, false, true, true]);
});

test('what is unfinished is read again, and what there was no time for goes on', async () => {
	const { made, readAll } = reads(({ id }) =>
		id === 'slow' ? undefined : { findings: [], isUnfinished: true },
	);
	made.add(entry('slow'));
	made.add(entry('writing'));
	await readAll();
	expect(made.size).toBe(1);
	made.startPoll();
	expect(made.size).toBe(2);
});

test('keeps what was read of a list if the entry changes meanwhile', async () => {
	const seen: unknown[] = [];
	const { made, readAll } = reads((one) => {
		seen.push(one.messages);
		one.messages ??= { reader: {} as never, objects: [{ id: 1 }], startedAt: NOW };
		return undefined;
	});
	made.add(entry('long'));
	await readAll();
	made.add(entry('long', NOW, 'v2'));
	await readAll();
	expect(seen).toEqual([undefined, { reader: {}, objects: [{ id: 1 }], startedAt: NOW }]);
});

test('stops when a poll can emit no more, or time is up', async () => {
	const { made, keys, readAll } = reads(({ id }) => found(id));
	for (let n = 0; n < 30; n++) made.add(entry(`${n}`, NOW - 60_000 + n));
	await readAll(pollRun(), () => keys().length >= 10);
	expect(keys().length).toBeGreaterThanOrEqual(10);
	expect(keys().length).toBeLessThan(21);
	const before = keys().length;
	await readAll(pollRun(undefined, { hasTime: () => false }));
	expect(keys()).toHaveLength(before);
	expect(made.size).toBe(30 - before);
});

test('at most ten at the same time', async () => {
	let [now, most] = [0, 0];
	const { made, readAll } = reads(async () => {
		most = Math.max(most, ++now);
		await new Promise((resolve) => setImmediate(resolve));
		now--;
		return { findings: [] };
	});
	for (let n = 0; n < 50; n++) made.add(entry(`${n}`));
	await readAll();
	expect(most).toBe(10);
});

describe('one that cannot be read', () => {
	test.each([
		['a server error', apiError({ status: 500 })],
		['a refusal', apiError({ status: 422 })],
		['a 404 that SiteGPT may not have sent', apiError({ status: 404, from: 'unknown' })],
		['another response than documented', apiError({ status: 200 })],
		['a timeout', apiError({ code: 'TIMEOUT' })],
		['a list that repeats itself', apiError()],
		['an ID that no request can have', new Error("This isn't an ID")],
	])('%s: concerns only itself', async (_, error) => {
		const { made, keys, readAll } = reads(({ id }) => {
			if (id === 'bad') throw error;
			return found(id);
		});
		for (const id of ['bad', 'good', 'better']) made.add(entry(id));
		const [note, ...others] = await readAll();
		expect(others).toEqual([]);
		expect(note).toMatchObject({ type: 'unreadable' });
		expect(note.text).toContain(`Could not read a conversation: bad (${error.message}`);
		expect(keys()).toEqual(['good', 'better']);
		expect([made.size, made.minTime]).toEqual([0, Infinity]);
		expect(made.toState(new Set())).toEqual({ bad: FLOOR });
	});

	test.each([
		['the token', apiError({ status: 401, code: 'TOKEN_NOT_VALID' })],
		['the scope', apiError({ status: 403 })],
		['a proxy', apiError({ status: 407 })],
		['too many requests', apiError({ status: 429 })],
		['the chatbot', apiError({ status: 404, code: 'CHATBOT_NOT_FOUND' })],
		['the network', apiError({ code: 'ECONNREFUSED' })],
	])('because of %s: concerns all', async (_, error) => {
		let calls = 0;
		const { made, readAll } = reads(async () => {
			calls++;
			await new Promise((resolve) => setImmediate(resolve));
			throw error;
		});
		for (let n = 0; n < 30; n++) made.add(entry(`${n}`));
		await expect(readAll()).rejects.toBe(error);
		expect(made.size).toBe(30);
		expect(calls).toBeLessThanOrEqual(10);
		expect(made.toState(new Set())).toEqual({});
	});

	test('because it was deleted: is skipped', async () => {
		const { made, readAll } = reads(() => {
			throw apiError({ status: 404, from: 'siteGpt', code: 'CONVERSATION_NOT_FOUND' });
		});
		made.add(entry('a'));
		expect(await readAll()).toEqual([]);
		expect([made.size, made.toState(new Set())]).toEqual([0, {}]);
	});

	test('because time was up: is not a failure', async () => {
		let isOver = false;
		const { made, readAll } = reads(() => {
			isOver = true;
			throw apiError({ code: 'TIMEOUT' });
		});
		made.add(entry('a'));
		expect(await readAll(pollRun(undefined, { hasTime: () => !isOver }))).toEqual([]);
		expect([made.size, made.toState(new Set())]).toEqual([1, {}]);
	});

	test('is tried again at each poll, in turn, with what it is now', async () => {
		const calls: string[] = [];
		let isBroken = true;
		const unread = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`bad ${n}`, NOW - n]));
		const { made, accepted, readAll } = reads(({ id, version }) => {
			calls.push(`${id} ${version}`);
			if (isBroken) throw apiError({ status: 500 });
			return found(id);
		}, unread);
		made.add(entry('bad 11', NOW, 'v9'));
		expect(made.isRead(entry('bad 11', NOW, 'v9'))).toBe(false);
		made.startPoll();
		await readAll();
		expect(calls).toHaveLength(10);
		made.startPoll();
		await readAll();
		expect(calls.slice(10)).toEqual(expect.arrayContaining(['bad 10 ', 'bad 11 v9']));
		isBroken = false;
		for (let poll = 0; poll < 2; poll++) {
			made.startPoll();
			await readAll();
		}
		expect(Object.fromEntries(accepted)).toEqual(unread);
		expect(made.toState(new Set())).toEqual({});
	});

	test('is settled up to when it was last read', async () => {
		let isBroken = false;
		const { made, readAll } = reads(({ id }) => {
			if (isBroken) throw apiError({ status: 500 });
			return found(id);
		});
		made.add(entry('a'));
		await readAll();
		isBroken = true;
		made.add(entry('a', NOW, 'v2'));
		await readAll(pollRun(undefined, { now: NOW + 60_000 }));
		expect(made.toState(new Set())).toEqual({ a: NOW - 2000 });
	});

	test('is not read, although an earlier read of the same version succeeded', async () => {
		let isBroken = false;
		const { made, readAll } = reads(({ id }) => {
			if (isBroken) throw apiError({ status: 500 });
			return found(id);
		});
		for (let n = 0; n < 2; n++) {
			made.add(entry('a'));
			await readAll();
			expect(made.isRead(entry('a'))).toBe(!isBroken);
			isBroken = true;
		}
	});

	test('is one of at most 100 that n8n keeps, and then the mark does not move', async () => {
		let isBroken = true;
		const { made, keys, readAll } = reads(({ id }) => {
			if (isBroken) throw apiError({ status: 500 });
			return found(id);
		});
		const poll = async () => {
			made.startPoll();
			await readAll().catch(() => {});
			return Object.keys(made.toState(new Set()));
		};
		for (let n = 0; n < 130; n++) made.add(entry(`${n}`, NOW - 60_000 + n));
		for (let n = 0; n < 12; n++) await poll();
		expect(await poll()).toHaveLength(100);
		expect(made.minTime).toBe(NOW - 60_000 + 100);
		// Those that n8n has kept since before are kept, although there are too many.
		const restored = reads(
			() => {
				throw apiError({ status: 500 });
			},
			Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`${n}`, NOW])),
		);
		restored.made.startPoll();
		await restored.readAll();
		expect(Object.keys(restored.made.toState(new Set()))).toHaveLength(150);
		isBroken = false;
		expect(await poll()).toEqual([]);
		expect(keys()).toHaveLength(130);
		expect(made.minTime).toBe(Infinity);
	});

	test.each([1, 11, 150])('is one of %i, and keeps no other from being read', async (count) => {
		const { made, keys, readAll } = reads(({ id }) => {
			if (id.startsWith('bad')) throw apiError({ status: 500 });
			return found(id);
		});
		// The bad ones come first, and new ones at each poll.
		for (let n = 0; n < count; n++) made.add(entry(`bad ${n}`, NOW - 60_000 + n));
		const polls = Math.ceil(count / 10);
		for (let poll = 0; poll <= polls; poll++) {
			made.startPoll();
			made.add(entry(`good ${poll}`, NOW - 30_000 + poll));
			made.add(entry(`bad new ${poll}`, NOW - 20_000 + poll));
			await readAll().catch(() => {});
		}
		expect(keys()).toHaveLength(polls + 1);
	});

	test('is settled up to before it was last read: what was written meanwhile is not', async () => {
		let now = NOW;
		let isBroken = false;
		const { made, readAll } = reads(({ id }) => {
			if (isBroken) throw apiError({ status: 500 });
			now += 60_000;
			return found(id);
		});
		const run = {
			...pollRun(),
			get now() {
				return now;
			},
		};
		// Changed while it was being read.
		made.add(entry('a', NOW + 30_000));
		await readAll(run);
		expect(made.minTime).toBe(NOW + 30_000);
		isBroken = true;
		made.startPoll();
		made.add(entry('b'));
		await readAll(run);
		expect(made.toState(new Set())).toEqual({ a: FLOOR, b: FLOOR });
	});

	test('and one whose list was read in several polls up to before the first of them', async () => {
		let isBroken = false;
		const { made, readAll } = reads((one) => {
			if (isBroken) throw apiError({ status: 500 });
			if (one.messages) return found(one.id);
			one.messages = { reader: {} as never, objects: [], startedAt: NOW };
			return undefined;
		});
		made.add(entry('a'));
		await readAll();
		await readAll(pollRun(undefined, { now: NOW + 600_000 }));
		isBroken = true;
		made.add(entry('a', NOW + 1_000_000, 'v2'));
		await readAll(pollRun(undefined, { now: NOW + 1_200_000 }));
		expect(made.toState(new Set())).toEqual({ a: NOW - 2000 });
	});

	test('is one of at most ten at a poll: then something is wrong with all', async () => {
		const error = apiError({ status: 500 });
		const { made, readAll } = reads(() => {
			throw error;
		});
		for (let n = 0; n < 40; n++) made.add(entry(`${n}`));
		await expect(readAll()).rejects.toBe(error);
		expect(Object.keys(made.toState(new Set()))).toHaveLength(10);
	});
});
