import fc from 'fast-check';
import { allEvents } from '../../nodes/events/all';
import type { SiteGptEvent } from '../../nodes/events/event';
import {
	checkEndpoint,
	type CheckIo,
	type CheckRow,
	checkSchema,
} from '../../nodes/SiteGpt/testEvent/check';
import type { EndpointResponse, PostResult } from '../../nodes/SiteGpt/testEvent/endpoint';
import type { SentToken } from '../../nodes/SiteGpt/testEvent/headerToken';

const [message, escalation] = allEvents;
const url = 'https://n8n.example.com/webhook/1a2b';

type Receiver = (body: string, token: SentToken) => PostResult;

const answer = (
	statusCode: number,
	body: unknown = '',
	more: Partial<EndpointResponse> = {},
): PostResult => ({
	statusCode,
	body,
	...more,
});
const always =
	(reply: PostResult): Receiver =>
	() =>
		reply;
const nobody: PostResult = { error: 'Nothing is listening at this address' };
const late: PostResult = { error: 'No response within 5 seconds', timedOut: true };

/** Answers as this package's triggers do. */
function trigger(event: SiteGptEvent): Receiver {
	const seen = new Set<string>();
	return (body, token) => {
		if (token !== 'right') return answer(401, { error: 'Unauthorized' });
		const payload = JSON.parse(body) as { event: string; data: { chatbotId?: string } };
		if (payload.event !== event.name) return answer(400, { error: 'Wrong event' });
		if (payload.data.chatbotId === undefined) return answer(400, { error: 'Invalid payload' });
		const status = seen.has(body) ? 'duplicate' : 'accepted';
		seen.add(body);
		return answer(200, { status });
	};
}

/** The sample from SiteGPT's documentation, which only checks the token. */
const sampleOfSiteGpt: Receiver = (_, token) =>
	token === 'right' ? answer(200, 'OK') : answer(401, 'Unauthorized');

class FakeEndpoint implements CheckIo {
	time = 0;
	readonly posts: Array<{ body: string; token: SentToken }> = [];

	constructor(
		private readonly receiver: Receiver,
		private readonly takes: number[] = [],
	) {}

	async post(body: string, token: SentToken): Promise<PostResult> {
		const n = this.posts.push({ body, token }) - 1;
		this.time += this.takes[n] ?? 7;
		return this.receiver(body, token);
	}

	now(): number {
		return this.time;
	}
}

async function rowsOf(receiver: Receiver, takes?: number[]): Promise<CheckRow[]> {
	const subject = { url, event: message, other: escalation, suffix: 'run1' };
	return await checkEndpoint(subject, new FakeEndpoint(receiver, takes));
}

const failed = (rows: CheckRow[]) => rows.filter(({ passed }) => !passed).map((row) => row.case);
const row = (rows: CheckRow[], name: string) => rows.find((one) => one.case === name)!;

const REQUESTS = [
	'Valid event',
	'Wrong token',
	'No token',
	'Broken payload',
	'Wrong event',
	'Same event twice',
];
const CASES = [...REQUESTS, 'Response time'];
const REQUIRED = ['Valid event', 'Wrong token', 'No token', 'Response time'];

describe.each(allEvents)('a trigger of ours for $name', (event) => {
	test.each(allEvents.filter((other) => other !== event))('passes every test', async (other) => {
		const rows = await checkEndpoint(
			{ url, event, other, suffix: 'run1' },
			new FakeEndpoint(trigger(event)),
		);
		expect(rows.map((one) => one.case)).toEqual(CASES);
		expect(failed(rows)).toEqual([]);
		for (const one of rows) {
			expect(one).toMatchObject({ advice: null, url, event: event.name });
			expect(checkSchema.parse(one)).toEqual(one);
		}
		expect(rows.slice(0, 6).map(({ expected, got }) => [expected, got.slice(0, 3)])).toEqual(
			['200', '401', '401', '400', '400', '200'].map((status) => [status, status]),
		);
	});

	test('gets only one event and its repeat, and nothing that looks like real data', async () => {
		const endpoint = new FakeEndpoint(trigger(event));
		const other = allEvents.find((one) => one !== event)!;
		await checkEndpoint({ url, event, other, suffix: 'run1' }, endpoint);
		expect(endpoint.posts.map(({ token }) => token)).toEqual([
			'right',
			'wrong',
			'none',
			'right',
			'right',
			'right',
		]);
		const [valid, wrongToken, noToken, broken, wrongEvent, repeat] = endpoint.posts.map(
			({ body }) => body,
		);
		expect([wrongToken, noToken, repeat]).toEqual([valid, valid, valid]);
		expect(JSON.parse(valid)).toMatchObject({
			event: event.name,
			data: { chatbotId: 'test_chatbot_run1' },
		});
		expect(JSON.parse(broken)).toEqual({ event: event.name, data: {} });
		expect(JSON.parse(wrongEvent)).toMatchObject({ event: other.name });
		for (const body of [valid, wrongEvent]) {
			const ids = body.match(/"(id|\w+Id)":"[^"]*"/g)!;
			for (const id of ids) expect(id).toMatch(/:"test_\w+_run1"$/);
			for (const address of body.match(/[\w.]+@[\w.]+/g) ?? []) {
				expect(address).toMatch(/@example\.com$/);
			}
		}
	});

	test('gets a different event from each run', async () => {
		const [one, two] = [new FakeEndpoint(trigger(event)), new FakeEndpoint(trigger(event))];
		const other = allEvents.find((another) => another !== event)!;
		await checkEndpoint({ url, event, other, suffix: 'run1' }, one);
		await checkEndpoint({ url, event, other, suffix: 'run2' }, two);
		expect(one.posts[0].body).not.toBe(two.posts[0].body);
	});
});

