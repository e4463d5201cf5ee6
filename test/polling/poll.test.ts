import fc from 'fast-check';
import type { ApiClient } from '../../nodes/api/client';
import type { ApiRequest } from '../../nodes/api/request';
import { leads } from '../../nodes/polling/leads';
import {
	firstPoll,
	MOST_ITEMS,
	nextPoll,
	PollMemory,
	UNCONFIRMED_FOR,
} from '../../nodes/polling/poll';
import type { SeenState } from '../../nodes/polling/seen';
import type { Found } from '../../nodes/polling/source';

const MINUTE = 60_000;

/** SiteGPT's leads, n8n's database, and a trigger between them. */
class World {
	now = Date.parse('2026-11-25T00:00:00Z');
	readonly leads: Array<{ id: string; createdAt: string | null }> = [];
	pageSize = 100;
	isSorted = true;
	requests = 0;
	failsAt = Infinity;
	/** What n8n has saved: it saves when a poll emits, and once at the start. */
	kept: SeenState | undefined;
	private memory: PollMemory | undefined;
	/** The keys of executions in n8n's database. */
	private readonly recorded = new Set<string>();
	/** How many times an execution has continued with each lead. */
	readonly runs = new Map<string, number>();

	private readonly client = {
		call: async ({ query = {} }: ApiRequest) => {
			if (++this.requests === this.failsAt) throw new Error('Bad Gateway');
			const byTime = (a: { createdAt: string | null }, b: { createdAt: string | null }) =>
				String(b.createdAt).localeCompare(String(a.createdAt));
			const all = this.isSorted ? this.leads.toSorted(byTime) : this.leads;
			const from = Number(query.cursor ?? 0);
			const end = from + this.pageSize;
			const pagination = { hasNextPage: end < all.length, nextCursor: String(end) };
			return { leads: all.slice(from, end), pagination };
		},
	} as unknown as ApiClient;

	arrive(id: string, createdAt: number | null = this.now): void {
		this.leads.push({
			id,
			createdAt: createdAt === null ? null : new Date(createdAt).toISOString(),
		});
	}

	/** @returns what the poll emits; n8n has not stored an execution with it yet */
	async poll(lookBack = 0): Promise<Found[]> {
		const isFirst = this.memory === undefined && this.kept === undefined;
		this.memory ??= new PollMemory(this.kept);
		const walk = { client: this.client, chatbotId: 'chatbot', hasTime: () => true, now: this.now };
		const { emit } = isFirst
			? await firstPoll(leads, this.memory, walk, lookBack)
			: await nextPoll(leads, this.memory, walk);
		if (isFirst || emit.length > 0) this.kept = JSON.parse(JSON.stringify(this.memory.toState()));
		return emit;
	}

	/** An execution starts, in this process or in a worker. */
	execute(emitted: Found[], isHere = true): void {
		if (isHere) this.memory?.confirm(emitted.map(({ id }) => id));
		for (const { key } of emitted) {
			if (this.recorded.has(key)) continue;
			this.recorded.add(key);
			this.runs.set(key, (this.runs.get(key) ?? 0) + 1);
		}
	}

	crash(): void {
		this.memory = undefined;
	}

	async pass(ms = MINUTE): Promise<string[]> {
		this.now += ms;
		const emitted = await this.poll();
		this.execute(emitted);
		return emitted.map(({ id }) => id);
	}
}

test('the first poll emits nothing, or what Look Back covers', async () => {
	const world = new World();
	world.arrive('old', world.now - 90 * MINUTE);
	world.arrive('recent', world.now - 30 * MINUTE);
	expect(await world.poll()).toEqual([]);
	expect(await world.pass()).toEqual([]);
	const other = new World();
	other.leads.push(...world.leads);
	expect((await other.poll(60 * MINUTE)).map(({ id }) => id)).toEqual(['recent']);
});

test('emits what is new once, the oldest first, even if clocks differ', async () => {
	const world = new World();
	world.arrive('before', world.now + 10 * MINUTE);
	await world.poll();
	world.arrive('last', world.now + 12 * MINUTE);
	world.arrive('first', world.now + 11 * MINUTE);
	world.arrive('slow clock', world.now - 60 * MINUTE);
	world.arrive('undated', null);
	expect(await world.pass()).toEqual(['undated', 'slow clock', 'first', 'last']);
	expect(await world.pass()).toEqual([]);
});

test('a poll that fails in the middle changes nothing', async () => {
	const world = new World();
	world.pageSize = 1;
	await world.poll();
	for (const id of ['a', 'b', 'c']) world.arrive(id, (world.now += 1000));
	world.failsAt = world.requests + 2;
	await expect(world.pass()).rejects.toThrow('Bad Gateway');
	expect(await world.pass()).toEqual(['a', 'b', 'c']);
});

