import fc from 'fast-check';
import { MAX_ITEMS } from '../../nodes/polling/core/emissionQueue';
import { Revisions } from '../../nodes/polling/core/revisions';
import type { Finding } from '../../nodes/polling/core/source';
import {
	keyOf,
	type Listed,
	listSource,
	NOW,
	pagesOf,
	pollerWith,
	pollRun,
	readSource,
} from './stubs';

const PUBLISHED = NOW - 3_600_000;
const LATER = NOW + 600_000;

/** So many objects, in no order. */
const many = (count: number): Listed[] =>
	Array.from({ length: count }, (_, n) => ({ id: n, time: PUBLISHED + 1 + ((n * 7919) % count) }));

const inOrder = (list: Listed[]) => list.toSorted((a, b) => a.time! - b.time!).map(({ id }) => id);

describe('a poll emits', () => {
	test('the oldest first, and at most 500', async () => {
		const list = many(1200);
		const { poller, idsOf } = pollerWith(listSource(), PUBLISHED);
		await poller.find(pollRun(pagesOf([list])));
		const { findings, left } = poller.select(NOW);
		expect(MAX_ITEMS).toBe(500);
		expect(idsOf(findings)).toEqual(inOrder(list).slice(0, 500));
		expect(left).toBe(700);
		poller.noteEmitted(findings, NOW);
		expect(idsOf(poller.select(NOW).findings)).toEqual(inOrder(list).slice(500, 1000));
	});

	test('what no execution has started with again, in the order of time', async () => {
		const list = many(700);
		const { poller, executed, idsOf } = pollerWith(listSource(), PUBLISHED);
		executed.add([keyOf('another')]);
		await poller.find(pollRun(pagesOf([list])));
		const first = poller.select(NOW).findings;
		poller.noteEmitted(first.slice(0, 300), NOW);
		const earlier = { id: 9999, time: PUBLISHED + 0.5 };
		await poller.find(pollRun(pagesOf([[...list, earlier]])));
		const { findings, left } = poller.select(LATER);
		expect(idsOf(findings)).toEqual([9999, ...inOrder(list).slice(0, 499)]);
		expect(left).toBe(201);
	});

	test('nothing else if that is more than it may emit', async () => {
		const list = many(1600);
		const { poller, idsOf } = pollerWith(listSource(), PUBLISHED);
		await poller.find(pollRun(pagesOf([list])));
		for (let n = 0; n < 2; n++) poller.noteEmitted(poller.select(NOW).findings, NOW);
		const { findings, left } = poller.select(LATER);
		expect(idsOf(findings)).toEqual(inOrder(list).slice(0, 500));
		expect(left).toBe(600);
		poller.noteEmitted(findings, LATER);
		expect(idsOf(poller.select(LATER).findings)).toEqual(inOrder(list).slice(500, 1000));
	});

	test('nothing new while more is not settled than n8n could recognize', async () => {
		const list = many(5000);
		const { poller, executed } = pollerWith(listSource(), PUBLISHED);
		const emit = async (at: number) => {
			await poller.find(pollRun(pagesOf([list])));
			const { findings } = poller.select(at);
			poller.noteEmitted(findings, at);
			return findings;
		};
		const emitted: Finding[] = [];
		for (let n = 0; n < 8; n++) emitted.push(...(await emit(NOW)));
		expect([emitted.length, poller.unsettled]).toEqual([4000, 4000]);
		expect(await emit(NOW)).toEqual([]);
		// In queue mode, nothing confirms them: they're emitted again, and only once.
		const again: Finding[] = [];
		for (let n = 0; n < 8; n++) again.push(...(await emit(LATER)));
		expect(new Set(again)).toEqual(new Set(emitted));
		expect(await emit(LATER)).toEqual([]);
		expect(await emit(LATER + 600_000)).toHaveLength(500);
		executed.add(list.map(({ id }) => keyOf(id)));
		await poller.find(pollRun(pagesOf([list])));
		expect(poller.unsettled).toBe(0);
	});

	test('and says how many conversations are left to read', async () => {
		const source = readSource({ read: async () => undefined });
		const { poller } = pollerWith(source, PUBLISHED);
		await poller.find(pollRun(pagesOf([many(7)])));
		expect(poller.select(NOW)).toEqual({ findings: [], left: 7 });
	});
});