test('distinguishes what SiteGPT’s documentation requires from advice', async () => {
	const rows = await rowsOf(trigger(message));
	expect(rows.filter(({ required }) => required).map((one) => one.case)).toEqual(REQUIRED);
});

describe('SiteGPT’s own sample of an endpoint', () => {
	test('passes everything that is required, and gets advice on the rest', async () => {
		const rows = await rowsOf(sampleOfSiteGpt);
		expect(failed(rows)).toEqual(['Broken payload', 'Wrong event']);
		expect(rows.filter(({ required, passed }) => required && !passed)).toEqual([]);
		expect(row(rows, 'Broken payload').advice).toMatch(/accepted.*check the payload first.*400/is);
		expect(row(rows, 'Wrong event').advice).toMatch(/CONVERSATION_ESCALATED.*400/s);
	});
});

describe('an endpoint that', () => {
	test('accepts any token is open to anyone', async () => {
		const good = trigger(message);
		const rows = await rowsOf((body) => good(body, 'right'));
		expect(failed(rows)).toEqual(['Wrong token', 'No token']);
		for (const name of ['Wrong token', 'No token']) {
			expect(row(rows, name).advice).toMatch(/anyone.*X-WEBHOOK-TOKEN/s);
		}
	});

	test('looks for a token only if there is one', async () => {
		const good = trigger(message);
		const rows = await rowsOf((body, token) => good(body, token === 'none' ? 'right' : token));
		expect(failed(rows)).toEqual(['No token']);
	});

	test('answers 204 to a wrong token has accepted it', async () => {
		const rows = await rowsOf(always(answer(204)));
		expect(failed(rows)).toEqual(REQUESTS);
		expect(row(rows, 'Wrong token').advice).toMatch(/anyone/);
	});

	test('has another token passes the token tests, but not the payload tests', async () => {
		const rows = await rowsOf(always(answer(401, 'Unauthorized')));
		expect(failed(rows)).toEqual([
			'Valid event',
			'Broken payload',
			'Wrong event',
			'Same event twice',
		]);
		expect(row(rows, 'Valid event').advice).toMatch(/rejected the token.*credential/s);
		expect(row(rows, 'Broken payload').advice).toMatch(/how it checks payloads.*valid event first/);
		expect(row(rows, 'Same event twice').advice).toMatch(/valid event first/);
	});

	test.each([400, 422])('answers %d to everything has not rejected a token', async (status) => {
		const rows = await rowsOf(always(answer(status)));
		expect(failed(rows)).toEqual(REQUESTS);
		expect(row(rows, 'Wrong token').advice).toMatch(/how it checks the token/);
	});

	test('rejects a token with a status other than 401 has still rejected it', async () => {
		const rows = await rowsOf((_, token) => answer(token === 'right' ? 200 : 400));
		expect(row(rows, 'Wrong token').passed).toBe(true);
	});

	test('filters the event out did not start a workflow', async () => {
		const good = trigger(message);
		const rows = await rowsOf((body, token) => {
			const reply = good(body, token);
			return 'statusCode' in reply && reply.statusCode === 200
				? answer(200, { status: 'ignored' })
				: reply;
		});
		expect(failed(rows)).toEqual(['Valid event', 'Same event twice']);
		expect(row(rows, 'Valid event').advice).toMatch(/Trigger On.*Chatbot IDs.*test_/s);
		expect(row(rows, 'Same event twice').advice).toMatch(/valid event first/);
	});

	test('ignores a wrong event and a broken payload passes, since no workflow starts', async () => {
		const good = trigger(message);
		const rows = await rowsOf((body, token) => {
			const reply = good(body, token);
			return 'statusCode' in reply && reply.statusCode === 400
				? answer(200, { status: 'ignored' })
				: reply;
		});
		expect(failed(rows)).toEqual([]);
	});

	test('is the trigger of another event', async () => {
		const rows = await rowsOf(trigger(escalation));
		expect(failed(rows)).toContain('Valid event');
		expect(row(rows, 'Valid event').advice).toMatch(/Choose the event that it accepts/);
	});

	test('is still busy with the first delivery (pending)', async () => {
		const good = trigger(message);
		const rows = await rowsOf((body, token) => {
			const reply = good(body, token);
			return JSON.stringify(reply).includes('duplicate')
				? answer(503, { status: 'pending' })
				: reply;
		});
		expect(failed(rows)).toEqual(['Same event twice']);
		expect(row(rows, 'Same event twice').advice).toMatch(/still processing.*503.*Immediately/s);
	});

	test('answers a repeat with an error', async () => {
		const good = trigger(message);
		const rows = await rowsOf((body, token) => {
			const reply = good(body, token);
			return JSON.stringify(reply).includes('duplicate') ? answer(409) : reply;
		});
		expect(failed(rows)).toEqual(['Same event twice']);
		expect(row(rows, 'Same event twice').advice).toMatch(/409.*Answer 200 to repeats/s);
	});

	test('is not there (404)', async () => {
		const rows = await rowsOf(always(answer(404, { code: 404, message: 'not registered' })));
		expect(failed(rows)).toEqual(REQUESTS);
		for (const name of REQUESTS) {
			expect(row(rows, name).advice).toMatch(/publish.*Production URL.*Test URL.*pinned.*unpin/is);
		}
	});

	test('is a Test URL, which answers once', async () => {
		let requests = 0;
		const rows = await rowsOf(() => (requests++ === 0 ? answer(200) : answer(404)));
		expect(failed(rows)).toEqual(REQUESTS.slice(1));
	});

	test.each([500, 502, 503, 504])('fails (%d) has not rejected anything', async (status) => {
		const rows = await rowsOf(always(answer(status, 'Bad')));
		expect(failed(rows)).toEqual(REQUESTS);
		const advice = row(rows, 'Wrong token').advice;
		expect(advice).toMatch([502, 504].includes(status) ? /proxy/ : /log/);
	});

	test.each([200, 401])('fails (500) only for wrong tokens, valid event: %d', async (status) => {
		const rows = await rowsOf((_, token) => answer(token === 'right' ? status : 500));
		expect(row(rows, 'Wrong token').passed).toBe(false);
	});

	test.each([429, 405, 408])('answers %d has not rejected anything', async (status) => {
		for (const valid of [200, status]) {
			const rows = await rowsOf((_, token) => answer(token === 'right' ? valid : status));
			expect(row(rows, 'Wrong token')).toMatchObject({ passed: false });
		}
	});

	test('limits requests (429) gets advice on that', async () => {
		const rows = await rowsOf(always(answer(429)));
		expect(row(rows, 'Valid event').advice).toMatch(/limits how many requests/);
	});

	test.each([201, 202, 204])('answers %d has failed for SiteGPT', async (status) => {
		const rows = await rowsOf((_, token) => answer(token === 'right' ? status : 401));
		expect(row(rows, 'Valid event')).toMatchObject({
			passed: false,
			got: String(status),
			advice: expect.stringMatching(new RegExp(`${status}.*except 200.*status 200`, 's')),
		});
	});

	test.each([301, 302, 307, 308])('redirects (%d)', async (status) => {
		const rows = await rowsOf(always(answer(status, '', { location: 'https://example.com/new' })));
		expect(failed(rows)).toEqual(REQUESTS);
		expect(row(rows, 'Valid event')).toMatchObject({
			got: `${status} to https://example.com/new`,
			advice: expect.stringMatching(/redirects.*Enter the URL/s),
		});
	});

	test('gives a long answer is quoted in short', async () => {
		const rows = await rowsOf(always(answer(200, 'x'.repeat(5000))));
		for (const { got } of rows) expect(got.length).toBeLessThan(120);
		expect(rows[0].got).toMatch(/^200 x{80}\.\.\.$/);
	});
});

