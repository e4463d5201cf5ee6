import fc from 'fast-check';
import { deliver, deliverySchema, SITEGPT } from '../../nodes/SiteGpt/testEvent/delivery';
import type { EndpointIo, PostResult } from '../../nodes/SiteGpt/testEvent/endpoint';

/** An endpoint with the given answers, and a clock that only moves by waiting. */
class FakeEndpoint implements EndpointIo {
	time = 1_000_000;
	readonly posts: Array<{ at: number; body: string }> = [];
	readonly sleeps: number[] = [];

	constructor(
		private readonly replies: PostResult[],
		private readonly takes: number[] = [],
	) {}

	async post(body: string): Promise<PostResult> {
		const n = this.posts.push({ at: this.time, body }) - 1;
		this.time += this.takes[n] ?? 0;
		return this.replies[n];
	}

	async sleep(ms: number): Promise<void> {
		this.sleeps.push(ms);
		this.time += ms;
	}

	now(): number {
		return this.time;
	}
}

const status = (statusCode: number, body: unknown = ''): PostResult => ({ statusCode, body });
const nobody: PostResult = { error: 'Nothing is listening at this address' };

test('matches the delivery that SiteGPT documents', () => {
	expect(SITEGPT).toEqual({ timeout: 5000, retryDelays: [1000, 5000, 25_000] });
});

describe('as SiteGPT does', () => {
	test('ends with the first 200', async () => {
		const endpoint = new FakeEndpoint([status(200, { status: 'accepted' })], [34]);
		expect(await deliver('the body', SITEGPT.retryDelays, endpoint)).toEqual({
			delivered: true,
			statusCode: 200,
			responseTime: 34,
			responseBody: { status: 'accepted' },
			attempts: [{ attempt: 1, statusCode: 200, error: null, responseTime: 34, waited: 0 }],
		});
		expect(endpoint.posts).toEqual([{ at: 1_000_000, body: 'the body' }]);
		expect(endpoint.sleeps).toEqual([]);
	});

	test('tries at most four times, after 1, 5, and 25 s, with the same body', async () => {
		const replies = [status(500, 'oh'), nobody, status(302), status(503, { status: 'pending' })];
		const endpoint = new FakeEndpoint(replies, [10, 20, 30, 40]);
		expect(await deliver('the body', SITEGPT.retryDelays, endpoint)).toEqual({
			delivered: false,
			statusCode: 503,
			responseTime: 40,
			responseBody: { status: 'pending' },
			attempts: [
				{ attempt: 1, statusCode: 500, error: null, responseTime: 10, waited: 0 },
				{
					attempt: 2,
					statusCode: null,
					error: 'Nothing is listening at this address',
					responseTime: 20,
					waited: 1000,
				},
				{ attempt: 3, statusCode: 302, error: null, responseTime: 30, waited: 5000 },
				{ attempt: 4, statusCode: 503, error: null, responseTime: 40, waited: 25_000 },
			],
		});
		expect(endpoint.sleeps).toEqual([1000, 5000, 25_000]);
		// Each wait starts when the attempt before it has ended.
		expect(endpoint.posts.map(({ at }) => at - 1_000_000)).toEqual([0, 1010, 6030, 31_060]);
		expect(new Set(endpoint.posts.map(({ body }) => body))).toEqual(new Set(['the body']));
	});

	test.each([1, 2, 3, 4])('stops with a 200 at attempt %d', async (last) => {
		const replies = Array.from({ length: 4 }, (_, n) => status(n + 1 === last ? 200 : 500));
		const endpoint = new FakeEndpoint(replies);
		const delivery = await deliver('{}', SITEGPT.retryDelays, endpoint);
		expect(delivery).toMatchObject({ delivered: true, statusCode: 200 });
		expect(delivery.attempts).toHaveLength(last);
		expect(endpoint.posts).toHaveLength(last);
		expect(endpoint.sleeps).toEqual([1000, 5000, 25_000].slice(0, last - 1));
	});

	test.each([201, 202, 204, 301, 302, 400, 401, 404, 429, 500, 503])(
		'treats %d as a failed attempt',
		async (statusCode) => {
			const endpoint = new FakeEndpoint(Array.from({ length: 4 }, () => status(statusCode)));
			const delivery = await deliver('{}', SITEGPT.retryDelays, endpoint);
			expect(delivery).toMatchObject({ delivered: false, statusCode });
			expect(delivery.attempts).toHaveLength(4);
		},
	);

	test('takes at most 51 s if nothing ever answers', async () => {
		const silent = Array.from({ length: 4 }, () => nobody);
		const endpoint = new FakeEndpoint(silent, [5000, 5000, 5000, 5000]);
		const delivery = await deliver('{}', SITEGPT.retryDelays, endpoint);
		expect(endpoint.time - 1_000_000).toBe(51_000);
		expect(delivery).toMatchObject({ delivered: false, statusCode: null, responseBody: null });
	});
});

