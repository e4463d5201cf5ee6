import { Batches, type Turn } from '../../../nodes/trigger/request/batches';
import { FakeResponse } from './fakeResponse';

/** A clock whose time a test sets; it counts how often it is asked to wait. */
class FakeClock {
	time = 0;
	sleeps = 0;
	private sleepers: Array<{ until: number; wake: () => void }> = [];

	now = () => this.time;

	sleep = async (ms: number) => {
		this.sleeps++;
		await new Promise<void>((wake) => this.sleepers.push({ until: this.time + ms, wake }));
	};

	get asleep(): number {
		return this.sleepers.length;
	}

	async moveTo(end: number): Promise<void> {
		while (this.time < end) {
			this.time++;
			const due = this.sleepers.filter(({ until }) => until <= this.time);
			this.sleepers = this.sleepers.filter(({ until }) => until > this.time);
			for (const { wake } of due) wake();
			if (due.length > 0) await settled();
		}
	}
}

async function settled(): Promise<void> {
	await new Promise(setImmediate);
}

function start() {
	const clock = new FakeClock();
	const batches = new Batches<string>(clock);
	const arrive = async (item: string, key = 'node') => {
		const response = new FakeResponse();
		const request = { response, turn: undefined as Turn<string>['type'] | undefined };
		void batches.join(key, item, response, 10, () => {}).then(({ type }) => (request.turn = type));
		await settled();
		return request;
	};
	return { clock, arrive };
}

test('a request whose item is being stored is not given up when further ones arrive', async () => {
	const { clock, arrive } = start();
	const first = await arrive('first');
	const [leader, follower] = [await arrive('leader'), await arrive('follower')];
	first.response.answer(200);
	await settled();
	for (let n = 1; n <= 5; n++) {
		await clock.moveTo(n * 100);
		await arrive(`later ${n}`);
	}
	expect(follower.turn).toBeUndefined();
	leader.response.answer(200);
	await settled();
	expect(follower.turn).toBe('stored');
});

test('one timer is enough, however many requests of however many nodes wait', async () => {
	const { clock, arrive } = start();
	for (const key of ['a', 'b', 'c']) {
		for (let n = 0; n < 10; n++) await arrive(`${n}`, key);
	}
	expect(clock.asleep).toBe(1);
	await clock.moveTo(20_000);
	expect(clock.asleep).toBe(0);
});

test('while n8n does not answer, the clock is looked at a few times, not all the time', async () => {
	const { clock, arrive } = start();
	const first = await arrive('first');
	await arrive('leader');
	const follower = await arrive('follower');
	await clock.moveTo(2_000);
	first.response.answer(200);
	await clock.moveTo(20_000);
	expect(follower.turn).toBe('notStored');
	expect(clock.sleeps).toBeLessThan(10);
});