test('stops reading at objects it has seen, as long as the newest come first', async () => {
	const world = new World();
	world.pageSize = 10;
	for (let n = 0; n < 100; n++) world.arrive(`old ${n}`, world.now - 48 * 60 * MINUTE + n);
	world.arrive('yesterday', world.now);
	await world.poll();
	world.requests = 0;
	world.arrive('new');
	expect(await world.pass()).toEqual(['new']);
	expect(world.requests).toBe(1);
	world.isSorted = false;
	world.arrive('newer');
	expect(await world.pass()).toEqual(['newer']);
	expect(world.requests).toBe(1 + 11);
});

test('5,000 new ones are emitted over several polls, each once, even those created at the same time', async () => {
	const world = new World();
	await world.poll();
	for (let n = 0; n < 5000; n++) world.arrive(`lead ${n}`, world.now + (n % 2));
	const sizes: number[] = [];
	for (let poll = 0; poll < 11; poll++) sizes.push((await world.pass()).length);
	expect(sizes).toEqual([...Array(10).fill(MOST_ITEMS), 0]);
	expect(world.runs.size).toBe(5000);
});

test('what was lost when n8n was killed is emitted again, and what an execution has doesn’t run twice', async () => {
	const world = new World();
	await world.poll();
	world.arrive('stored');
	await world.pass();
	world.arrive('lost');
	world.now += MINUTE;
	expect((await world.poll()).map(({ id }) => id)).toEqual(['lost']);
	world.crash();
	expect(await world.pass()).toEqual(['lost']);
	world.crash();
	await world.pass();
	expect([...world.runs]).toEqual([
		['stored', 1],
		['lost', 1],
	]);
});

test('what n8n could not store, although it keeps running, is emitted again', async () => {
	const world = new World();
	await world.poll();
	world.arrive('stored');
	await world.pass();
	world.arrive('not stored');
	world.now += MINUTE;
	await world.poll();
	world.arrive('later');
	expect(await world.pass()).toEqual(['later']);
	expect(await world.pass(UNCONFIRMED_FOR)).toEqual(['not stored']);
});

test('everything works the same in queue mode, where executions start in other processes', async () => {
	const world = new World();
	await world.poll();
	for (let n = 0; n < 200; n++) {
		world.arrive(`lead ${n}`);
		world.now += MINUTE;
		world.execute(await world.poll(), false);
		if (n === 50) world.crash();
	}
	expect([...world.runs.values()]).toEqual(Array(200).fill(1));
	// What n8n keeps catches up eventually.
	expect(Object.keys(world.kept!.ids).length).toBeGreaterThan(30);
});

test('each lead is emitted and runs once, whatever happens in any order', async () => {
	const step = fc.oneof(
		{
			weight: 4,
			arbitrary: fc.record({
				does: fc.constant('arrive' as const),
				late: fc.nat({ max: 120 }),
				isUndated: fc.boolean(),
			}),
		},
		{ weight: 4, arbitrary: fc.constant({ does: 'poll' as const }) },
		{ weight: 1, arbitrary: fc.constant({ does: 'fail' as const }) },
		{ weight: 1, arbitrary: fc.constant({ does: 'crash' as const }) },
		// n8n is killed between the poll and the execution, or can't store it.
		{ weight: 1, arbitrary: fc.constant({ does: 'pollAndCrash' as const }) },
		{ weight: 1, arbitrary: fc.constant({ does: 'pollUnstored' as const }) },
		{ weight: 1, arbitrary: fc.constant({ does: 'shuffle' as const }) },
	);
	await fc.assert(
		fc.asyncProperty(
			fc.array(step, { maxLength: 40 }),
			fc.integer({ min: 1, max: 5 }),
			async (steps, pageSize) => {
				const world = new World();
				world.pageSize = pageSize;
				world.execute([], true);
				await world.poll();
				world.execute([]);
				let arrived = 0;
				for (const one of steps) {
					world.now += MINUTE;
					if (one.does === 'arrive') {
						world.arrive(`lead ${++arrived}`, one.isUndated ? null : world.now - one.late * MINUTE);
					} else if (one.does === 'poll') {
						world.execute(await world.poll());
					} else if (one.does === 'fail') {
						world.failsAt = world.requests + 1;
						await world.poll().catch(() => {});
					} else if (one.does === 'crash') {
						world.crash();
					} else if (one.does === 'pollAndCrash') {
						await world.poll();
						world.crash();
					} else if (one.does === 'pollUnstored') {
						await world.poll();
					} else {
						world.isSorted = !world.isSorted;
					}
				}
				for (let poll = 0; poll < 4; poll++) await world.pass(UNCONFIRMED_FOR);
				expect(world.runs.size).toBe(arrived);
				expect([...world.runs.values()].every((runs) => runs === 1)).toBe(true);
			},
		),
		{ numRuns: 300 },
	);
});
