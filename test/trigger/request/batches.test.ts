import fc from 'fast-check';
import {
	Batches,
	MAX_WAIT_MS,
	MAX_WAITING,
	type Turn,
} from '../../../nodes/trigger/request/batches';
import { FakeResponse } from './fakeResponse';

/** A clock that stands still until a test moves it. */
class FakeClock {
	time = 0;
	private readonly sleepers = new Set<{ until: number; wake: () => void }>();

	now = () => this.time;

	sleep = async (ms: number) =>
		await new Promise<void>((wake) => this.sleepers.add({ until: this.time + ms, wake }));

	async advance(ms: number): Promise<void> {
		for (let left = ms; left > 0; left--) {
			this.time++;
			const due = [...this.sleepers].filter(({ until }) => until <= this.time);
			for (const sleeper of due) {
				this.sleepers.delete(sleeper);
				sleeper.wake();
			}
			if (due.length > 0) await settled();
		}
	}
}

async function settled(): Promise<void> {
	for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

interface Sent {
	id: number;
	key: string;
	arrivedAt: number;
	response: FakeResponse;
	turns: Array<Turn<number>>;
	/** What is passed to the memory of duplicates. */
	settled: boolean[];
	answeredAt?: number;
}

/** Requests and their results. */
class Node {
	readonly clock = new FakeClock();
	readonly sent: Sent[] = [];
	private readonly batches = new Batches<number>(this.clock);

	constructor(readonly most: number) {}

	async arrive(key = 'node'): Promise<Sent> {
		const one: Sent = {
			id: this.sent.length,
			key,
			arrivedAt: this.clock.time,
			response: new FakeResponse(),
			turns: [],
			settled: [],
		};
		this.sent.push(one);
		const settle = (isStored: boolean) => one.settled.push(isStored);
		void this.batches.join(key, one.id, one.response, this.most, settle).then((turn) => {
			one.turns.push(turn);
			one.answeredAt = this.clock.time;
			// As the trigger does. n8n answers a leader.
			if (turn.type !== 'leading') one.response.answer(turn.type === 'stored' ? 200 : 503);
		});
		await settled();
		return one;
	}

	async end(leader: Sent, status: number): Promise<void> {
		leader.response.answer(status);
		await settled();
	}

	get leaders(): Sent[] {
		return this.sent.filter(({ turns }) => turns[0]?.type === 'leading');
	}
}

const itemsOf = ({ turns: [turn] }: Sent) => (turn?.type === 'leading' ? turn.items : []);
const turnOf = ({ turns: [turn] }: Sent) => turn?.type;

test('an idle node does not wait', async () => {
	const node = new Node(10);
	for (let n = 0; n < 3; n++) {
		const one = await node.arrive();
		expect(one.turns).toEqual([{ type: 'leading', items: [n] }]);
		await node.end(one, 200);
	}
});

test('events that arrive while one is being stored share the next execution', async () => {
	const node = new Node(3);
	const first = await node.arrive();
	const others = [
		await node.arrive(),
		await node.arrive(),
		await node.arrive(),
		await node.arrive(),
	];
	expect(others.map(turnOf)).toEqual(Array(4).fill(undefined));
	await node.end(first, 200);
	expect(others[0].turns).toEqual([{ type: 'leading', items: [1, 2, 3] }]);
	expect(others.map(turnOf)).toEqual(['leading', undefined, undefined, undefined]);
	await node.end(others[0], 200);
	expect(others.map(turnOf)).toEqual(['leading', 'stored', 'stored', 'leading']);
	expect(itemsOf(others[3])).toEqual([4]);
});

test('no event is accepted if its execution is not stored, and the next ones are not held up', async () => {
	const node = new Node(2);
	const [first, leader, follower, next] = [
		await node.arrive(),
		await node.arrive(),
		await node.arrive(),
		await node.arrive(),
	];
	await node.end(first, 500);
	await node.end(leader, 500);
	expect([leader, follower, next].map(turnOf)).toEqual(['leading', 'notStored', 'leading']);
	expect([leader, follower, next].map(({ settled: told }) => told)).toEqual([[false], [false], []]);
});

test('a sender that hangs up while it waits is left out, and one whose event is being stored is not', async () => {
	const node = new Node(10);
	const [first, gone, leader, follower] = [
		await node.arrive(),
		await node.arrive(),
		await node.arrive(),
		await node.arrive(),
	];
	gone.response.hangUp();
	await settled();
	expect(turnOf(gone)).toBe('notStored');
	expect(gone.settled).toEqual([false]);
	await node.end(first, 200);
	expect(itemsOf(leader)).toEqual([2, 3]);
	leader.response.hangUp();
	follower.response.hangUp();
	await settled();
	expect(turnOf(follower)).toBeUndefined();
	await node.end(leader, 200);
	expect(turnOf(follower)).toBe('stored');
});

test('a sender that has hung up is left out even before its response says so', async () => {
	const node = new Node(10);
	const [first, gone, next] = [await node.arrive(), await node.arrive(), await node.arrive()];
	// Node sets this first, and emits `close` later.
	gone.response.destroyed = true;
	await node.end(first, 200);
	expect([gone, next].map(turnOf)).toEqual(['notStored', 'leading']);
	expect(itemsOf(next)).toEqual([2]);
	expect(gone.settled).toEqual([false]);
});

test('a leader that n8n never answers holds up no request for longer than SiteGPT waits', async () => {
	const node = new Node(10);
	const first = await node.arrive();
	const leader = await node.arrive();
	const follower = await node.arrive();
	await node.end(first, 200);
	await node.clock.advance(MAX_WAIT_MS - 100);
	const late = await node.arrive();
	await node.clock.advance(200);
	expect([leader, follower, late].map(turnOf)).toEqual(['leading', 'notStored', 'leading']);
	expect(follower.settled).toEqual([]);
	// It ends too late for an answer, but makes the follower's retry a duplicate.
	await node.end(leader, 200);
	expect([follower, late].map(turnOf)).toEqual(['notStored', 'leading']);
	expect([leader, follower, late].map(({ settled: told }) => told)).toEqual([[true], [true], []]);
	const waiting = await node.arrive();
	expect(turnOf(waiting)).toBeUndefined();
	await node.end(late, 200);
	expect(turnOf(waiting)).toBe('leading');
});

test('different keys never share an execution', async () => {
	const node = new Node(10);
	await node.arrive('one token');
	expect(itemsOf(await node.arrive('another token'))).toEqual([1]);
});

test('the number of waiting requests is bounded', async () => {
	const node = new Node(1000);
	await node.arrive();
	for (let n = 0; n < MAX_WAITING; n++) expect(turnOf(await node.arrive())).toBeUndefined();
	const refused = await node.arrive();
	expect([turnOf(refused), refused.settled]).toEqual(['refused', [false]]);
	await node.end(node.sent[0], 200);
	expect(itemsOf(node.sent[1])).toHaveLength(MAX_WAITING);
	expect(turnOf(await node.arrive())).toBeUndefined();
});

test('each request gets one answer, and 200 only if it is stored, whatever happens in any order', async () => {
	const step = fc.oneof(
		{
			weight: 4,
			arbitrary: fc.record({
				does: fc.constant('arrive' as const),
				key: fc.constantFrom('node', 'node', 'other node'),
			}),
		},
		{ weight: 2, arbitrary: fc.record({ does: fc.constant('hangUp' as const), which: fc.nat() }) },
		{
			weight: 3,
			arbitrary: fc.record({
				does: fc.constant('end' as const),
				which: fc.nat(),
				status: fc.constantFrom(200, 200, 200, 500, 503),
			}),
		},
		{
			weight: 2,
			arbitrary: fc.record({
				does: fc.constant('advance' as const),
				ms: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 6000 })),
			}),
		},
	);
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: 4 }),
			fc.array(step, { maxLength: 40 }),
			async (most, steps) => {
				const node = new Node(most);
				const storedItems = new Set<number>();
				for (const one of steps) {
					const open = node.leaders.filter(({ response }) => !response.writableEnded);
					if (one.does === 'arrive') await node.arrive(one.key);
					else if (one.does === 'advance') await node.clock.advance(one.ms);
					else if (one.does === 'hangUp' && node.sent.length > 0) {
						node.sent[one.which % node.sent.length].response.hangUp();
						await settled();
					} else if (one.does === 'end' && open.length > 0) {
						const leader = open[one.which % open.length];
						if (one.status === 200) for (const id of itemsOf(leader)) storedItems.add(id);
						await node.end(leader, one.status);
					}
					const ended = node.leaders.filter(({ response }) => response.writableEnded);
					const inEnded = new Set(ended.flatMap(itemsOf));
					const inAny = new Set(node.leaders.flatMap(itemsOf));
					for (const { turns, id, settled: told } of node.sent) {
						expect(turns.length).toBeLessThanOrEqual(1);
						if (turns[0]?.type === 'stored') expect(storedItems).toContain(id);
						// As soon as the result of the item is known, and no sooner.
						const isKnown = inAny.has(id) ? inEnded.has(id) : turns.length > 0;
						expect(told).toEqual(isKnown ? [storedItems.has(id)] : []);
					}
				}
				// From now on n8n ends nothing.
				await node.clock.advance(3 * MAX_WAIT_MS);
				const executed = node.leaders.flatMap(itemsOf);
				expect(new Set(executed).size).toBe(executed.length);
				for (const one of node.sent) {
					expect(one.turns).toHaveLength(1);
					expect(one.answeredAt! - one.arrivedAt).toBeLessThanOrEqual(MAX_WAIT_MS);
					const items = itemsOf(one);
					expect(items.length).toBeLessThanOrEqual(most);
					expect(items).toEqual(items.toSorted((a, b) => a - b));
					expect(items.every((id) => node.sent[id].key === one.key)).toBe(true);
					if (turnOf(one) === 'leading') expect(items[0]).toBe(one.id);
					if (turnOf(one) === 'stored') expect(executed).toContain(one.id);
				}
			},
		),
		{ numRuns: 300 },
	);
}, 60_000);
