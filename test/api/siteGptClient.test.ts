import fc from 'fast-check';
import { getMe } from '../../nodes/api/account';
import type { ApiError } from '../../nodes/api/apiError';
import { OUT_OF_TIME, type ResponseHead } from '../../nodes/api/client';
import { type ListRequest, readList } from '../../nodes/api/pages';
import { clientWith, type SendHttp } from '../../nodes/api/siteGptClient';
import { endServers, realClient, serverOf } from './realClient';

afterEach(endServers);

const leads: ListRequest = { method: 'GET', path: '/leads', list: 'leads', id: 'id' };

test('IDs and cursors beyond 2^53 keep all their digits', async () => {
	const urls: string[] = [];
	const id = fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n });
	const pages: string[] = [];
	const baseUrl = await serverOf(({ url = '' }, response) => {
		urls.push(url);
		response.end(pages.shift());
	});
	await fc.assert(
		fc.asyncProperty(id, async (start) => {
			const ids = [start, start + 1n, start + 2n];
			const objects = ids.map(
				(one) => `{"id":${one},"messages":[{"threadId":${one}}],"score":0.25}`,
			);
			const pagination = `{"hasNextPage":true,"nextCursor":${start}}`;
			pages.push(`{"ok":true,"data":{"leads":[${objects.join()}],"pagination":${pagination}}}`);
			pages.push('\ufeff{"ok":true,"data":{"leads":null}}');
			const read = await readList(realClient(baseUrl), leads);
			const texts = ids.map(String);
			expect(read).toEqual(
				texts.map((text) => ({ id: text, messages: [{ threadId: text }], score: 0.25 })),
			);
			expect(urls.at(-1)).toContain(`cursor=${start}`);
		}),
		{ numRuns: 20 },
	);
});

test('onResponse gets the head of each answer, and when it came', async () => {
	const heads: ResponseHead[] = [];
	let status = 503;
	const baseUrl = await serverOf((_, response) => {
		response.writeHead(status, { Date: 'Sat, 28 Nov 2026 10:00:00 GMT' });
		response.end('{"ok":true,"data":{}}');
		status = 200;
	});
	const before = Date.now();
	const client = realClient(baseUrl, { onResponse: (head) => heads.push(head) });
	const request = { ...getMe(), isRetried: false };
	await expect(client.call(request)).rejects.toThrow('503');
	await client.call(request);
	expect(heads).toMatchObject([
		{ status: 503, headers: { date: 'Sat, 28 Nov 2026 10:00:00 GMT' } },
		{ status: 200 },
	]);
	const seen = heads.flatMap(({ sentAt, receivedAt }) => [sentAt, receivedAt]);
	const times = [before, ...seen, Date.now()];
	expect(times).toEqual(times.toSorted());
});

test('a deadline ends a request that n8n is waiting for', async () => {
	const baseUrl = await serverOf(() => undefined);
	const client = realClient(baseUrl, { deadline: performance.now() + 1150.5 });
	await expect(client.call(getMe())).rejects.toMatchObject({
		message: expect.stringMatching(/within 1(\.\d)? second/),
		problem: { attempts: 1 },
	});
});

test('a canceled execution ends the call with its own reason, not with an error of the API', async () => {
	const controller = new AbortController();
	const reason = new Error('canceled by the test');
	const baseUrl = await serverOf(() => controller.abort(reason));
	const client = realClient(baseUrl, {}, controller.signal);
	await expect(client.call({ method: 'POST', path: '/messages' })).rejects.toBe(reason);
});

test("nothing is sent with a token that can't be one", async () => {
	const credential = { accessToken: 'sgpt_1 sgpt_2', baseUrl: 'https://sitegpt.example' };
	const http = jest.fn();
	const sent = clientWith(credential, http).call({ method: 'POST', path: '/messages' });
	await expect(sent).rejects.toThrow(/^The access token contains a space/);
	expect(http).not.toHaveBeenCalled();
});

test.each([
	['{"ok":true,"data":{"id":9007199254740993}}'],
	[{ ok: true, data: { id: '9007199254740993' } }],
])('a body that n8n has read already is read too: %j', async (body) => {
	const credential = { accessToken: 'sgpt_1', baseUrl: 'https://sitegpt.example' };
	const client = clientWith(credential, async () => ({ statusCode: 200, headers: {}, body }));
	expect(await client.call(getMe())).toEqual({ id: '9007199254740993' });
});

test('n8n waits for a response longer than its own limit of 5 minutes, if the request does', async () => {
	const credential = { accessToken: 'sgpt_1', baseUrl: 'https://sitegpt.example' };
	let timeout: number | undefined;
	const client = clientWith(credential, async (options) => {
		timeout = options.timeout;
		return { statusCode: 204, headers: {}, body: '' };
	});
	await client.call({ ...getMe(), timeout: 3_600_000 });
	expect(timeout).toBeGreaterThan(3_600_000);
});

describe('a deadline while ten requests are under way', () => {
	const credential = (accessToken: string) => ({ accessToken, baseUrl: 'https://sitegpt.example' });
	const until = (ms: number) => ({ deadline: performance.now() + ms });
	const problemOf = async (call: Promise<unknown>) =>
		await call.then(
			() => 'done',
			({ problem }: ApiError) => problem,
		);

	/** Ten requests that SiteGPT refuses when the test says so. */
	function busy(accessToken: string, retryAfter: string) {
		let refuse = () => {};
		const refusal = new Promise<Awaited<ReturnType<SendHttp>>>((resolve) => {
			const headers = { 'retry-after': retryAfter };
			refuse = () => resolve({ statusCode: 429, headers, body: '' });
		});
		const calls = Array.from({ length: 10 }, async () => {
			const client = clientWith(credential(accessToken), async () => await refusal);
			return await problemOf(client.call({ ...getMe(), isRetried: false }));
		});
		return { calls, refuse };
	}

	test('ends the waiting for a turn, and nothing is sent', async () => {
		const { calls, refuse } = busy('sgpt_slow', '0');
		const http = jest.fn();
		const client = clientWith(credential('sgpt_slow'), http, undefined, until(20));
		expect(await problemOf(client.call(getMe()))).toMatchObject({ code: OUT_OF_TIME });
		expect(await problemOf(client.call(getMe()))).toMatchObject({ code: OUT_OF_TIME });
		expect(http).not.toHaveBeenCalled();
		refuse();
		await Promise.all(calls);
	});

	test.each([5000, Infinity])(
		'a longer pause ends the waiting when it begins, with %d ms left',
		async (ms) => {
			const { calls, refuse } = busy(`sgpt_${ms}`, '100');
			const http = jest.fn();
			const client = clientWith(credential(`sgpt_${ms}`), http, undefined, until(ms));
			const waiting = problemOf(client.call(getMe()));
			refuse();
			expect(await waiting).toMatchObject({
				message: 'SiteGPT received too many requests before',
				status: 429,
				retryAfter: expect.any(Number),
			});
			expect(http).not.toHaveBeenCalled();
			await Promise.all(calls);
		},
	);

	test('one that has passed is the error, although no pause is left to wait for', async () => {
		const client = clientWith(credential('sgpt_late'), jest.fn(), undefined, until(-1000));
		expect(await problemOf(client.call(getMe()))).toMatchObject({ code: OUT_OF_TIME });
	});
});
