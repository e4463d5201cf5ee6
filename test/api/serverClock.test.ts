import fc from 'fast-check';
import { ServerClock } from '../../nodes/api/serverClock';

const NOW = Date.UTC(2026, 10, 28, 10);

/** A response of a server whose clock is so many milliseconds ahead. */
function exchange(ahead: number, sentAt: number, latency: number) {
	const date = new Date(sentAt + latency + ahead).toUTCString();
	return { sentAt, receivedAt: sentAt + latency, date };
}

test("n8n's clock counts as long as no response contradicts it", () => {
	const clock = new ServerClock(() => NOW);
	expect(clock.isKnown).toBe(false);
	expect(clock.time).toBe(NOW);
	for (const date of [undefined, 'soon', 17, 2026])
		clock.observe({ sentAt: NOW, receivedAt: NOW, date });
	expect(clock.isKnown).toBe(false);
	expect(clock.time).toBe(NOW);
	clock.observe(exchange(0, NOW + 123, 40));
	expect(clock.isKnown).toBe(true);
	expect(clock.offsetMs).toBe(0);
});

test('the offset is found to the second, never too late, and better with each response', () => {
	const offsets = fc.integer({ min: -100_000_000, max: 100_000_000 });
	const others = fc.array(fc.tuple(fc.nat(5000), fc.nat(300)), { minLength: 1, maxLength: 8 });
	fc.assert(
		fc.property(offsets, others, (ahead, responses) => {
			const clock = new ServerClock(() => NOW);
			let before = Infinity;
			for (const [wait, latency] of responses) {
				clock.observe(exchange(ahead, NOW + wait, latency));
				const tooEarly = ahead - clock.offsetMs;
				expect(tooEarly).toBeGreaterThanOrEqual(Math.abs(ahead) < 1500 ? -1500 : 0);
				expect(tooEarly).toBeLessThan(1500);
				expect(Math.abs(tooEarly)).toBeLessThanOrEqual(before);
				if (clock.offsetMs !== 0) before = Math.abs(tooEarly);
			}
		}),
	);
});

test('a clock that was set meanwhile is followed', () => {
	const clock = new ServerClock(() => NOW);
	clock.observe(exchange(60_000, NOW, 0));
	clock.observe(exchange(-60_000, NOW, 0));
	expect(clock.offsetMs).toBeLessThanOrEqual(-60_000);
	expect(clock.offsetMs).toBeGreaterThan(-61_000);
	clock.observe(exchange(60_000, NOW, 0));
	expect(clock.offsetMs).toBe(60_000);
	for (const ahead of [-60_000, 0]) clock.observe(exchange(ahead, NOW + 500, 0));
	expect(clock.offsetMs).toBe(0);
});

test('responses that agree to the millisecond are no contradiction', () => {
	const offsetAfter = (...exchanges: Array<[number, number]>) => {
		const clock = new ServerClock(() => NOW);
		for (const [at, second] of exchanges) {
			const date = new Date(NOW + second).toUTCString();
			clock.observe({ sentAt: NOW + at, receivedAt: NOW + at, date });
		}
		return clock.offsetMs;
	};
	// From -1500 to -501, and from -501 to 498.
	expect(offsetAfter([500, -1000], [501, 0])).toBe(-501);
	// From 1000 to 1999, and from 1 to 1000.
	expect(offsetAfter([0, 1000], [999, 1000])).toBe(1000);
	// From -999 to 0.
	expect(offsetAfter([999, 0])).toBe(0);
});
