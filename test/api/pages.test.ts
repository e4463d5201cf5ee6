import fc from 'fast-check';
import type { HttpResponse } from '../../nodes/api/envelope';
import { type ListRequest, MAX_PAGES, readList } from '../../nodes/api/pages';
import { FakeTransport, ok, reply } from './fakeTransport';

const leads: ListRequest = { method: 'GET', path: '/leads', list: 'leads', id: 'id' };

function page(ids: unknown[], nextCursor: unknown = null): HttpResponse {
	const pagination = { limit: 50, hasNextPage: nextCursor !== null, nextCursor };
	return ok({ leads: ids.map((id) => ({ id })), pagination });
}

const idsOf = (objects: Array<Record<string, unknown>>) => objects.map(({ id }) => id);
const queriesOf = ({ sent }: FakeTransport) => sent.map(({ path }) => path.split('?')[1]);

test('a list only ends when SiteGPT says so: a short or an empty page does not end it', async () => {
	const transport = new FakeTransport([page([1], 'a'), page([], 'b'), page([2, 3])]);
	expect(idsOf(await readList(transport.client, leads))).toEqual([1, 2, 3]);
	expect(queriesOf(transport)).toEqual(['limit=100', 'limit=100&cursor=a', 'limit=100&cursor=b']);
});

test('a limit asks for no more than is left, and for no page after that', async () => {
	const transport = new FakeTransport([page([1, 2], 'a'), page([3, 4, 5], 'b')]);
	expect(idsOf(await readList(transport.client, leads, { limit: 4 }))).toEqual([1, 2, 3, 4]);
	expect(queriesOf(transport)).toEqual(['limit=4', 'limit=2&cursor=a']);
	const exact = new FakeTransport([page([1, 2], 'a'), page([3], 'b')]);
	expect(idsOf(await readList(exact.client, leads, { limit: 2 }))).toEqual([1, 2]);
	expect(queriesOf(exact)).toEqual(['limit=2']);
});

test('a filter that SiteGPT does not have reads on until enough objects have passed it', async () => {
	const transport = new FakeTransport([page([1, 2, 3], 'a'), page([4, 5, 6], 'b'), page([7])]);
	const isWanted = ({ id }: Record<string, unknown>) => Number(id) % 2 === 0;
	expect(idsOf(await readList(transport.client, leads, { limit: 2, isWanted }))).toEqual([2, 4]);
	expect(queriesOf(transport)).toEqual(['limit=100', 'limit=100&cursor=a']);
});

test('each object comes once, even if the list changes while it is read; objects without an ID all stay', async () => {
	const transport = new FakeTransport([page([1, 2, null], 'a'), page([2, 3, null])]);
	expect(idsOf(await readList(transport.client, leads))).toEqual([1, 2, null, 3, null]);
	const without = new FakeTransport([ok({ leads: [{}, {}] })]);
	expect(await readList(without.client, leads)).toHaveLength(2);
});

test.each([
	[
		'a cursor that repeats',
		[page([1], 'a'), page([2], 'b'), page([3], 'a')],
		'keeps returning the same page',
	],
	[
		'no cursor',
		[ok({ leads: [], pagination: { hasNextPage: true, nextCursor: null } })],
		'sent no cursor for it',
	],
	[
		'no cursor, and "1" for true',
		[ok({ leads: [], pagination: { hasNextPage: '1' } })],
		'sent no cursor for it',
	],
	['a text', [ok({ leads: 'none' })], 'no list "leads"'],
	['a number', [ok({ leads: 0 })], 'no list "leads"'],
	['false', [ok({ leads: false })], 'no list "leads"'],
	['an object with fields', [ok({ leads: { 1: {} } })], 'no list "leads"'],
	['a list of texts', [ok({ leads: ['a'] })], 'no list "leads"'],
	['objects under another name', [ok({ people: [{ id: 1 }] })], 'no list "leads"'],
	['objects next to other fields', [ok({ total: 1, people: [{ id: 1 }] })], 'no list "leads"'],
	['a text as data', [ok('leads')], 'no list "leads"'],
])('%s is an error, not a list that looks complete', async (_, answers, message) => {
	await expect(readList(new FakeTransport(answers).client, leads)).rejects.toThrow(message);
});

const empty: Array<[string, unknown]> = [
	['null', { leads: null }],
	['an empty list', { leads: [] }],
	['an empty object', { leads: {} }],
	['only null entries', { leads: [null, null] }],
	['no such field', {}],
	['other fields', { filters: {}, tags: [] }],
	['other objects, and null', { leads: null, tags: [{}] }],
];