describe('something in front of the endpoint', () => {
	const page = '<!DOCTYPE html><html><body>Forbidden</body></html>';
	const answers: Array<[string, PostResult]> = [
		['401 with WWW-Authenticate', answer(401, 'Unauthorized', { asksForLogin: true })],
		['401 with HTML', answer(401, '<html>\r\n<head><title>401</title></head></html>')],
		['403 with HTML', answer(403, page)],
		['407', answer(407)],
		['a login page', answer(302, '', { location: 'https://sso.example.com/login?to=%2F' })],
		['a sign-in page', answer(303, '', { location: '/users/sign_in' })],
		['a login page at Cloudflare', answer(302, '', { location: '/cdn-cgi/access/login/x' })],
	];

	test.each(answers)(
		'does not count as a rejection, and the credential is not blamed: %s',
		async (_, reply) => {
			const rows = await rowsOf(always(reply));
			expect(failed(rows)).toEqual(REQUESTS);
			for (const name of REQUESTS) {
				expect(row(rows, name).advice).toMatch(
					/^Something in front of the endpoint, such as a proxy or a login page, answered/,
				);
				expect(row(rows, name).advice).not.toMatch(/credential/);
			}
		},
	);

	test.each(answers.slice(0, 3))(
		'did not answer if the right token is accepted: %s',
		async (_, reply) => {
			const rows = await rowsOf((_body, token) => (token === 'right' ? answer(200) : reply));
			expect(row(rows, 'Wrong token').passed).toBe(true);
		},
	);

	test('is not assumed for a redirect whose query only mentions a login', async () => {
		const reply = answer(301, '', { location: 'https://example.com/?from=/login' });
		const rows = await rowsOf(always(reply));
		expect(row(rows, 'Valid event').advice).toMatch(/redirects/);
	});
});

