import { sampleItems } from '../../nodes/polling/sample';
import { NOW } from './stubs';
import { leadsAt, refusal, type Response, setClocks, triggerWith } from './trigger';

let now = NOW;
beforeEach(() => {
	now = NOW;
	setClocks(() => now);
});
afterEach(() => jest.restoreAllMocks());

const iso = (ms: number) => new Date(ms).toISOString();

/** A SiteGPT with these conversations on each page, and their messages. Each request takes some seconds. */
function conversations(pages: string[][], messages: Record<string, number[]> = {}, seconds = 0) {
	return ({ pathname, searchParams }: URL): Response => {
		now += seconds * 1000;
		const [, id] = /conversations\/(\w+)\/messages/.exec(pathname) ?? [];
		if (id === 'gone') return refusal(404);
		if (id === 'broken') return refusal(500);
		if (id !== undefined)
			return { data: { messages: (messages[id] ?? []).map((at) => ({ createdAt: iso(at), at })) } };
		const page = Number(searchParams.get('cursor') ?? 0);
		const listed = pages[page].map((threadId, n) => ({ threadId, updatedAt: iso(NOW + n) }));
		// One that no request can be made for.
		const unnamed = { updatedAt: iso(NOW + 99) };
		const pagination = { hasNextPage: page + 1 < pages.length, nextCursor: String(page + 1) };
		return { data: { conversations: [...listed, unnamed], pagination } };
	};
}

async function sample(respond: (url: URL) => Response, triggerOn = 'newMessage') {
	const { context, urls } = triggerWith({ respond, parameters: { triggerOn } });
	return { api: (await sampleItems(context)).map(({ json }) => json.api), urls };
}

test('is the newest lead', async () => {
	const { api, urls } = await sample(() => leadsAt(1e12, 3e12, 2e12), 'newLead');
	expect(api).toMatchObject([{ id: 'lead_1' }]);
	expect(urls).toHaveLength(1);
});

test('is the newest message of the conversation that changed last and has one', async () => {
	const pages = [
		['a', 'b', 'gone', 'empty'],
		['c', 'd'],
	];
	const { api, urls } = await sample(conversations(pages, { a: [1e12], b: [2e12, 3e12, 1e12] }));
	expect(api).toMatchObject([{ at: 3e12 }]);
	expect(urls).toHaveLength(4);
	const further = await sample(conversations(pages, { c: [1e12] }));
	expect(further.api).toMatchObject([{ at: 1e12 }]);
});

test('one that cannot be read does not hide the others', async () => {
	const { api } = await sample(conversations([['a', 'broken'], ['broken']], { a: [1e12] }));
	expect(api).toMatchObject([{ at: 1e12 }]);
	const slow = sample(conversations([['a', 'broken'], ['a']], {}, 20));
	await expect(slow).rejects.toMatchObject({ message: 'No (NO)' });
});

test('says what failed', async () => {
	await expect(sample(conversations([['a', 'broken']]))).rejects.toMatchObject({
		message: 'No (NO)',
	});
});

test('says what to do if there is none', async () => {
	await expect(sample(conversations([['a']]))).rejects.toThrow(
		'This chatbot has no message that matches the settings yet. Create one in SiteGPT, or pin sample data.',
	);
	await expect(sample(() => ({ data: { leads: [] } }), 'newLead')).rejects.toThrow('has no lead');
});

describe('is looked for in 30 seconds', () => {
	const timeIsUp =
		'Found no message that matches the settings in 30 seconds, and SiteGPT has more to read. Create one in SiteGPT, so that it is among the newest, or pin sample data.';

	test.each([
		['in a page', [['a', 'b', 'c', 'd', 'e', 'f']]],
		['between pages', [[], [], [], [], []]],
	])('%s', async (_, pages) => {
		await expect(sample(conversations(pages, {}, 10))).rejects.toThrow(timeIsUp);
		expect(now).toBe(NOW + 30_000);
	});

	test('what is found with the last request counts', async () => {
		const found = await sample(conversations([['b', 'a']], { b: [1e12] }, 10));
		expect(found.api).toMatchObject([{ at: 1e12 }]);
	});

	test('a list that was read to its end has none', async () => {
		await expect(sample(conversations([[], [], []], {}, 10))).rejects.toThrow('settings yet');
	});
});
