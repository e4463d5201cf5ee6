/** Tests the sender on its own, against a scripted server and with a clock that the test controls. */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { type OtherServer, startOtherServer } from '../harness/otherServer.ts';
import { kinds, newEvent } from '../harness/siteGpt/payloads.ts';
import type { Clock } from '../harness/siteGpt/sender/clock.ts';
import { deliver } from '../harness/siteGpt/sender/deliver.ts';
import { Ledger } from '../harness/siteGpt/sender/ledger.ts';
import { send } from '../harness/siteGpt/sender/send.ts';
import { waitFor } from '../harness/wait.ts';

/** A clock that only moves when the test advances it to the next sleeper's wake-up time. */
class HandClock implements Clock {
	time = Date.UTC(2026, 0, 15);
	#waiting: Array<{ until: number; wake(): void }> = [];

	now(): number {
		return this.time;
	}

	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			const entry = { until: this.time + ms, wake: resolve };
			this.#waiting.push(entry);
			signal?.addEventListener('abort', () => {
				this.#waiting = this.#waiting.filter((other) => other !== entry);
				reject(signal.reason as Error);
			});
		});
	}

	/** Waits for a sleeper that is due within `within` ms, wakes it, and returns how many ms have passed. */
	async next(within: number): Promise<number> {
		const entry = await waitFor(
			() => this.#waiting.find(({ until }) => until - this.time <= within),
			{ what: `a sleep of ${within} ms or less`, timeout: 5_000, interval: 1 },
		);
		const passed = entry.until - this.time;
		this.time = entry.until;
		this.#waiting = this.#waiting.filter((other) => other !== entry);
		entry.wake();
		return passed;
	}
}

/** One answer per request, in order; the last one is repeated. */
type Scripted = number | 'silence' | 'break';

const servers: OtherServer[] = [];

async function serverThatAnswers(...script: Scripted[]) {
	let hungUp = 0;
	const server = await startOtherServer((request, response) => {
		const answer = script[Math.min(server.received.length, script.length) - 1];
		response.on('close', () => (hungUp += response.writableEnded ? 0 : 1));
		if (answer === 'break') request.socket.destroy();
		else if (typeof answer === 'number') response.writeHead(answer).end('the answer');
	});
	servers.push(server);
	const target = { url: server.url, token: 'a-token-of-some-length' };
	return { target, requests: server.received, hungUp: () => hungUp };
}

afterEach(async () => {
	for (const server of servers.splice(0)) await server.close();
});

