import fc from 'fast-check';
import { ApiError } from '../../nodes/api/apiError';
import { MIN_TIMEOUT_MS, OUT_OF_TIME } from '../../nodes/api/client';
import type { Failure, HttpResponse } from '../../nodes/api/envelope';
import type { ApiRequest } from '../../nodes/api/request';
import { MAX_ATTEMPTS, MAX_RETRYING_MS } from '../../nodes/api/retries';
import { FakeTransport, ok, reply, unanswered } from './fakeTransport';

const get: ApiRequest = { method: 'GET', path: '/leads', scope: 'leads:read' };
const post: ApiRequest = { method: 'POST', path: '/messages', body: { message: 'Hi' } };
const refusal = { ok: false, error: { code: 'NO', message: 'No.' }, meta: { requestId: 'r1' } };

/** The result of a call: its data, or the problem. */
async function outcome(request: ApiRequest, ...answers: Array<HttpResponse | Failure>) {
	const transport = new FakeTransport(answers);
	const result: { data?: unknown; error?: ApiError } = await transport.client.call(request).then(
		(data) => ({ data }),
		(error: unknown) => {
			if (!(error instanceof ApiError)) throw error;
			return { error };
		},
	);
	return { ...result, transport };
}

test('sends JSON, or an empty object without a body, because SiteGPT rejects a missing one', async () => {
	const { body } = post;
	for (const [method, sent, empty] of [
		['GET', undefined, undefined],
		['DELETE', undefined, undefined],
		['POST', '{"message":"Hi"}', '{}'],
		['PATCH', '{"message":"Hi"}', '{}'],
	] as const) {
		const transport = new FakeTransport([ok({})]);
		await transport.client.call({ method, path: '/messages', body });
		await transport.client.call({ method, path: '/messages' });
		expect(transport.sent.map((one) => one.body)).toEqual([sent, empty]);
		expect(transport.sent[0].path).toBe('/api/v2/messages');
	}
	const { transport } = await outcome(
		{ ...get, version: 'v0' },
		reply(200, { success: true, data: 1 }),
	);
	expect(transport.sent[0].path).toBe('/api/v0/leads');
});

test("collects SiteGPT's warnings", async () => {
	const { transport, ...result } = await outcome(get, ok([], { warnings: ['The plan cuts.', 1] }));
	expect(result).toEqual({ data: [] });
	expect(transport.client.warnings).toEqual(['The plan cuts.']);
});

describe('anything but the documented envelope is a failure', () => {
	test.each([
		[reply(200, refusal), { message: 'No.', code: 'NO', status: 200, requestId: 'r1' }],
		[
			reply(403, { ...refusal, meta: {}, requestId: 'r2' }),
			{ message: 'No.', requestId: 'r2', scope: 'leads:read' },
		],
		[
			reply(200, '<html>'),
			{
				message:
					"The server at the Base URL answered 200 with a web page, which isn't the documented response",
				from: 'front',
			},
		],
		[
			reply(200, { data: {} }),
			{
				message:
					'The server at the Base URL answered 200 with JSON, which isn\'t the documented response: {"data":{}}',
				from: 'unknown',
			},
		],
		[reply(201, []), { status: 201 }],
		[reply(500, { ok: true, data: 1 }), { message: 'SiteGPT answered 500: {"ok":true,"data":1}' }],
		[reply(404, ''), { message: 'The server at the Base URL answered 404 with an empty body' }],
		[
			{ ...reply(404, ''), host: 'a.example' },
			{ message: expect.stringContaining('at a.example') },
		],
	])('%j', async (answer, problem) => {
		expect((await outcome(get, answer)).error?.problem).toMatchObject(problem);
	});

	test('except 204, which has no body, and an envelope without data', async () => {
		expect(await outcome(get, reply(204))).toMatchObject({ data: {} });
		expect(await outcome(get, reply(200, { ok: true }))).toMatchObject({ data: null });
	});
});

