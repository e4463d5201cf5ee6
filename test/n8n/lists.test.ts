import { LoadOptionsContext } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import { SiteGptServer } from '../../e2e/siteGptServer/server.ts';
import type { Chatbot } from '../../e2e/siteGptServer/state.ts';
import { listSearch } from '../../nodes/locators/lists';
import { SiteGpt } from '../../nodes/SiteGpt/SiteGpt.node';
import { additionalDataWith, workflowOf } from './workflow';

let server: SiteGptServer;
let chatbot: Chatbot;
beforeEach(async () => {
	server = await SiteGptServer.start();
	chatbot = server.state.addChatbot({ title: 'Shop' });
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
		chatbotId: { __rl: true, mode: 'list', value: chatbot.id },
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
