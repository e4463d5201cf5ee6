import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import { waitFor } from '../../harness/wait.ts';
import { picture, showAddress } from './screenshots.ts';
import type { Session } from './session.ts';
import { cutTexts } from './texts.ts';

/** Tests the SiteGPT node's API operations in the editor: lists to choose from, and results. */
export function api(session: Session) {
	let siteGpt: SiteGptServer;
	before(async () => {
		siteGpt = await SiteGptServer.start();
		const chatbot = siteGpt.state.addChatbot({ title: 'Shop assistant' });
		siteGpt.settings.answer = (question) =>
			/norway/i.test(question) ? 'Yes, within five working days.' : 'I have to ask a colleague.';
		for (const [title, ...questions] of [
			['Opening hours', 'When do you open on Sundays?'],
			['Shipping to Norway', 'Do you ship to Norway?', 'And to Svalbard?'],
		] as const) {
			const visitor = siteGpt.visitor(chatbot.id);
			visitor.conversation.title = title;
			for (const question of questions) visitor.ask(question);
			if (title === 'Shipping to Norway') visitor.escalate();
		}
	});
	after(async () => await siteGpt.close());

	const openList = async (name: string) => {
		const { page, parameters } = session.editor;
		await parameters.getByTestId(`resource-locator-${name}`).getByTestId('rlc-input').click();
		const items = page.getByTestId('rlc-item').filter({ visible: true });
		await items.first().waitFor();
		return items;
	};

	test('add "Get the transcript of a conversation", with a chatbot and a conversation from the lists', async () => {
		const { editor, n8n } = session;
		const { page } = editor;
		await n8n.client.createCredential({
			name: 'SiteGPT account',
			type: 'siteGptApi',
			data: { accessToken: siteGpt.addToken(), accountApiKey: '', baseUrl: siteGpt.url },
		});
		await editor.addNode('SiteGPT', 'Get the transcript of a conversation');
		const labels = await editor.labelsUpTo('Output');
		const expected = 'Credential for SiteGPT API,Resource,Operation,Chatbot,Conversation,Output';
		// A resource locator has two fields: the mode and the value.
		assert.equal([...new Set(labels)].join(), expected);
		assert.deepEqual(await cutTexts(editor.node), []);
		await (await openList('chatbotId')).getByText('Shop assistant').click();
		const conversations = await openList('threadId');
		assert.equal(await conversations.count(), 2);
		await page.getByTestId('rlc-search').filter({ visible: true }).fill('Norway');
		await waitFor(async () => (await conversations.count()) === 1, { what: 'the search' });
		await picture(editor.parameters, 'list-search');
		await conversations.getByText('Shipping to Norway').click();
		await page.getByTestId('node-execute-button').click();
		await editor.showOutputAs('schema');
		await editor.output.getByText('Visitor: Do you ship to Norway?').first().waitFor();
		await picture(editor.node, 'transcript');
	});

	test('the resources of the SiteGPT node', async () => {
		const { page, parameters } = session.editor;
		await parameters.getByTestId('parameter-input-resource').click();
		const list = page.locator('.el-select__popper').filter({ visible: true });
		const names = [
			'Account',
			'Chatbot',
			'Conversation',
			'Knowledge',
			'Lead',
			'Message',
			'Test Event',
		];
		for (const name of names) await list.getByText(name, { exact: true }).waitFor();
		await picture(parameters, 'resources');
		await page.keyboard.press('Escape');
	});

	test('add the polling trigger, and fetch a test event', async () => {
		const { editor } = session;
		const { page } = editor;
		const [chatbot] = siteGpt.state.chatbots;
		siteGpt.state.addLead(chatbot!.id, { name: 'Grace Hopper', email: 'grace@example.com' });
		await editor.addNode('SiteGPT Polling', 'On new lead');
		const labels = [...new Set(await editor.labelsUpTo('Chatbot'))];
		assert.deepEqual(labels.slice(0, 1).concat(labels.slice(-3)), [
			'Credential',
			'Trigger On',
			'Chatbots',
			'Chatbot',
		]);
		assert.deepEqual(await cutTexts(editor.node), []);
		await (await openList('chatbotId')).getByText('Shop assistant').click();
		await page.getByText('Fetch Test Event').first().click();
		await editor.showOutputAs('schema');
		await editor.output.getByText('NEW_LEAD_CAPTURE').first().waitFor();
		await showAddress(editor.output, siteGpt.url, 'https://sitegpt.ai');
		await picture(editor.node, 'polling-trigger');
	});
}