describe('the time of the answers', () => {
	test.each([
		[4999, true],
		[5000, false],
	])('%d ms for the slowest: in time is %j', async (ms, passed) => {
		const rows = await rowsOf(trigger(message), [1, 2, 3, ms, 4, 5]);
		expect(row(rows, 'Response time')).toMatchObject({ passed, responseTime: ms });
		expect(rows.map(({ responseTime }) => responseTime)).toEqual([1, 2, 3, ms, 4, 5, ms]);
	});

	test('fails if one answer is late', async () => {
		const good = trigger(message);
		let requests = 0;
		const rows = await rowsOf(
			(body, token) => (requests++ === 0 ? late : good(body, token)),
			[5003],
		);
		expect(failed(rows)).toEqual(['Valid event', 'Response time']);
		expect(row(rows, 'Valid event')).toMatchObject({
			got: 'No response within 5 seconds',
			advice: expect.stringMatching(/Immediately/),
		});
		expect(row(rows, 'Response time')).toMatchObject({
			got: 'no response to 1 of 6 requests',
			responseTime: 5003,
			advice: expect.stringMatching(/Immediately/),
		});
	});

	test('fails if there was no answer, however quickly it failed', async () => {
		const rows = await rowsOf(always(nobody));
		expect(failed(rows)).toEqual(CASES);
		for (const name of REQUESTS) {
			expect(row(rows, name)).toMatchObject({
				got: 'Nothing is listening at this address',
				advice: expect.stringMatching(/Check that the URL is correct/),
			});
		}
		expect(row(rows, 'Response time').got).toBe('no response to 6 of 6 requests');
		expect(row(rows, 'Response time').advice).toMatch(/can't tell/);
	});
});

test('has advice if and only if a test failed, and only passes expected answers', async () => {
	const status = fc.constantFrom(200, 201, 204, 301, 400, 401, 403, 404, 405, 422, 429, 500, 503);
	const body = fc.constantFrom<unknown>('', 'OK', '<html></html>', { status: 'ignored' }, null);
	const reply = fc.record({
		statusCode: status,
		body,
		location: fc.constantFrom(undefined, '/login', '/elsewhere'),
		asksForLogin: fc.boolean(),
	});
	const replies = fc.array(
		fc.oneof({ weight: 5, arbitrary: reply }, fc.constantFrom(nobody, late)),
		{
			minLength: 6,
			maxLength: 6,
		},
	);
	await fc.assert(
		fc.asyncProperty(replies, async (all) => {
			const left = [...all];
			const rows = await rowsOf(() => left.shift()!);
			rows.forEach(({ passed, advice }, n) => {
				expect(advice === null).toBe(passed);
				if (advice !== null) expect(advice).toMatch(/^[A-Z].*\.$/);
				if (!passed || n === 6) return;
				const { statusCode } = all[n] as EndpointResponse;
				if (n === 0 || n === 5) expect(statusCode).toBe(200);
				if (n === 1 || n === 2) expect([400, 401, 403, 422]).toContain(statusCode);
				if (n === 3 || n === 4) expect([200, 400, 401, 403, 422]).toContain(statusCode);
			});
			expect(rows[6].passed).toBe(all.every((one) => 'statusCode' in one));
		}),
		{ numRuns: 500 },
	);
});

test('stops if the execution is canceled', async () => {
	const endpoint = new FakeEndpoint(() => {
		throw new Error('canceled');
	});
	const subject = { url, event: message, other: escalation, suffix: 'run1' };
	await expect(checkEndpoint(subject, endpoint)).rejects.toThrow('canceled');
	expect(endpoint.posts).toHaveLength(1);
});