describe('retries', () => {
	const again = [
		[get, reply(429)],
		[get, reply(502, '<html>')],
		[get, reply(503)],
		[get, reply(504)],
		[get, unanswered('ECONNRESET')],
		[get, unanswered('TIMEOUT')],
		[get, unanswered('ETIMEDOUT')],
		[post, reply(429)],
		[post, unanswered('ECONNREFUSED')],
		[post, unanswered('ENOTFOUND')],
		[{ ...post, isIdempotent: true }, reply(502)],
	] as const;
	test.each(again)('%j after %j', async (request, answer) => {
		const { transport, ...result } = await outcome(request, answer, answer, ok('done'));
		expect(result).toEqual({ data: 'done' });
		expect(transport.slept).toEqual([1000, 2000]);
	});

	const never = [
		[get, reply(500), false],
		[get, reply(400, refusal), false],
		[get, reply(200, '<html>'), false],
		[{ ...get, isRetried: false }, reply(503), false],
		[post, reply(502), true],
		[post, reply(500), true],
		[post, reply(200, 'odd'), true],
		[post, unanswered('ECONNRESET'), true],
		[post, unanswered('TIMEOUT'), true],
		[post, unanswered('ETIMEDOUT'), true],
		[post, unanswered('CERT_HAS_EXPIRED'), false],
		[get, unanswered('CERT_HAS_EXPIRED'), false],
		[get, unanswered('BLOCKED_BY_N8N'), false],
		[get, unanswered('HPE_INVALID_CONSTANT'), false],
		[get, unanswered('an unknown code'), false],
		[post, unanswered('an unknown code'), true],
		[post, reply(400, refusal), false],
	] as const;
	test.each(never)('not %j after %j', async (request, answer, mayBeDone) => {
		const { transport, error } = await outcome(request, answer, ok('done'));
		expect(transport.sent).toHaveLength(1);
		expect(error?.problem).toMatchObject({ attempts: 1, mayBeDone });
		expect(error?.description.includes('Check in SiteGPT before you run this again')).toBe(
			mayBeDone,
		);
	});

	test('after the delay that SiteGPT asks for, in seconds or until a date', async () => {
		const soon = new Date(Date.now() + 20_000).toUTCString();
		const { transport } = await outcome(
			get,
			reply(429, '', { 'retry-after': '7' }),
			reply(429, '', { 'retry-after': soon }),
			reply(429, '', { 'retry-after': 'later' }),
			ok(1),
		);
		expect(transport.slept[0]).toBe(7000);
		expect(transport.slept[1]).toBeGreaterThan(15_000);
		expect(transport.slept[1]).toBeLessThanOrEqual(20_000);
		expect(transport.slept[2]).toBe(4000);
	});

	test('but no more often, and no longer, than an execution should wait', async () => {
		const often = await outcome(get, reply(503));
		expect(often.transport.sent).toHaveLength(MAX_ATTEMPTS);
		expect(often.error?.description).toContain(`Tried ${MAX_ATTEMPTS} times.`);
		const long = await outcome(get, reply(429, '', { 'retry-after': 40 }));
		expect(long.transport.sent).toHaveLength(3);
		expect(long.transport.time).toBeLessThanOrEqual(MAX_RETRYING_MS);
	});

	test('a retried DELETE succeeds if the first attempt may have deleted the object', async () => {
		const remove: ApiRequest = { method: 'DELETE', path: '/leads/1', isIdempotent: true };
		const gone = reply(404, refusal);
		expect(await outcome(remove, unanswered('ECONNRESET'), gone)).toMatchObject({ data: {} });
		expect(await outcome(remove, gone)).toMatchObject({ error: { problem: { status: 404 } } });
		const nothing = ok({ itemsDeleted: 0 });
		expect(await outcome(remove, reply(502), nothing)).toMatchObject({ data: {} });
		expect(await outcome(remove, nothing)).toMatchObject({ data: { itemsDeleted: 0 } });
		for (const [request, second] of [
			[get, gone],
			[remove, reply(403, refusal)],
			[remove, reply(404, '<html>Not here</html>')],
		] as const) {
			expect((await outcome(request, reply(502), second)).error?.problem.attempts).toBe(2);
		}
		expect((await outcome(get, reply(502), ok(1))).data).toBe(1);
	});
});

