import { once } from 'node:events';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import {
	countRemembered,
	type Known,
	MAX_DELIVERIES,
	recordDelivery,
} from '../../../nodes/trigger/request/duplicates';
import { type EndableResponse, onResponseEnd } from '../../../nodes/trigger/request/responseEnd';
import { arrival, hangUp } from './arrivals';
import { FakeResponse } from './fakeResponse';

setFlagsFromString('--expose-gc');

const MINUTE = 60_000;

let lastNode = 0;
let node: string;
beforeEach(() => {
	node = `node ${++lastNode}`;
});

type State = Known['type'];

/** A delivery that is settled when its response ends, as in the trigger. */
function record(
	place: string,
	key: string,
	windowMs: number,
	response: EndableResponse,
	now?: number,
): State {
	const known = recordDelivery(place, key, windowMs, now);
	if (known.type === 'new') onResponseEnd(response, (status) => known.settle(status === 200));
	return known.type;
}

describe('of a delivery over HTTP', () => {
	/** Another delivery of the same event. It is not answered, and ends with this call. */
	async function again(now: number, windowMs = MINUTE): Promise<State> {
		const { sender, response } = await arrival();
		const known = record(node, 'event', windowMs, response, now);
		sender.destroy();
		await once(response, 'close');
		return known;
	}

	async function answer(sender: ClientRequest, response: ServerResponse, status: number) {
		const answered = once(sender, 'response') as Promise<[IncomingMessage]>;
		response.writeHead(status).end('{}');
		const [{ statusCode }] = await answered;
		expect(statusCode).toBe(status);
		sender.destroy();
		if (!response.closed) await once(response, 'close');
	}

	test('not answered yet, a repeat is pending', async () => {
		const { sender, response } = await arrival();
		expect(record(node, 'event', MINUTE, response, 0)).toBe('new');
		expect(await again(1)).toBe('pending');
		expect(await again(2)).toBe('pending');
		await answer(sender, response, 200);
		expect(await again(3)).toBe('seen');
	});

	test('answered with 200, a repeat is seen', async () => {
		const { sender, response } = await arrival();
		expect(record(node, 'event', MINUTE, response, 0)).toBe('new');
		await answer(sender, response, 200);
		expect(await again(1)).toBe('seen');
		expect(await again(2)).toBe('seen');
	});

	test('answered with 200 that is not sent yet, a repeat is seen', async () => {
		const { response } = await arrival();
		record(node, 'event', MINUTE, response, 0);
		response.end();
		expect(response.closed).toBe(false);
		expect(record(node, 'event', MINUTE, new FakeResponse(), 0)).toBe('seen');
	});

	test('of which only a part is answered, a repeat is pending', async () => {
		const { sender, response } = await arrival();
		record(node, 'event', MINUTE, response, 0);
		response.writeHead(200).write('{');
		await once(sender, 'response');
		expect(await again(1)).toBe('pending');
	});

	test.each([500, 503, 400, 401, 404, 302, 201, 204])(
		'answered with %d, a repeat is new',
		async (status) => {
			const { sender, response } = await arrival();
			record(node, 'event', MINUTE, response, 0);
			await answer(sender, response, status);
			expect(await again(1)).toBe('new');
		},
	);

	test.each([
		[200, 'seen'],
		[500, 'new'],
	] as const)(
		'whose sender hung up before n8n ended it with %d, a repeat is pending, then %s',
		async (status, known) => {
			const { sender, response } = await arrival();
			expect(record(node, 'event', MINUTE, response, 0)).toBe('new');
			await hangUp({ sender, response });
			expect(await again(1)).toBe('pending');
			response.writeHead(status).end('{}');
			expect(await again(2)).toBe(known);
		},
	);

	test.each([
		[200, 'seen'],
		[500, 'new'],
	] as const)(
		'whose sender hung up before the trigger saw it, and that n8n ends with %d, a repeat is %s',
		async (status, known) => {
			const { sender, response } = await arrival();
			await hangUp({ sender, response });
			expect(record(node, 'event', MINUTE, response, 0)).toBe('new');
			expect(await again(1)).toBe('pending');
			response.writeHead(status).end('{}');
			expect(await again(2)).toBe(known);
		},
	);

	test('that n8n never ends, a repeat is pending for as long as SiteGPT may try', async () => {
		const { sender, response } = await arrival();
		expect(record(node, 'event', 1000, response, 0)).toBe('new');
		await hangUp({ sender, response });
		expect(await again(50_999, 1000)).toBe('pending');
		expect(await again(51_000, 1000)).toBe('new');
	});

	test('that n8n never ends, a repeat is pending for the whole of a longer window', async () => {
		const { response } = await arrival();
		expect(record(node, 'event', 10 * MINUTE, response, 0)).toBe('new');
		expect(await again(10 * MINUTE - 1, 10 * MINUTE)).toBe('pending');
		expect(await again(10 * MINUTE, 10 * MINUTE)).toBe('new');
	});

	test('that failed twice, the third is new and then seen', async () => {
		for (const status of [500, 503]) {
			const { sender, response } = await arrival();
			expect(record(node, 'event', MINUTE, response, 0)).toBe('new');
			await answer(sender, response, status);
		}
		const { sender, response } = await arrival();
		expect(record(node, 'event', MINUTE, response, 0)).toBe('new');
		await answer(sender, response, 200);
		expect(await again(1)).toBe('seen');
	});

	test('of many at the same time, one is new', async () => {
		const all = await Promise.all(Array.from({ length: 20 }, arrival));
		const known = all.map(({ response }) => record(node, 'event', MINUTE, response, 0));
		expect(known.filter((one) => one === 'new')).toHaveLength(1);
		expect(known.filter((one) => one === 'pending')).toHaveLength(19);
		for (const { sender } of all) sender.destroy();
		await setImmediate();
	});
});

