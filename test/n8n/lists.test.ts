import { LoadOptionsContext } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import type { Received } from '../../harness/siteGpt/route.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Chatbot } from '../../harness/siteGpt/state.ts';
import { listSearch, MAX_SEARCH_MS } from '../../nodes/locators/lists';
import { SiteGpt } from '../../nodes/SiteGpt/SiteGpt.node';
import { additionalDataWith, workflowOf } from './workflow';

let server: SiteGptServer;
let chatbot: Chatbot;
let chosen: string;
beforeEach(async () => {
	server = await SiteGptServer.start();
	chatbot = server.state.addChatbot({ title: 'Shop' });
	chosen = chatbot.id;
});
afterEach(async () => await server.close());

/** What the editor shows in a list, in n8n-core's own context. */
async function search(
	list: string,
	filter?: string,
	token?: string,
	accessToken = server.addToken(),
) {
	const parameters: IDataObject = {
		resource: 'conversation',
		chatbotId: { __rl: true, mode: 'list', value: chosen },
	};
	const { workflow, node } = workflowOf(new SiteGpt(), parameters);
	const additionalData = additionalDataWith(
		async () => ({ accessToken, baseUrl: `${server.url}/` }),
		{
			currentNodeParameters: parameters as never,
		},
	);
	const context = new LoadOptionsContext(workflow, node, additionalData, '');
	return await listSearch[list].call(context, filter, token);
}

test('each list that a parameter names exists', () => {
	const named = JSON.stringify(new SiteGpt().description.properties).match(
		/(?<="searchListMethod":")\w+/g,
	);
	expect([...new Set(named)].toSorted()).toEqual(Object.keys(listSearch).toSorted());
});

test('chatbots by name, searched by name or ID', async () => {
	const other = server.state.addChatbot({ title: null });
	const all = [
		{ name: 'Shop', value: chatbot.id },
		{ name: other.id, value: other.id },
	];
	expect(await search('searchChatbots')).toEqual({ results: all, paginationToken: undefined });
	expect((await search('searchChatbots', 'shop')).results).toEqual([all[0]]);
	expect((await search('searchChatbots', other.id)).results).toEqual([all[1]]);
});

describe('a search beyond the first page', () => {
	let pages: number;
	/** Answers like SiteGPT, in pages of 50; the mock server has no pages of chatbots. */
	function serve(names: Array<string | undefined>) {
		pages = 0;
		server.faults.length = 0;
		const page = (request: Received) => {
			const start = Number(request.query.get('cursor') ?? 0);
			const end = Math.min(start + 50, names.length);
			const chatbots = names
				.slice(start, end)
				.flatMap((title, n) => (title === undefined ? [] : [{ id: start + n, title }]));
			const hasNextPage = end < names.length;
			const pagination = { hasNextPage, nextCursor: hasNextPage ? String(end) : null };
			pages++;
			fault.body = JSON.stringify({ ok: true, data: { chatbots, pagination } });
			return true;
		};
		const fault = { status: 200, body: '' };
		server.faults.push({ fault, when: page, times: Infinity });
	}

	const names = Array.from({ length: 130 }, (_, n) => `Chatbot ${n + 1}`);

	test('finds the 121st of 130, whose ID is a number', async () => {
		serve(names);
		const { results, paginationToken } = await search('searchChatbots', 'bot 121');
		expect(results).toEqual([{ name: 'Chatbot 121', value: '120' }]);
		expect([pages, paginationToken]).toEqual([3, undefined]);
		expect((await search('searchChatbots', '129')).results).toHaveLength(2);
		expect((await search('searchChatbots', 'other')).results).toEqual([]);
	});

	test('fills the list, and goes on as the user scrolls', async () => {
		serve(names);
		const first = await search('searchChatbots', 'chatbot');
		expect([first.results.length, first.paginationToken]).toEqual([50, '50']);
		const second = await search('searchChatbots', 'chatbot', '50');
		expect(second.results[0].value).toBe('50');
		// The editor loads no more of a search that doesn't fill the list.
		serve([...names, 'Chatbot 1000']);
		const few = await search('searchChatbots', '10');
		expect(few.results.map(({ name }) => name)).toContain('Chatbot 1000');
		expect(few.paginationToken).toBeUndefined();
	});

	test('passes pages without anything', async () => {
		serve([...Array<undefined>(100).fill(undefined), 'Shop']);
		expect((await search('searchChatbots')).results).toEqual([{ name: 'Shop', value: '100' }]);
		expect(pages).toBe(3);
	});

	test('says so if it stops without a match, and shows what it has otherwise', async () => {
		serve(names);
		// The clock goes on by a quarter of the time with each look at it.
		let time = 0;
		const now = jest
			.spyOn(performance, 'now')
			.mockImplementation(() => (time += MAX_SEARCH_MS / 4));
		try {
			await expect(search('searchChatbots', 'bot 121')).rejects.toThrow(
				/^None of the \d+ that SiteGPT has returned so far match\./,
			);
			const { results, paginationToken } = await search('searchChatbots', 'bot 1');
			expect(results.length).toBeGreaterThan(0);
			expect(paginationToken).toBeDefined();
			expect(pages).toBeLessThan(5);
		} finally {
			now.mockRestore();
		}
	});
});

test('the links of a list have encoded IDs, and its chatbot may be a link', async () => {
	const { id } = server.state.addLead(chatbot.id, { id: 'a/b ü' });
	const { results } = await search('searchLeads', 'Jane');
	const url = `${server.url}/${chatbot.id}/leads/a%2Fb%20%C3%BC`;
	expect(results).toEqual([expect.objectContaining({ value: id, url })]);
	chosen = `https://sitegpt.ai/${chatbot.id}/leads/x`;
	expect((await search('searchLeads', 'Jane')).results).toHaveLength(1);
});

test('conversations page by page, by title or visitor, with a link to the dashboard', async () => {
	const [old, recent] = [
		{ title: 'Shipping' },
		{ lead: { name: null, email: 'jane@example.com' } },
	].map((fields, n) =>
		server.state.addConversation(chatbot.id, { ...fields, updatedAt: `2026-11-0${n + 1}` }),
	);
	server.settings.pageSize = () => 1;
	const first = await search('searchConversations');
	const url = `${server.url}/${chatbot.id}/chat-history/${recent.threadId}`;
	expect(first.results).toEqual([{ name: 'jane@example.com', value: recent.threadId, url }]);
	const second = await search('searchConversations', undefined, first.paginationToken as string);
	expect(second.results).toMatchObject([{ name: 'Shipping', value: old.threadId }]);
	expect(second.paginationToken).toBeUndefined();
	expect((await search('searchConversations', 'Shipping')).results).toHaveLength(1);
});

test('leads and documents', async () => {
	const lead = server.state.addLead(chatbot.id, { archived: true });
	const document = server.state.addDocument(chatbot.id);
	expect((await search('searchLeads', 'Jane')).results).toEqual([
		{
			name: 'Jane Doe (jane@example.com)',
			value: lead.id,
			url: `${server.url}/${chatbot.id}/leads/${lead.id}`,
		},
	]);
	expect((await search('searchDocuments')).results).toEqual([
		{ name: 'https://example.com/', value: document.id },
	]);
});

test("SiteGPT's refusal is shown", async () => {
	await expect(search('searchLeads', '', undefined, 'sgpt_wrong')).rejects.toThrow(
		'The token is not valid',
	);
});
