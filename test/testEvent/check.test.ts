import fc from 'fast-check';
import { check, checkSchema, type CheckRow, type World } from '../../nodes/SiteGpt/testEvent/check';
import type { Reply } from '../../nodes/SiteGpt/testEvent/delivery';
import type { SentToken } from '../../nodes/SiteGpt/testEvent/post';
import { allEvents } from '../../nodes/events/all';
import type { SiteGptEvent } from '../../nodes/events/event';
import { read } from '../../nodes/events/read';

const [message, escalation] = allEvents;

type Receiver = (body: string, token: SentToken) => Reply;

const answer = (statusCode: number, body = ''): Reply => ({ statusCode, body });
const always =
	(reply: Reply): Receiver =>
	() =>
		reply;

/** Does all that a receiver of `event` has to do. */
function perfect(event: SiteGptEvent): Receiver {
	const seen = new Set<string>();
	return (body, token) => {
		if (token !== 'right') return answer(401, '{"error":"Unauthorized"}');
		if (read(JSON.parse(body), event, allEvents).is !== 'valid') return answer(400);
		const status = seen.has(body) ? 'duplicate' : 'accepted';
		seen.add(body);
		return answer(200, JSON.stringify({ status }));
	};
}

class FakeWorld implements World {
	time = 0;
	readonly posts: Array<{ body: string; token: SentToken }> = [];

	constructor(
		private readonly receiver: Receiver,
		private readonly takes: number[] = [],
	) {}

	async post(body: string, token: SentToken): Promise<Reply> {
		const n = this.posts.push({ body, token }) - 1;
		this.time += this.takes[n] ?? 7;
		return this.receiver(body, token);
	}

	now(): number {
		return this.time;
	}
}

async function rowsOf(receiver: Receiver, takes?: number[]): Promise<CheckRow[]> {
	return await check(message, escalation, 'run1', new FakeWorld(receiver, takes));
}

const failed = (rows: CheckRow[]) => rows.filter(({ passed }) => !passed).map((row) => row.case);
const row = (rows: CheckRow[], name: string) => rows.find((one) => one.case === name)!;

const CASES = [
	'Valid event',
	'Wrong token',
	'No token',
	'Broken payload',
	'Wrong event',
	'Same event twice',
	'Slow answer',
];
const REFUSALS = ['Wrong token', 'No token', 'Broken payload', 'Wrong event'];

describe.each(allEvents)('a receiver of $name that does all it has to', (event) => {
	it.each(allEvents.filter((other) => other !== event))('passes each case', async (other) => {
		const rows = await check(event, other, 'run1', new FakeWorld(perfect(event)));
		expect(rows.map((one) => one.case)).toEqual(CASES);
		expect(failed(rows)).toEqual([]);
		for (const one of rows) {
			expect(one.advice).toBeNull();
			expect(checkSchema.parse(one)).toEqual(one);
		}
		expect(rows.slice(0, 6).map(({ expected, got }) => [expected, got.slice(0, 3)])).toEqual(
			['200', '401', '401', '400', '400', '200'].map((status) => [status, status]),
		);
	});

	it('is sent one event, its repeat, and nothing that could be taken for a real one', async () => {
		const world = new FakeWorld(perfect(event));
		const other = allEvents.find((one) => one !== event)!;
		await check(event, other, 'run1', world);
		expect(world.posts.map(({ token }) => token)).toEqual([
			'right',
			'wrong',
			'none',
			'right',
			'right',
			'right',
		]);
		const [valid, wrongToken, noToken, broken, wrongEvent, repeat] = world.posts.map(
			({ body }) => body,
		);
		expect(read(JSON.parse(valid), event, allEvents).is).toBe('valid');
		expect([wrongToken, noToken, repeat]).toEqual([valid, valid, valid]);
		expect(read(JSON.parse(broken), event, allEvents).is).toBe('invalid');
		expect(read(JSON.parse(wrongEvent), event, allEvents)).toEqual({ is: 'foreign', event: other });
		for (const body of [valid, wrongEvent]) {
			const ids = body.match(/"(id|\w+Id)":"[^"]*"/g)!;
			for (const id of ids) expect(id).toMatch(/:"test_\w+_run1"$/);
			for (const address of body.match(/[\w.]+@[\w.]+/g) ?? []) {
				expect(address).toMatch(/@example\.com$/);
			}
		}
	});

	it('is sent another event by another run', async () => {
		const [one, two] = [new FakeWorld(perfect(event)), new FakeWorld(perfect(event))];
		const other = allEvents.find((another) => another !== event)!;
		await check(event, other, 'run1', one);
		await check(event, other, 'run2', two);
		expect(one.posts[0].body).not.toBe(two.posts[0].body);
	});
});