/** A delivery that n8n has answered. */
function answered(key: string, now: number, status = 200, windowMs = MINUTE): State {
	const response = new FakeResponse();
	const known = record(node, key, windowMs, response, now);
	response.answer(status);
	return known;
}

describe('the window', () => {
	test('ends when it is over, counted from the arrival', () => {
		expect(answered('event', 1000)).toBe('new');
		expect(answered('event', 1000 + MINUTE - 1)).toBe('seen');
		expect(answered('event', 1000 + MINUTE)).toBe('new');
	});

	test('is not extended by a repeat', () => {
		expect(answered('event', 0)).toBe('new');
		for (const now of [20_000, 40_000, MINUTE - 1]) expect(answered('event', now)).toBe('seen');
		expect(answered('event', MINUTE)).toBe('new');
	});

	test('starts again with a delivery that is accepted after one that failed', () => {
		expect(answered('event', 0, 500)).toBe('new');
		expect(answered('event', 46_000)).toBe('new');
		expect(answered('event', 46_000 + MINUTE - 1)).toBe('seen');
		expect(answered('event', 46_000 + MINUTE)).toBe('new');
	});

	test('counts from the arrival if the answer came late', () => {
		const response = new FakeResponse();
		expect(record(node, 'event', MINUTE, response, 0)).toBe('new');
		response.answer(200);
		expect(answered('event', MINUTE)).toBe('new');
	});

	test("covers the default of a minute: SiteGPT's fourth attempt starts after 46 s", () => {
		expect(answered('event', 0)).toBe('new');
		for (const now of [6_000, 16_000, 46_000]) expect(answered('event', now)).toBe('seen');
	});

	test('ends even while an older delivery is kept longer because it has no answer', () => {
		expect(record(node, 'silent', 1000, new FakeResponse(), 0)).toBe('new');
		expect(answered('event', 1, 200, 1000)).toBe('new');
		expect(answered('event', 1000, 200, 1000)).toBe('seen');
		expect(answered('event', 1001, 200, 1000)).toBe('new');
		expect(record(node, 'silent', 1000, new FakeResponse(), 1002)).toBe('pending');
	});

	test("is this delivery's if a person has changed it", () => {
		expect(answered('event', 0, 200, MINUTE)).toBe('new');
		expect(answered('event', 2000, 200, 1000)).toBe('new');
	});

	test('uses the monotonic clock if no time is given', () => {
		jest.useFakeTimers({ now: 5_000_000 });
		try {
			const response = new FakeResponse();
			expect(record(node, 'event', MINUTE, response)).toBe('new');
			response.answer(200);
			jest.advanceTimersByTime(MINUTE - 1);
			jest.setSystemTime(0); // which a person, or the network, may do
			expect(record(node, 'event', MINUTE, new FakeResponse())).toBe('seen');
			jest.advanceTimersByTime(1);
			expect(record(node, 'event', MINUTE, new FakeResponse())).toBe('new');
		} finally {
			jest.useRealTimers();
		}
	});
});

