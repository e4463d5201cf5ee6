import assert from 'node:assert/strict';
import { test } from 'node:test';
import { post } from '../../harness/n8n/receiver.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import { eventFor } from '../../harness/siteGpt/payloads.ts';
import { waitFor } from '../../harness/wait.ts';
import { assertDescribed } from './descriptions.ts';
import { iconsIn } from './icons.ts';
import { picture } from './screenshots.ts';
import type { Session } from './session.ts';
import { cutTexts } from './texts.ts';

export const CREDENTIAL_NAME = 'SiteGPT messages';

/** Tests the message trigger, from the first page to the execution of a published workflow. */
export function messages(session: Session) {
	const name = 'SiteGPT Message Trigger';

	test('sign in and find the nodes, with their icons', async () => {
		const { editor } = session;
		await editor.signIn();
		const panel = await editor.searchNode('sitegpt');
		for (const { title } of Object.values(triggers)) {
			await panel.getByText(`SiteGPT ${title}`).first().waitFor();
		}
		const icons = await iconsIn(panel, 4);
		for (const { file, width } of icons) {
			assert.equal(file, 'sitegpt.svg');
			assert.ok(width > 0);
		}
		assert.deepEqual(await cutTexts(panel), []);
		await picture(panel, 'node-panel');
	});

	test('add the message trigger', async () => {
		const { editor } = session;
		await editor.addNode('SiteGPT Message', 'On any message');
		assert.deepEqual(await editor.labelsUpTo('Options'), [
			'Trigger On',
			'Chatbot IDs',
			'Simplify',
			'Options',
		]);
		assert.deepEqual(await cutTexts(editor.node), []);
		await editor.page
			.getByText('as "Messages Webhook URL" and the token of your credential')
			.waitFor();
	});

	test('create the credential: a short token is rejected with a reason, a good one passes', async () => {
		const { page } = session.editor;
		await page.getByText('Connect to SiteGPT Webhook').click();
		const dialog = page.getByTestId('editCredential-modal');
		await dialog.getByTestId('inline-edit-preview').click();
		await dialog.getByTestId('inline-edit-input').fill(CREDENTIAL_NAME);
		await page.keyboard.press('Enter');
		const tokenInput = dialog.getByTestId('parameter-input-token').locator('input');
		await tokenInput.fill('short');
		await dialog.getByTestId('credential-save-button').click();
		await dialog.getByText('More details').click();
		await dialog.getByText('The token is only 5 characters long and easy to guess').waitFor();
		assert.deepEqual(await cutTexts(dialog), []);
		await tokenInput.fill(session.token);
		await dialog.getByTestId('credential-save-button').click();
		await dialog.waitFor({ state: 'hidden' });
	});

	test('reopen the credential: it is tested, and the token stays hidden', async () => {
		const { page, node } = session.editor;
		const chosen = node.getByTestId('node-credentials-select').locator('input');
		assert.equal(await chosen.inputValue(), CREDENTIAL_NAME);
		await node.getByTestId('credential-edit-button').click();
		const dialog = page.getByTestId('editCredential-modal');
		await dialog.getByText('Connection tested successfully').waitFor();
		const token = dialog.getByTestId('parameter-input-token').locator('input');
		assert.equal(await token.getAttribute('type'), 'password');
		const values = await page
			.locator('input, textarea')
			.evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
		assert.ok(values.includes(CREDENTIAL_NAME));
		for (const text of [...values, await page.content()]) {
			assert.ok(!text.includes(session.token));
		}
		await dialog.getByRole('button', { name: /close/i }).first().click();
		await dialog.waitFor({ state: 'hidden' });
	});

	test('read the panel: both URLs, and where to enter them', async () => {
		const { editor } = session;
		const { page } = editor;
		assert.match(await editor.webhookUrl('Test URL'), /\/webhook-test\/[^/]+\/sitegpt-messages$/);
		assert.match(await editor.webhookUrl('Production URL'), /\/webhook\/[^/]+\/sitegpt-messages$/);
		await page.getByText('Wait for a SiteGPT message').waitFor();
		await editor.openPanelHelp();
		await page.getByText("the credential's token as Messages Webhook Token").waitFor();
		assert.deepEqual(await cutTexts(editor.node), []);
		await picture(editor.node, 'message-trigger');
	});

	test('listen, send an event to the test URL, and see it as table, JSON, and schema', async () => {
		const { editor } = session;
		const url = await editor.webhookUrl('Test URL');
		await editor.listen();
		const sent = eventFor(triggers.message);
		const answer = await post(url, sent, { 'X-WEBHOOK-TOKEN': session.token });
		assert.deepEqual(answer, { status: 200, body: { status: 'accepted' } });
		for (const view of ['table', 'json', 'schema'] as const) {
			await editor.showOutputAs(view);
			await editor.output.getByText(String(sent.data.question)).first().waitFor();
		}
		await picture(editor.node, 'test-event');
	});

	test('add all options, and read the descriptions of each option and choice', async () => {
		const { editor } = session;
		const options = [
			'Acknowledge',
			'Duplicate Window',
			'Ignore Duplicate Deliveries',
			'Max Events per Execution',
			'On Invalid Payload',
			'On Unknown Event',
		];
		assert.deepEqual(await editor.offeredOptions(), options);
		for (const option of options) await editor.addOption(option);
		assert.deepEqual(await editor.labelsUpTo('On Unknown Event'), [
			'Credential',
			'Trigger On',
			'Chatbot IDs',
			'Simplify',
			...options,
		]);
		assert.deepEqual(await cutTexts(editor.node), []);
		assert.deepEqual(await assertDescribed(editor, session.n8n, triggers.message.type), [
			'Trigger On',
			'Trigger On',
			'Chatbot IDs',
			'Simplify',
			'Acknowledge',
			'Acknowledge',
			'Duplicate Window',
			'Ignore Duplicate Deliveries',
			'Ignore Duplicate Deliveries',
			'Max Events per Execution',
			'On Invalid Payload',
			'On Invalid Payload',
			'On Unknown Event',
			'On Unknown Event',
		]);
	});

	test('publish, send to the production URL, and open the execution from the list', async () => {
		const { editor } = session;
		const { page } = editor;
		const url = await editor.webhookUrl('Production URL');
		await editor.closeNode();
		const dialog = await editor.publish();
		await dialog.getByText('Make sure that "Messages Webhook URL" in SiteGPT').waitFor();
		assert.deepEqual(await cutTexts(dialog), []);
		await dialog.getByRole('button', { name: 'Got it' }).click();

		const sent = eventFor(triggers.message);
		sent.data.question = 'Do you have a table for eight?';
		sent.data.answer = 'Yes, in the garden.';
		// n8n registers a webhook a moment after it reports that the workflow is published.
		const answer = await waitFor(
			async () => {
				const { status, body } = await post(url, sent, { 'X-WEBHOOK-TOKEN': session.token });
				return status !== 404 && { status, body };
			},
			{ what: 'the production URL to answer' },
		);
		assert.deepEqual(answer, { status: 200, body: { status: 'accepted' } });

		await page.getByTestId('radio-button-executions').click();
		const listed = page.getByTestId('current-executions-list');
		const succeeded = listed.locator('[data-test-id^="execution-details"]').filter({
			hasText: /Succe(ss|eded)/,
		});
		// The newest is at the top; the test event is below it.
		await waitFor(async () => (await succeeded.count()) === 2, { what: 'both executions' });
		await succeeded.first().click();
		await page.getByTestId('execution-preview-label').getByText('Succeeded').waitFor();
		await editor.openNode(name);
		await editor.showOutputAs('schema');
		await editor.output
			.getByText(sent.data.question as string)
			.first()
			.waitFor();
		await editor.output
			.getByText(sent.data.threadId as string)
			.first()
			.waitFor();
	});
}