describe('a receiver that', () => {
	it('takes any token is told that anybody can start the workflow', async () => {
		const good = perfect(message);
		const rows = await rowsOf((body) => good(body, 'right'));
		expect(failed(rows)).toEqual(['Wrong token', 'No token']);
		expect(row(rows, 'Wrong token').advice).toMatch(/Anybody.*X-WEBHOOK-TOKEN/);
		expect(row(rows, 'No token').advice).toMatch(/Anybody.*X-WEBHOOK-TOKEN/);
	});

	it('looks for a token only if there is one', async () => {
		const good = perfect(message);
		const rows = await rowsOf((body, token) => good(body, token === 'none' ? 'right' : token));
		expect(failed(rows)).toEqual(['No token']);
	});

	it('answers 200 to everything fails each refusal', async () => {
		const rows = await rowsOf(always(answer(200, 'OK')));
		expect(failed(rows)).toEqual(REFUSALS);
		expect(row(rows, 'Wrong event').advice).toContain('CONVERSATION_ESCALATED');
		expect(row(rows, 'Valid event').got).toBe('200 OK');
	});

	it('has another token is told to choose another credential', async () => {
		const rows = await rowsOf(always(answer(401)));
		expect(failed(rows)).toEqual(['Valid event', 'Same event twice']);
		expect(row(rows, 'Valid event').advice).toMatch(/credential/);
		expect(row(rows, 'Wrong token')).toMatchObject({ got: '401', passed: true, advice: null });
	});

	it('is not there (404) fails all, and is told of the Production URL', async () => {
		const rows = await rowsOf(always(answer(404, 'The requested webhook is not registered.')));
		expect(failed(rows)).toEqual(CASES.slice(0, 6));
		expect(row(rows, 'Valid event').advice).toMatch(/Production URL/);
		expect(row(rows, 'Wrong token').advice).toMatch(/Production URL/);
	});

	it.each([500, 503])('fails itself (%d) fails all, and is told where to look', async (status) => {
		const rows = await rowsOf(always(answer(status)));
		expect(failed(rows)).toEqual(CASES.slice(0, 6));
		for (const name of ['Valid event', ...REFUSALS]) {
			expect(row(rows, name).advice).toMatch(/log|executions/);
		}
	});

	it.each([301, 302, 307, 308])('redirects (%d) fails all', async (status) => {
		const rows = await rowsOf(always(answer(status)));
		expect(failed(rows)).toEqual(CASES.slice(0, 6));
		expect(row(rows, 'Valid event').advice).toMatch(/redirect/);
	});

	it('answers a repeat with an error fails that', async () => {
		const good = perfect(message);
		const rows = await rowsOf((body, token) => {
			const reply = good(body, token);
			return JSON.stringify(reply).includes('duplicate') ? answer(409) : reply;
		});
		expect(failed(rows)).toEqual(['Same event twice']);
		expect(row(rows, 'Same event twice').advice).toMatch(/200/);
	});

	it('gives no answer fails all, and is told why', async () => {
		const rows = await rowsOf(always({ error: 'Nothing listens at this address' }));
		expect(failed(rows)).toEqual(CASES.slice(0, 6));
		for (const name of CASES.slice(0, 6)) {
			expect(row(rows, name)).toMatchObject({
				got: 'Nothing listens at this address',
				advice: expect.stringMatching(/address/),
			});
		}
	});

	it('does not answer in time is told to answer first and work then', async () => {
		const late: Reply = { error: 'No answer within 5 seconds' };
		const good = perfect(message);
		const posts: string[] = [];
		const rows = await rowsOf(
			(body, token) => (posts.push(body) === 1 ? late : good(body, token)),
			[5003],
		);
		expect(failed(rows)).toEqual(['Valid event', 'Slow answer']);
		expect(row(rows, 'Valid event').got).toBe('No answer within 5 seconds');
		expect(row(rows, 'Slow answer')).toMatchObject({
			got: 'the slowest took 5.0 s',
			responseTime: 5003,
			advice: expect.stringMatching(/Immediately/),
		});
	});

	it.each([
		[4999, true],
		[5000, false],
	])('takes %d ms for its slowest answer: in time is %j', async (ms, passed) => {
		const rows = await rowsOf(perfect(message), [1, 2, 3, ms, 4, 5]);
		expect(row(rows, 'Slow answer')).toMatchObject({ passed, responseTime: ms });
		expect(rows.map(({ responseTime }) => responseTime)).toEqual([1, 2, 3, ms, 4, 5, ms]);
	});

	it('answers at length is quoted in short', async () => {
		const rows = await rowsOf(always(answer(200, 'x'.repeat(5000))));
		for (const { got } of rows) expect(got.length).toBeLessThan(120);
		expect(rows[0].got).toMatch(/^200 x{80}\.\.\.$/);
	});
});

it('judges a case by its own answer alone, and has advice exactly where one failed', async () => {
	const status = fc.constantFrom(200, 201, 204, 301, 400, 401, 403, 404, 405, 422, 500, 503);
	const statuses = fc.array(fc.option(status, { nil: undefined }), { minLength: 6, maxLength: 6 });
	await fc.assert(
		fc.asyncProperty(statuses, async (codes) => {
			const left = [...codes];
			const rows = await rowsOf(() => {
				const code = left.shift();
				return code === undefined ? { error: 'No answer' } : answer(code);
			});
			codes.forEach((given, n) => {
				const code: number = given ?? 0;
				const refusal = REFUSALS.includes(CASES[n]);
				const refuses = code >= 400 && code < 500 && code !== 404;
				expect(rows[n].passed).toBe(refusal ? refuses : code === 200);
			});
			for (const { passed, advice } of rows) {
				expect(advice === null).toBe(passed);
				expect(advice).not.toBe('');
			}
		}),
	);
});

it('stops where the execution is cancelled', async () => {
	const world = new FakeWorld(() => {
		throw new Error('cancelled');
	});
	await expect(check(message, escalation, 'run1', world)).rejects.toThrow('cancelled');
	expect(world.posts).toHaveLength(1);
});