describe('the memory', () => {
	test('is of one node', () => {
		const other = `${node} of another`;
		expect(answered('event', 0)).toBe('new');
		expect(record(other, 'event', MINUTE, new FakeResponse(), 0)).toBe('new');
		expect(record(other, 'event', MINUTE, new FakeResponse(), 0)).toBe('pending');
		expect(answered('event', 0)).toBe('seen');
	});

	test('is of one event', () => {
		expect(answered('event', 0)).toBe('new');
		expect(answered('another', 0)).toBe('new');
		for (const key of ['__proto__', 'constructor', '']) {
			expect(answered(key, 0)).toBe('new');
			expect(answered(key, 0)).toBe('seen');
		}
	});

	test('holds 10,000 events, then forgets the oldest first', () => {
		expect(MAX_DELIVERIES).toBe(10_000);
		for (let n = 0; n < 10_000; n++) expect(answered(`event ${n}`, n / 1000)).toBe('new');
		expect(answered('event 0', 10)).toBe('seen');
		expect(answered('event 9999', 10)).toBe('seen');
		expect(answered('one more', 10)).toBe('new');
		for (const n of [1, 2, 9999]) expect(answered(`event ${n}`, 10)).toBe('seen');
		expect(answered('event 0', 10)).toBe('new');
		expect(answered('event 1', 10)).toBe('new');
		expect(answered('event 3', 10)).toBe('seen');
	});

	test('counts an event that was retried after a failure among the newest', () => {
		expect(answered('first', 0, 500)).toBe('new');
		expect(answered('second', 0)).toBe('new');
		expect(answered('first', 1)).toBe('new');
		for (let n = 0; n < 9_999; n++) answered(`event ${n}`, 2);
		expect(answered('first', 3)).toBe('seen');
		expect(answered('second', 3)).toBe('new');
	});

	test('does not keep a response, whether n8n ends it or not', async () => {
		const collect = runInNewContext('gc') as () => void;
		const responses = [200, 500, undefined].map((status, n) => {
			const response = new FakeResponse();
			record(node, `event ${n}`, MINUTE, response, 0);
			if (status !== undefined) response.answer(status);
			return new WeakRef(response);
		});
		// A WeakRef keeps its target until the current job has ended.
		await setImmediate();
		collect();
		expect(responses.map((response) => response.deref())).toEqual([
			undefined,
			undefined,
			undefined,
		]);
	});

	test('does not keep a delivery that failed', () => {
		const before = countRemembered();
		expect(answered('event', 0, 500)).toBe('new');
		expect(countRemembered()).toBe(before);
	});

	test('does not confuse the end of an earlier delivery with that of a later one', () => {
		const first = new FakeResponse();
		expect(record(node, 'event', MINUTE, first, 0)).toBe('new');
		const second = new FakeResponse();
		expect(record(node, 'event', MINUTE, second, MINUTE)).toBe('new');
		first.answer(500);
		expect(record(node, 'event', MINUTE, new FakeResponse(), MINUTE)).toBe('pending');
		second.answer(200);
		expect(record(node, 'event', MINUTE, new FakeResponse(), MINUTE)).toBe('seen');
	});

	test('is dropped when another node is called after its window', () => {
		const later = 1e9; // later than any other test of this file
		const other = `${node} of another`;
		answered('drops all that is left of other tests', later);
		const before = countRemembered();
		for (let n = 0; n < 100; n++) {
			answered(`event ${n}`, later + 1);
			record(node, `not answered ${n}`, MINUTE, new FakeResponse(), later + 1);
		}
		expect(countRemembered()).toBe(before + 200);
		record(other, 'event', MINUTE, new FakeResponse(), later + MINUTE);
		expect(countRemembered()).toBe(before + 201);
		record(other, 'event', MINUTE, new FakeResponse(), later + 2 * MINUTE - 1);
		expect(countRemembered()).toBe(1);
	});

	test('is freed of a node full of events once their window is over', () => {
		for (let n = 0; n < 1000; n++) answered(`event ${n}`, 0);
		const responses = Array.from({ length: 1000 }, () => new FakeResponse());
		responses.forEach((response, n) => record(node, `new ${n}`, MINUTE, response, MINUTE));
		for (let n = 0; n < 1000; n++) expect(answered(`event ${n}`, MINUTE)).toBe('new');
	});
});

describe('any course of events', () => {
	type Step =
		{ do: 'arrive'; key: string; after: number } | { do: 'end'; which: number; status: number };

	const step: fc.Arbitrary<Step> = fc.oneof(
		{
			weight: 3,
			arbitrary: fc.record({
				do: fc.constant('arrive' as const),
				key: fc.constantFrom('a', 'b', 'c'),
				after: fc.constantFrom(0, 1, 500, 999, 1000, 5000, 25_000, 51_000, 60_000),
			}),
		},
		{
			weight: 2,
			arbitrary: fc.record({
				do: fc.constant('end' as const),
				which: fc.nat(),
				status: fc.constantFrom(200, 200, 500, 404),
			}),
		},
	);

	test('has the states that follow from the rules', () => {
		fc.assert(
			fc.property(
				fc.array(step, { maxLength: 60, size: 'max' }),
				fc.constantFrom(1000, 30_000, MINUTE, 3_600_000),
				(steps, windowMs) => {
					const place = `node ${++lastNode}`;
					// The rules, based only on the last new delivery of each key.
					const last = new Map<string, { at: number; response: FakeResponse }>();
					const open: FakeResponse[] = [];
					let now = 0;
					for (const one of steps) {
						if (one.do === 'arrive') {
							now += one.after;
							const expected = rule(last.get(one.key), windowMs, now);
							const response = new FakeResponse();
							expect(record(place, one.key, windowMs, response, now)).toBe(expected);
							if (expected === 'new') last.set(one.key, { at: now, response });
							open.push(response);
						} else if (open.length > 0) {
							open[one.which % open.length].answer(one.status);
						}
					}
				},
			),
			{ numRuns: 500 },
		);
	});

	function rule(
		delivery: { at: number; response: FakeResponse } | undefined,
		windowMs: number,
		now: number,
	): State {
		if (!delivery) return 'new';
		const age = now - delivery.at;
		const { writableEnded, statusCode } = delivery.response;
		if (!writableEnded) return age < Math.max(windowMs, 51_000) ? 'pending' : 'new';
		return statusCode === 200 && age < windowMs ? 'seen' : 'new';
	}
});
