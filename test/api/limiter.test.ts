import fc from 'fast-check';
import { mapConcurrently } from '../../nodes/api/concurrently';
import {
	Limiter,
	limiterFor,
	MAX_CONCURRENT,
	MAX_PAUSE_MS,
	type Patience,
	TurnTooLate,
} from '../../nodes/api/limiter';
import { VirtualTime } from '../polling/model/virtualTime';

const SECOND = 1000;

const clockOf = (time: VirtualTime) => ({
	now: () => time.now,
	sleep: async (ms: number) => await time.sleep(ms),
});

interface Plan {
	after: number;
	takes: number;
	ends: 'ok' | 'refused' | 'fails';
	pause: number;
	/** When the execution is canceled, after its arrival. */
	canceledAfter: number | undefined;
	/** The longest pause that it waits for. */
	maxPauseMs: number;
	/** How long it may wait, after its arrival. */
	patience: number;
}

const plans: fc.Arbitrary<Plan[]> = fc.array(
	fc.record({
		after: fc.constantFrom(0, 0, 0, 10, 500),
		takes: fc.integer({ min: 1, max: 400 }),
		ends: fc.constantFrom('ok', 'ok', 'ok', 'refused', 'fails'),
		pause: fc.constantFrom(0, 700, 3000),
		canceledAfter: fc.constantFrom(undefined, undefined, 1, 300),
		maxPauseMs: fc.constantFrom(Infinity, Infinity, 1000, 0),
		patience: fc.constantFrom(Infinity, Infinity, 2000, 50, 1),
	}),
	// By default, fast-check makes about 10, which never wait for each other.
	{ minLength: 1, maxLength: 60, size: 'max' },
);

test('whatever comes, ends, is refused, or is canceled: in turn, never too many, not during a pause, and nobody waits for one that is too long', async () => {
	await fc.assert(
		fc.asyncProperty(plans, async (all) => {
			const time = new VirtualTime(0);
			const limiter = new Limiter(clockOf(time));
			const started: number[] = [];
			const settled = new Set<number>();
			const waiting = new Map<number, Required<Patience>>();
			/** When a pause became too long, by index. */
			const hopeless = new Map<number, number>();
			let running = 0;
			let resumesAt = 0;
			const noteHopeless = () => {
				for (const [index, { maxPauseMs, deadline }] of waiting) {
					const endsBy = Math.min(time.now + maxPauseMs, deadline);
					if (resumesAt > time.now && resumesAt > endsBy) hopeless.set(index, time.now);
				}
			};
			const one = async (plan: Plan, index: number) => {
				const cancel = new AbortController();
				const arrivedAt = time.now;
				const deadline = arrivedAt + plan.patience;
				if (plan.canceledAfter !== undefined)
					void time.sleep(plan.canceledAfter).then(() => cancel.abort(new Error('canceled')));
				const work = async () => {
					started.push(index);
					waiting.delete(index);
					running++;
					expect(hopeless.has(index)).toBe(false);
					expect(cancel.signal.aborted).toBe(false);
					expect(running).toBeLessThanOrEqual(MAX_CONCURRENT);
					expect(time.now).toBeGreaterThanOrEqual(resumesAt);
					expect(time.now).toBeLessThanOrEqual(deadline);
					await time.sleep(plan.takes);
					running--;
					if (plan.ends === 'refused') resumesAt = Math.max(resumesAt, time.now + plan.pause);
					if (plan.ends === 'refused') noteHopeless();
					if (plan.ends === 'fails') throw new Error('failed');
					return plan.ends;
				};
				const getPauseMs = (end: string) => (end === 'refused' ? plan.pause : undefined);
				const patience = { maxPauseMs: plan.maxPauseMs, deadline };
				waiting.set(index, patience);
				noteHopeless();
				await limiter.run(work, getPauseMs, cancel.signal, patience).then(
					(end) => expect(end).toBe(plan.ends),
					(error: Error) => {
						waiting.delete(index);
						const isTooLate = error instanceof TurnTooLate;
						if (!isTooLate)
							expect(error.message).toBe(started.includes(index) ? 'failed' : 'canceled');
						// As soon as it's known, and not before.
						const endedAt = hopeless.get(index) ?? (isTooLate ? deadline : undefined);
						if (endedAt !== undefined) expect([isTooLate, time.now]).toEqual([true, endedAt]);
					},
				);
				settled.add(index);
			};
			for (const [index, plan] of all.entries()) {
				await time.pass(plan.after);
				void one(plan, index);
			}
			await time.pass(60 * 60 * SECOND);
			expect(settled.size).toBe(all.length);
			expect(started).toEqual(started.toSorted((a, b) => a - b));
			expect(limiter.isIdle).toBe(true);
		}),
		{ numRuns: 200 },
	);
});

/** A server that refuses more than `allowed` at the same time. */
async function load(count: number, allowed: number, retryAfter = SECOND) {
	const time = new VirtualTime(0);
	const limiter = new Limiter(clockOf(time));
	let running = 0;
	let most = 0;
	let refusals = 0;
	const request = async () => {
		most = Math.max(most, ++running);
		const isRefused = running > allowed;
		if (isRefused) refusals++;
		await time.sleep(isRefused ? 5 : 100);
		running--;
		return isRefused;
	};
	const untilAccepted = async (): Promise<void> => {
		const isRefused = await limiter.run(request, (refused) => (refused ? retryAfter : undefined));
		if (isRefused) await untilAccepted();
	};
	let endedAt = 0;
	const all = Array.from({ length: count }, async () => await untilAccepted());
	void Promise.all(all).then(() => (endedAt = time.now));
	await time.pass(600 * SECOND);
	return { most, refusals, endedAt };
}