describe('once', () => {
	test.each([
		[status(200), true],
		[status(500), false],
		[nobody, false],
	])('is one attempt: %j', async (reply, delivered) => {
		const endpoint = new FakeEndpoint([reply]);
		const delivery = await deliver('{}', [], endpoint);
		expect(delivery.delivered).toBe(delivered);
		expect(delivery.attempts).toHaveLength(1);
		expect(endpoint.sleeps).toEqual([]);
	});
});

describe('the body of the last answer', () => {
	test.each([{ status: 'accepted' }, [1], null, 'OK', ''])('is returned: %j', async (body) => {
		const delivery = await deliver('{}', [], new FakeEndpoint([status(200, body)]));
		expect(delivery.responseBody).toEqual(body);
	});

	test('is null if the last attempt had none, even if earlier ones had one', async () => {
		const delivery = await deliver('{}', [1], new FakeEndpoint([status(500, 'text'), nobody]));
		expect(delivery).toMatchObject({ statusCode: null, responseBody: null });
	});
});

test('ends immediately if the execution is canceled', async () => {
	const canceled = new Error('canceled');
	const asleep = new FakeEndpoint([status(500), status(200)]);
	asleep.sleep = async () => await Promise.reject(canceled);
	await expect(deliver('{}', SITEGPT.retryDelays, asleep)).rejects.toBe(canceled);
	expect(asleep.posts).toHaveLength(1);
	const posting = new FakeEndpoint([]);
	posting.post = async () => await Promise.reject(canceled);
	await expect(deliver('{}', SITEGPT.retryDelays, posting)).rejects.toBe(canceled);
});

test('follows its rules for any answers', async () => {
	const reply = fc.oneof(
		fc.record({ statusCode: fc.constantFrom(200, 201, 404, 500), body: fc.string() }),
		fc.record({ error: fc.string({ minLength: 1 }) }),
	);
	const replies = fc.array(reply, { minLength: 4, maxLength: 4 });
	const times = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 4, maxLength: 4 });
	await fc.assert(
		fc.asyncProperty(replies, times, async (answers, takes) => {
			const endpoint = new FakeEndpoint(answers, takes);
			const delivery = await deliver('{}', SITEGPT.retryDelays, endpoint);
			const first = answers.findIndex((one) => 'statusCode' in one && one.statusCode === 200);
			expect(delivery.delivered).toBe(first >= 0);
			expect(delivery.attempts).toHaveLength(first >= 0 ? first + 1 : 4);
			expect(deliverySchema.parse(delivery)).toEqual(delivery);
			delivery.attempts.forEach((attempt, n) => {
				const { error, statusCode } = { error: null, statusCode: null, ...answers[n] };
				expect(attempt).toEqual({
					attempt: n + 1,
					error,
					statusCode,
					responseTime: takes[n],
					waited: [0, 1000, 5000, 25_000][n],
				});
			});
		}),
	);
});