test.each(empty)('%s is an empty page, and the next page is read', async (_, data) => {
	const pagination = { hasNextPage: true, nextCursor: 'a' };
	const transport = new FakeTransport([ok({ ...(data as object), pagination }), page([1])]);
	expect(idsOf(await readList(transport.client, leads))).toEqual([1]);
});

test.each([
	['null', ok(null)],
	['nothing', ok(undefined)],
	['a list', ok([])],
	['a list without an envelope', reply(200, [])],
	['204', reply(204)],
])('%s as data is an empty list', async (_, answer) => {
	expect(await readList(new FakeTransport([answer]).client, leads)).toEqual([]);
});

test('a list without an envelope is read; that of a refusal is not', async () => {
	expect(await readList(new FakeTransport([reply(200, [{ id: 1 }])]).client, leads)).toHaveLength(
		1,
	);
	await expect(readList(new FakeTransport([reply(400, [])]).client, leads)).rejects.toThrow('400');
});

test('null entries are skipped, and others that are no objects are mentioned', async () => {
	const { client } = new FakeTransport([
		ok({ leads: [null, { id: 1 }] }),
		ok({ leads: ['a', {}] }),
	]);
	expect(await readList(client, leads)).toHaveLength(1);
	expect(client.warnings).toEqual([]);
	expect(await readList(client, leads)).toHaveLength(1);
	expect(client.warnings).toEqual([expect.stringContaining('"leads"')]);
});

test('a cursor is text, and a next page may be announced in any way that can be meant', async () => {
	const announced = fc.constantFrom(true, 'true', 'TRUE', 1, '1', null, undefined, '');
	const cursor = fc.oneof(fc.string({ minLength: 1 }), fc.nat(), fc.constant('9007199254740993'));
	await fc.assert(
		fc.asyncProperty(announced, cursor, async (hasNextPage, nextCursor) => {
			const first = ok({ leads: [], pagination: { hasNextPage, nextCursor } });
			const transport = new FakeTransport([first, page([1])]);
			expect(idsOf(await readList(transport.client, leads))).toEqual([1]);
			expect(new URLSearchParams(queriesOf(transport)[1]).get('cursor')).toBe(String(nextCursor));
		}),
	);
	for (const hasNextPage of [false, 'false', ' False\n', 'no', 0, '0']) {
		const transport = new FakeTransport([
			ok({ leads: [], pagination: { hasNextPage, nextCursor: 'a' } }),
		]);
		await readList(transport.client, leads);
		expect(transport.sent).toHaveLength(1);
	}
});

test('an ID that is a number in one page and text in the next is one ID', async () => {
	const transport = new FakeTransport([page([1, 2], 'a'), page(['2', '3'])]);
	expect(idsOf(await readList(transport.client, leads))).toEqual([1, 2, '3']);
});

test('an endless list ends with an error', async () => {
	const transport = new FakeTransport(
		Array.from({ length: 2000 }, (_, n) => page([n], `cursor ${n}`)),
	);
	await expect(readList(transport.client, leads)).rejects.toThrow(`more than ${MAX_PAGES} pages`);
	expect(transport.sent).toHaveLength(MAX_PAGES);
});

test('a list without pagination, or that is the data itself, is one page', async () => {
	expect(await readList(new FakeTransport([ok([{ id: 1 }])]).client, leads)).toEqual([{ id: 1 }]);
	expect(
		await readList(new FakeTransport([ok({ leads: [{ id: 1 }] })]).client, leads),
	).toHaveLength(1);
});

test('all of a list is read up to the limit, however it is split into pages', async () => {
	const cuts = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 12 });
	await fc.assert(
		fc.asyncProperty(cuts, fc.option(fc.integer({ min: 1, max: 40 })), async (sizes, limit) => {
			let last = 0;
			const pages = sizes.map((size, index) => {
				const ids = Array.from({ length: size }, () => ++last);
				return page(ids, index < sizes.length - 1 ? `cursor ${index}` : null);
			});
			const read = await readList(new FakeTransport(pages).client, leads, {
				limit: limit ?? undefined,
			});
			const all = Array.from({ length: last }, (_, index) => index + 1);
			expect(idsOf(read)).toEqual(all.slice(0, limit ?? last));
		}),
	);
});