test('200 requests of 100 ms take two seconds', async () => {
	expect(await load(200, Infinity)).toEqual({ most: 10, refusals: 0, endedAt: 2 * SECOND });
});

test('a server that allows three at a time refuses fewer than 30 of 60, and answers all', async () => {
	const { refusals, endedAt } = await load(60, 3);
	expect(refusals).toBeLessThan(15);
	// Faster than one after another, although each refusal is followed by a pause of a second.
	expect(endedAt).toBeLessThan(6 * SECOND);
});

test.each([1, 2, 5, 9])(
	'a server that allows %i at a time rarely refuses later on',
	async (allowed) => {
		const short = await load(100, allowed);
		const long = await load(100 + allowed * 100, allowed);
		// Ten seconds later, one more is tried, once.
		expect(long.endedAt).toBeGreaterThan(short.endedAt);
		expect(long.refusals - short.refusals).toBeLessThanOrEqual(MAX_CONCURRENT);
	},
);

test('all are allowed again some time after the last refusal', async () => {
	const time = new VirtualTime(0);
	const limiter = new Limiter(clockOf(time));
	let most = 0;
	let running = 0;
	const run = async (isRefused: boolean) =>
		await limiter.run(
			async () => {
				most = Math.max(most, ++running);
				await time.sleep(10);
				running--;
			},
			() => (isRefused ? 1 : undefined),
		);
	for (let n = 0; n < 4; n++) {
		void run(true);
		await time.pass(20);
	}
	const useAll = async () => {
		most = 0;
		for (let n = 0; n < 200; n++) void run(false);
		await time.pass(5 * SECOND);
		return most;
	};
	expect(await useAll()).toBeLessThan(MAX_CONCURRENT);
	await time.pass(120 * SECOND);
	expect(await useAll()).toBe(MAX_CONCURRENT);
});

test('a refusal holds up all requests, for an hour at most', async () => {
	const time = new VirtualTime(0);
	const limiter = new Limiter(clockOf(time));
	await limiter.run(
		async () => {},
		() => 5 * SECOND,
	);
	expect(limiter.pauseMs).toBe(5 * SECOND);
	await time.pass(6 * SECOND);
	expect(limiter.pauseMs).toBe(0);
	await limiter.run(
		async () => {},
		() => Infinity,
	);
	expect(limiter.pauseMs).toBe(MAX_PAUSE_MS);
});

test('one limiter for each credential', () => {
	const credential = { accessToken: 'a', baseUrl: 'https://sitegpt.example' };
	const limiter = limiterFor(credential);
	expect(limiterFor({ ...credential })).toBe(limiter);
	expect(limiterFor({ ...credential, accessToken: 'b' })).not.toBe(limiter);
	expect(limiterFor({ ...credential, baseUrl: 'https://other.example' })).not.toBe(limiter);
	expect(limiterFor({ ...credential, accountApiKey: 'a' })).not.toBe(limiter);
	for (let n = 0; n < 1500; n++) limiterFor({ ...credential, accessToken: String(n) });
	expect(limiterFor({ ...credential })).not.toBe(limiter);
});

describe('mapConcurrently', () => {
	const item = {
		takes: fc.nat(50),
		fails: fc.boolean(),
		sequence: fc.constantFrom('a', 'b', undefined),
	};
	const items = fc.array(fc.record(item), { maxLength: 40 });

	test('results in the order of the items; the first error in that order; nothing new after an error', async () => {
		await fc.assert(
			fc.asyncProperty(items, fc.integer({ min: 1, max: 10 }), async (all, most) => {
				const time = new VirtualTime(0);
				let running = 0;
				let hasFailed = false;
				const started: number[] = [];
				const busy = new Set<string>();
				const work = async ({ takes, fails, sequence }: (typeof all)[number], index: number) => {
					if (sequence !== undefined) expect(busy).not.toContain(sequence);
					if (sequence !== undefined) busy.add(sequence);
					expect(hasFailed).toBe(false);
					expect(++running).toBeLessThanOrEqual(most);
					started.push(index);
					await time.sleep(takes);
					running--;
					busy.delete(sequence ?? '');
					hasFailed ||= fails;
					if (fails) throw new Error(`failed ${index}`);
					return index;
				};
				const result = mapConcurrently(all, work, {
					maxConcurrent: most,
					getSequence: ({ sequence }) => sequence,
				}).catch(({ message }: Error) => message);
				await time.pass(60 * SECOND);
				expect(running).toBe(0);
				for (const name of ['a', 'b']) {
					const inSequence = started.filter((index) => all[index].sequence === name);
					expect(inSequence).toEqual(inSequence.toSorted((a, b) => a - b));
				}
				const failed = started.toSorted((a, b) => a - b).filter((index) => all[index].fails);
				expect(await result).toEqual(failed.length > 0 ? `failed ${failed[0]}` : [...all.keys()]);
			}),
		);
	});
});