describe('one event', () => {
	test('POSTs JSON with the token in its header, and stops after 200', async () => {
		const { target, requests } = await serverThatAnswers(200);
		const ledger = new Ledger();
		const event = newEvent('message', 'm1');
		const clock = new HandClock();
		assert.equal(await deliver(event, target, { ledger, clock }), 'delivered');
		const [request] = requests;
		assert.equal(requests.length, 1);
		assert.equal(request?.method, 'POST');
		assert.equal(request?.headers['x-webhook-token'], target.token);
		assert.equal(request?.headers['content-type'], 'application/json');
		assert.deepEqual(request?.body, event.payload);
		const [attempt] = ledger.attempts;
		const { status, error, sentAt, text } = attempt ?? {};
		assert.deepEqual(
			{ status, error, sentAt, text },
			{ status: 200, error: null, sentAt: '2026-01-15T00:00:00.000Z', text: 'the answer' },
		);
	});

	for (const refusal of [201, 204, 301, 401, 404, 500, 503, 'break'] as const) {
		test(`${refusal}: retries after 1, 5, and 25 s, then gives up`, async () => {
			const { target, requests } = await serverThatAnswers(refusal);
			const ledger = new Ledger();
			const clock = new HandClock();
			const delivery = deliver(newEvent('lead', 'l1'), target, { ledger, clock });
			// A finished attempt no longer sleeps, so the only sleep is the delay before the next attempt.
			const delays: number[] = [];
			for (const count of [1, 2, 3]) {
				await waitFor(() => ledger.attempts.length === count, { what: 'an attempt', interval: 1 });
				delays.push(await clock.next(25_000));
			}
			assert.deepEqual(delays, [1_000, 5_000, 25_000]);
			assert.equal(await delivery, 'given up');
			assert.equal(requests.length, 4);
			assert.deepEqual(
				ledger.attempts.map(({ attempt }) => attempt),
				[1, 2, 3, 4],
			);
			const answer = refusal === 'break' ? 'ECONNRESET' : refusal;
			for (const { status, error } of ledger.attempts) assert.equal(status ?? error, answer);
		});
	}

	test('no answer in 5 s: closes the connection, and the attempt counts as failed', async () => {
		const { target, requests, hungUp } = await serverThatAnswers('silence', 200);
		const ledger = new Ledger();
		const clock = new HandClock();
		const delivery = deliver(newEvent('escalation', 'e1'), target, { ledger, clock });
		await waitFor(() => requests.length === 1, { what: 'the request', interval: 1 });
		assert.equal(await clock.next(60_000), 5_000);
		await waitFor(() => hungUp() === 1, { what: 'the sender to hang up', interval: 1 });
		await waitFor(() => ledger.attempts.length === 1, { what: 'the attempt', interval: 1 });
		assert.equal(await clock.next(60_000), 1_000);
		assert.equal(await delivery, 'delivered');
		const [first, second] = ledger.attempts;
		assert.deepEqual([first?.status, first?.error, first?.ms], [null, 'timeout', 5_000]);
		assert.equal(second?.status, 200);
		assert.equal(ledger.totals().timeouts, 1);
	});

	test('timeScale scales the delays but not the 5 s', async () => {
		const { target, requests } = await serverThatAnswers('silence', 500, 200);
		const ledger = new Ledger();
		const clock = new HandClock();
		const options = { ledger, clock, timeScale: 0.1 };
		const delivery = deliver(newEvent('message', 'm1'), target, options);
		await waitFor(() => requests.length === 1, { what: 'the request', interval: 1 });
		assert.equal(await clock.next(60_000), 5_000);
		await waitFor(() => ledger.attempts.length === 1, { what: 'the attempt', interval: 1 });
		assert.equal(await clock.next(60_000), 100);
		await waitFor(() => ledger.attempts.length === 2, { what: 'the attempt', interval: 1 });
		assert.equal(await clock.next(60_000), 500);
		assert.equal(await delivery, 'delivered');
	});
});

describe('many events', () => {
	test('each event has its own ID, also in the payload, and goes to the destinations in turn', async () => {
		const { target, requests } = await serverThatAnswers(200);
		const ledger = new Ledger();
		const destinations = kinds.map((kind) => ({ kind, ...target }));
		const events = await send({ destinations, events: 9, rate: 1000, ledger });
		assert.equal(new Set(events.map(({ id }) => id)).size, 9);
		const bodies = requests.map(({ body }) => JSON.stringify(body));
		for (const { id, kind, payload } of events) {
			assert.equal(bodies.filter((body) => body.includes(`"${id}"`)).length, 1);
			const { threadId, leadDetails } = payload.data as {
				threadId?: string;
				leadDetails?: { id: string };
			};
			assert.equal(kind === 'lead' ? leadDetails?.id : threadId, id);
		}
		const { answers, ...totals } = ledger.totals();
		assert.deepEqual(totals, {
			events: 9,
			attempts: 9,
			delivered: 9,
			givenUp: 0,
			timeouts: 0,
		});
		assert.deepEqual(answers, { 200: 9 });
	});

	test("unanswered events don't change the rate, even in bursts", async () => {
		for (const burst of [1, 4]) {
			const { target } = await serverThatAnswers('silence');
			const clock = new HandClock();
			const stop = new AbortController();
			const at: number[] = [];
			const sending = send({
				destinations: [{ kind: 'message', ...target }],
				events: 8,
				rate: 4,
				burst,
				ledger: new Ledger(),
				clock,
				signal: stop.signal,
				onEvent: () => at.push(clock.now() - Date.UTC(2026, 0, 15)),
			});
			for (const count of [1, 2, 3, 4, 5, 6, 7].filter((n) => n % burst === 0)) {
				await waitFor(() => at.length === count, { what: `event ${count}`, interval: 1 });
				await clock.next(burst * 250);
			}
			await waitFor(() => at.length === 8, { what: 'the last event', interval: 1 });
			const expected = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => Math.floor(n / burst) * burst * 250);
			assert.deepEqual(at, expected);
			stop.abort();
			for (let n = 0; n < 8; n++) await clock.next(5_000);
			await assert.rejects(sending, { name: 'AbortError' });
		}
	});
});
