/** What a new person does, in a real browser: from the panel of nodes to the production URL. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { findChromium, launchChromium } from './browser/chromium.ts';
import { Editor } from './browser/editor.ts';
import { run } from './action/sender.ts';
import { eventFor } from './contract/events.ts';
import { newToken, post, Receiver } from './contract/receiver.ts';
import { startN8n, type N8n } from './host/n8n.ts';
import { packPackage } from './host/tarball.ts';
import { triggers } from './host/triggers.ts';
import { waitFor } from './host/wait.ts';

const executablePath = findChromium();
const missing =
	'no Chromium found: install one (apt-get install chromium) or name it in CHROMIUM_PATH';
if (!executablePath && process.env.CI === 'true') throw new Error(missing);

describe('the editor', { skip: executablePath ? false : missing }, () => {
	let running: N8n | undefined;
	let browser: Browser | undefined;
	let opened: Editor | undefined;
	const token = newToken();
	const n8n = () => running as N8n;
	const editor = () => opened as Editor;

	before(async () => {
		const tarball = await packPackage();
		try {
			running = await startN8n({ tarball: tarball.path });
		} finally {
			await tarball.remove();
		}
		browser = await launchChromium(executablePath as string);
		opened = await Editor.open(n8n(), browser);
	});

	after(async () => {
		await browser?.close();
		await running?.stop();
	});

	afterEach(async (context) => {
		if (!('passed' in context) || context.passed !== false || !opened) return;
		console.log(`What was to be seen: ${await opened.screenshot('failed')}`);
	});

	test('sign in and find the nodes, with their icons', async () => {
		await editor().signIn();
		const panel = await editor().searchNode('sitegpt');
		for (const name of ['SiteGPT Lead Trigger', 'SiteGPT Escalation Trigger', 'SiteGPT Message']) {
			await panel.getByText(name).first().waitFor();
		}
		const icons = panel.locator('img[src*="sitegpt"]');
		const widths = await icons.evaluateAll((images) =>
			images.map((image) => (image as HTMLImageElement).naturalWidth),
		);
		assert.ok(widths.length >= 4);
		assert.ok(widths.every((width) => width > 0));
		await editor().screenshot('node-panel');
	});

	test('add the message trigger', async () => {
		const { page } = editor();
		await page.getByTestId('node-creator').getByText('SiteGPT Message').first().click();
		await page.getByText('On any message').click();
		await page.getByTestId('ndv').waitFor();
		assert.deepEqual(await editor().labels(), ['Trigger On', 'Chatbot IDs', 'Simplify', 'Options']);
		assert.deepEqual(await editor().cutTexts(), []);
		await page.getByText('as "Messages Webhook URL" and the token of your credential').waitFor();
	});

	test('add an option', async () => {
		const { page } = editor();
		const options = page.getByTestId('collection-parameter-option');
		await page.getByTestId('collection-parameter-add').first().click();
		await options.first().waitFor();
		assert.deepEqual(
			(await options.allTextContents()).map((option) => option.trim()),
			['Acknowledge', 'Duplicate Window', 'Ignore Duplicate Deliveries', 'On Invalid Payload'],
		);
		await options.filter({ hasText: 'Ignore Duplicate Deliveries' }).click();
		const chosen = page
			.getByTestId('parameter-input-options.ignoreDuplicates')
			.or(page.getByTestId('parameter-input-ignoreDuplicates'));
		await chosen.first().waitFor();
		assert.deepEqual(await editor().cutTexts(), []);
	});

	test('create the credential: a short token is refused in words, a good one passes', async () => {
		const { page } = editor();
		await page.getByText('Connect to SiteGPT Webhook').click();
		const dialog = page.getByTestId('editCredential-modal');
		const tokenInput = dialog.getByTestId('parameter-input-token').locator('input');
		await tokenInput.fill('short');
		await dialog.getByTestId('credential-save-button').click();
		await dialog.getByText('More details').click();
		await dialog.getByText('The token has 5 characters and can be guessed').waitFor();
		await editor().screenshot('credential');
		await tokenInput.fill(token);
		await dialog.getByTestId('credential-save-button').click();
		await dialog.waitFor({ state: 'hidden' });
		await page.getByTestId('node-credentials-select').waitFor();
	});

	test('read the panel: both URLs, and what to enter where', async () => {
		const { page } = editor();
		assert.match(
			await editor().webhookUrl('Production URL'),
			/\/webhook\/[^/]+\/sitegpt-messages$/,
		);
		assert.match(await editor().webhookUrl('Test URL'), /\/webhook-test\/[^/]+\/sitegpt-messages$/);
		await page.getByText('Wait for a SiteGPT message').waitFor();
		await page.getByText('When will this node trigger my flow?').click();
		await page.getByText('the token of the credential into Messages Webhook Token').waitFor();
		await editor().screenshot('message-trigger');
	});

	test('listen, send an event to the test URL, and see it as table, JSON and schema', async () => {
		const url = await editor().webhookUrl('Test URL');
		await editor().listen();
		const sent = eventFor(triggers.message);
		const answer = await post(url, sent, { 'X-WEBHOOK-TOKEN': token });
		assert.deepEqual(answer, { status: 200, body: { status: 'accepted' } });
		for (const view of ['table', 'schema', 'json'] as const) {
			await editor().showOutputAs(view);
			await editor().output.getByText(String(sent.data.question)).first().waitFor();
		}
		await editor().showOutputAs('table');
		await editor().screenshot('test-event');
	});

	test('publish, send to the production URL, and find the execution', async () => {
		const { page } = editor();
		const url = await editor().webhookUrl('Production URL');
		await editor().closeNode();
		await page.getByTestId('workflow-open-publish-modal-button').click();
		const publish = page
			.getByTestId('workflow-publish-button')
			.or(page.getByRole('dialog').getByRole('button', { name: 'Publish' }));
		await publish.first().click();
		const sent = eventFor(triggers.message);
		// n8n registers a webhook a moment after it says that the workflow is published.
		const answer = await waitFor(
			async () => {
				const { status, body } = await post(url, sent, { 'X-WEBHOOK-TOKEN': token });
				return status !== 404 && { status, body };
			},
			{ what: 'the production URL to answer' },
		);
		assert.deepEqual(answer, { status: 200, body: { status: 'accepted' } });
		await page.keyboard.press('Escape');
		await page.getByTestId('radio-button-executions').click();
		await page
			.getByText(/Succe(ss|eded)/)
			.first()
			.waitFor();
	});

	for (const [name, trigger] of Object.entries(triggers).filter(([name]) => name !== 'message')) {
		test(`the ${name} trigger: open, listen, take an event`, async () => {
			const receiver = await Receiver.create(n8n(), trigger, { publish: false });
			await editor().openWorkflow(receiver.workflow.id);
			await editor().openNode('Trigger');
			assert.deepEqual(await editor().labels(), ['Chatbot IDs', 'Simplify', 'Options']);
			assert.deepEqual(await editor().cutTexts(), []);
			const url = await editor().webhookUrl('Test URL');
			await editor().listen();
			const sent = eventFor(trigger);
			await post(url, sent, { 'X-WEBHOOK-TOKEN': receiver.token });
			await editor().showOutputAs('json');
			await editor().output.getByText(String(sent.data.chatbotId)).first().waitFor();
		});
	}

	test('a test event sent by the SiteGPT node of another workflow', async () => {
		const receiver = await Receiver.create(n8n(), triggers.lead, { publish: false });
		await editor().openWorkflow(receiver.workflow.id);
		await editor().openNode('Trigger');
		const url = await editor().webhookUrl('Test URL');
		await editor().listen();
		await run(n8n(), {
			parameters: { operation: 'send', url, event: triggers.lead.event },
			credential: receiver.credential,
		});
		await editor().showOutputAs('json');
		await editor().output.getByText('grace@example.com').first().waitFor();
	});

	test('the SiteGPT node: its fields, and what a check says', async () => {
		const { page } = editor();
		const receiver = await Receiver.create(n8n(), triggers.escalation);
		const execution = await run(n8n(), {
			parameters: {
				operation: 'check',
				url: receiver.url,
				event: triggers.escalation.event,
			},
			credential: receiver.credential,
		});
		await editor().openWorkflow(execution.workflowId);
		await editor().openNode('SiteGPT');
		assert.deepEqual(await editor().labels(), ['Resource', 'Operation', 'Webhook URL', 'Event']);
		assert.deepEqual(await editor().cutTexts(), []);
		await page.getByText('The check starts real executions').waitFor();
		await page.getByTestId('node-execute-button').click();
		await editor().showOutputAs('table');
		await editor().output.getByText('Same event twice').first().waitFor();
		await editor().screenshot('check');
	});

	test('in the dark, the icons are those for the dark', async () => {
		const dark = await Editor.open(n8n(), browser as Browser, 'dark');
		await dark.signIn();
		const panel = await dark.searchNode('sitegpt');
		await panel.getByText('SiteGPT Lead Trigger').first().waitFor();
		const icons = panel.locator('img[src*="sitegpt"]');
		const found = await icons.evaluateAll((images) =>
			images.map((image) => ({
				src: (image as HTMLImageElement).src,
				width: (image as HTMLImageElement).naturalWidth,
			})),
		);
		assert.ok(found.length >= 4);
		for (const { src, width } of found) {
			assert.match(src, /sitegpt\.dark\.svg$/);
			assert.ok(width > 0);
		}
		await dark.screenshot('node-panel-dark');
		assert.deepEqual(dark.faults, []);
		await dark.close();
	});

	test('no page had an error of ours', () => {
		assert.deepEqual(editor().faults, []);
	});
});