test('the mark never passes what is not settled, and never goes back', async () => {
	const polls = fc.array(
		fc.record({
			arrives: fc.array(fc.record({ age: fc.nat(3_000_000), held: fc.nat(100_000) })),
			emits: fc.nat(9),
			confirms: fc.boolean(),
		}),
		{ minLength: 1, maxLength: 6 },
	);
	await fc.assert(
		fc.asyncProperty(polls, async (all) => {
			const { poller, executed } = pollerWith(listSource(), PUBLISHED);
			const list: Listed[] = [];
			const settled = new Set<string>();
			let mark = PUBLISHED;
			for (const { arrives, emits, confirms } of all) {
				for (const { age, held } of arrives) {
					const time = NOW - age;
					list.push({ id: list.length, time, dueTime: time - held });
				}
				await poller.find(pollRun(pagesOf([list])));
				const { findings } = poller.select(NOW);
				poller.noteEmitted(findings.slice(0, emits), NOW);
				const keys = findings.slice(0, emits).map(({ key }) => key);
				if (confirms) executed.add(keys);
				const unsettled = list.filter(({ id }) => !settled.has(keyOf(id)));
				const state = poller.toState();
				const due = Math.min(NOW - 2000, ...unsettled.map(({ dueTime }) => dueTime!));
				expect(state.mark).toBe(Math.max(mark, due));
				expect(Object.values(state.ledger.ids)).toHaveLength(settled.size);
				if (confirms) for (const key of keys) settled.add(key);
				({ mark } = state);
			}
		}),
		{ numRuns: 50 },
	);
});

test('the mark moves as soon as nothing can confirm an item anymore', async () => {
	const { poller, poll } = pollerWith(listSource(), PUBLISHED);
	const list = [NOW - 90_000, NOW - 80_000].map((time, id) => ({ id, time }));
	for (const at of [NOW, LATER])
		expect(await poll(pagesOf([list.slice(0, 1)]), {}, at)).toEqual([0]);
	expect(poller.toState().mark).toBe(NOW - 90_000);
	expect(await poll(pagesOf([list]), {}, LATER + 600_000)).toEqual([1]);
	expect(poller.toState().mark).toBe(NOW - 80_000);
});

test('the mark waits for what has to be read', async () => {
	let isRead = false;
	const source = readSource({ read: async () => (isRead ? { findings: [] } : undefined) });
	const { poller } = pollerWith(source, PUBLISHED);
	const list = pagesOf([[{ id: 1, time: NOW - 50_000 }]]);
	await poller.find(pollRun(list));
	expect(poller.toState().mark).toBe(NOW - 50_000);
	isRead = true;
	await poller.find(pollRun(list));
	expect(poller.toState().mark).toBe(NOW - 2000);
});

test('what n8n keeps has another revision after each emission, and n8n has ten seconds to store it', () => {
	const revisions = new Revisions('first');
	const first = { revision: 'first' };
	expect(revisions.isCurrent(first)).toBe(true);
	expect(revisions.isBeingStored(first, 0)).toBe(false);
	revisions.noteEmission(1000);
	const second = { revision: revisions.current };
	expect([revisions.isCurrent(first), revisions.isCurrent(second)]).toEqual([false, true]);
	expect(revisions.isBeingStored(first, 10_999)).toBe(true);
	expect(revisions.isBeingStored(first, 11_000)).toBe(false);
	expect(revisions.isBeingStored(second, 1000)).toBe(false);
	expect(revisions.isBeingStored(undefined, 1000)).toBe(false);
	revisions.noteEmission(2000);
	expect(revisions.isBeingStored(second, 2000)).toBe(true);
	expect(revisions.isBeingStored(first, 2000)).toBe(false);
});

test('a poller is busy while a poll runs, and while n8n stores what it emitted', async () => {
	const { poller, poll } = pollerWith(listSource(), PUBLISHED);
	const kept = poller.toState();
	expect(poller.isBusy(kept, NOW)).toBe(false);
	poller.isRunning = true;
	expect(poller.isBusy(kept, NOW)).toBe(true);
	poller.isRunning = false;
	await poll(pagesOf([many(1)]));
	expect([poller.isBusy(kept, NOW), poller.continues(kept)]).toEqual([true, false]);
	const now = poller.toState();
	expect([poller.isBusy(now, NOW), poller.continues(now)]).toEqual([false, true]);
});