describe('a deadline', () => {
	const until = (deadline: number, takes: number, ...answers: Array<HttpResponse | Failure>) =>
		new FakeTransport(answers, { deadline, takes });

	test('cuts the time of a request, but not below a second', async () => {
		const transport = until(20_000, 9_800, ok(1));
		await transport.client.call(get);
		await transport.client.call(get);
		await transport.client.call(get);
		expect(transport.sent.map(({ timeout }) => timeout)).toEqual([20_000, 10_200, 1000]);
		await expect(transport.client.call(get)).rejects.toMatchObject({
			problem: { code: OUT_OF_TIME },
		});
		expect(transport.sent).toHaveLength(3);
	});

	test('ends the retries, with the last problem', async () => {
		const transport = until(3500, 0, reply(503));
		await expect(transport.client.call(get)).rejects.toMatchObject({
			problem: { status: 503, attempts: 3 },
		});
		expect(transport.slept).toEqual([1000, 2000]);
	});

	test('lets no pause begin that would end later', async () => {
		const transport = until(3000, 0);
		await transport.client.wait(3000);
		await expect(transport.client.wait(1)).rejects.toMatchObject({
			problem: { code: OUT_OF_TIME },
		});
		expect(transport.slept).toEqual([3000]);
		await expect(transport.client.call(get)).rejects.toThrow('The time for this run is over');
		expect(transport.sent).toEqual([]);
		const retried = until(1000, 0, reply(503));
		await expect(retried.client.call(get)).rejects.toMatchObject({ problem: { attempts: 1 } });
	});

	test('the time that retries may take counts from the call, not from the start of the clock', async () => {
		const transport = new FakeTransport([reply(503), ok(1)]);
		transport.time = MAX_RETRYING_MS;
		expect(await transport.client.call(get)).toBe(1);
	});

	test('nothing begins after it, whatever happens', async () => {
		const answer = fc.constantFrom(ok(1), reply(503), reply(429, '', { 'retry-after': '3' }));
		await fc.assert(
			fc.asyncProperty(
				fc.nat({ max: 60_000 }),
				fc.nat({ max: 40_000 }),
				fc.array(answer, { minLength: 1 }),
				async (deadline, takes, answers) => {
					const transport = until(deadline, takes, ...answers);
					for (let calls = 0; calls < 5; calls++)
						await transport.client.call(get).catch(() => undefined);
					expect(transport.time).toBeLessThanOrEqual(deadline + MIN_TIMEOUT_MS);
				},
			),
		);
	});
});

test('an error has SiteGPT’s message, then what to do, the scope, and the request ID', async () => {
	const error = {
		code: 'TOKEN_SCOPE_NOT_ALLOWED',
		message: 'Not allowed.',
		hint: 'Ask.',
		details: [1],
	};
	const { error: thrown } = await outcome(
		get,
		reply(403, { ok: false, error, meta: { requestId: 'r3' } }),
	);
	expect(thrown?.title).toBe('Not allowed (TOKEN_SCOPE_NOT_ALLOWED)');
	expect(thrown?.description.split('\n')).toEqual([
		'Ask.',
		'The token needs the scope leads:read. In SiteGPT, create a token with this scope under Agents > Create token.',
		'Details: [1]',
		'Request ID: r3',
	]);
	expect(thrown?.toJson()).toEqual({
		error: thrown?.title,
		details: {
			description: thrown?.description,
			code: error.code,
			status: 403,
			hint: 'Ask.',
			details: [1],
			requestId: 'r3',
			scope: 'leads:read',
		},
	});
});
