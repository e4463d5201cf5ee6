import fc from 'fast-check';
import type { ApiRequest } from '../../nodes/api/request';
import { MAX_ATTEMPTS, MAX_RETRYING_MS } from '../../nodes/api/retries';
import { readRetryAfter } from '../../nodes/api/retryAfter';
import { FakeTransport, reply } from './fakeTransport';

const get: ApiRequest = { method: 'GET', path: '/leads' };
const now = Date.parse('2026-11-28T10:00:00Z');
const date = new Date(now).toUTCString();

describe('what is read', () => {
	test.each([
		['7', 7000],
		[7, 7000],
		[' 0 ', 0],
		['1.5', 1500],
		['Sat, 28 Nov 2026 10:00:20 GMT', 20_000],
		['Saturday, 28-Nov-26 10:00:20 GMT', 20_000],
		['Sat Nov 28 10:00:20 2026', 20_000],
		['2026-11-28T10:00:20Z', 20_000],
		['Sat, 28 Nov 2026 09:00:00 GMT', 0],
	])('%j', (header, ms) => {
		expect(readRetryAfter({ 'retry-after': header, date })).toBe(ms);
	});

	test.each([
		...[
			'-1',
			'-0.5',
			'+5',
			'1e3',
			'0x10',
			'NaN',
			'Infinity',
			'5, 10',
			'5 s',
			'later',
			'',
			'in 2 days',
		],
		...['Sat, 28', 'Sat, 99 Nov 2026 99:00:00 GMT', '2026-11-28', '2 hours 10:00', '{}'],
		...[-1, NaN, Infinity, true, null, undefined, [], ['5'], {}],
	])('not %p', (header) => {
		expect(readRetryAfter({ 'retry-after': header, date })).toBeUndefined();
	});

	test('a date without a time zone is in UTC, wherever n8n is', () => {
		const parse = jest.spyOn(Date, 'parse');
		readRetryAfter({ 'retry-after': 'Sat Nov 28 10:00:20 2026', date });
		expect(parse).toHaveBeenCalledWith('Sat Nov 28 10:00:20 2026 GMT');
		parse.mockRestore();
	});

	test("a date is compared with the server's clock, or with n8n's if the answer has none", () => {
		const soon = new Date(Date.now() + 20_500).toUTCString();
		const left = readRetryAfter({ 'retry-after': soon, date: 'never' }) ?? 0;
		expect(left).toBeGreaterThan(15_000);
		expect(left).toBeLessThanOrEqual(20_500);
	});
});

test('whatever a header says, pauses are not shorter than the back-off, and all end within the bound', async () => {
	const header = fc.oneof(
		fc.constantFrom(undefined, null, '', '-1', '0', '0.0001', 'NaN', 'later', '1, 2', '-0', '1e9'),
		fc.string(),
		fc.integer().map(String),
		fc.double().map(String),
		fc.double(),
		fc.nat({ max: 100 }).map(String),
		fc.date({ noInvalidDate: true }).map((time) => time.toUTCString()),
		fc.integer({ min: -100, max: 100 }).map((s) => new Date(Date.now() + s * 1000).toUTCString()),
		fc.array(fc.string()),
		fc.object(),
	);
	const status = fc.constantFrom(429, 502, 503, 504);
	const random = fc.double({ min: 0, max: 1, noNaN: true });
	await fc.assert(
		fc.asyncProperty(fc.array(fc.tuple(status, header, random), { minLength: 1 }), async (all) => {
			const transport = new FakeTransport(
				all.map(([code, value]) => reply(code, '', { 'retry-after': value })),
			);
			transport.random = () => all[(transport.sent.length - 1) % all.length][2];
			await expect(transport.client.call(get)).rejects.toBeDefined();
			transport.slept.forEach((ms, index) => {
				expect(ms).toBeGreaterThanOrEqual(1000 * 2 ** index);
			});
			expect(transport.sent.length).toBe(transport.slept.length + 1);
			expect(transport.sent.length).toBeLessThanOrEqual(MAX_ATTEMPTS);
			expect(transport.time).toBeLessThanOrEqual(MAX_RETRYING_MS);
		}),
	);
});

test('clients that are refused together do not return together', async () => {
	const pauses = [0, 0.5, 1].map(async (random) => {
		const transport = new FakeTransport([reply(429, '', { 'retry-after': '5' })]);
		transport.random = () => random;
		await transport.client.call(get).catch(() => undefined);
		return transport.slept[0];
	});
	expect(await Promise.all(pauses)).toEqual([5500, 5250, 5000]);
});

test.each([
	['7', 'in 7 seconds'],
	['3600', 'in 60 minutes'],
	['0', 'later'],
])('an error after Retry-After %s says when to run it again', async (header, words) => {
	const { client } = new FakeTransport([reply(429, '', { 'retry-after': header })], {
		deadline: 1,
	});
	await expect(client.call(get)).rejects.toMatchObject({
		description: expect.stringContaining(`Run this again ${words}, or less often.`),
	});
});
