import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newToken, post, Receiver } from '../../harness/n8n/receiver.ts';
import { CREDENTIAL_TYPE, triggers } from '../../harness/n8n/triggers.ts';
import { eventFor } from '../../harness/siteGpt/payloads.ts';
import { run } from '../action/runAction.ts';
import { assertDescribed } from './descriptions.ts';
import type { Session } from './session.ts';
import { cutTexts } from './texts.ts';

/** The message trigger has its own tests. */
const others = Object.values(triggers).filter((trigger) => trigger !== triggers.message);

/** Tests the other triggers: adds them like a new user would, and uses them in an existing workflow. */
export function otherTriggers(session: Session) {
	for (const trigger of others) {
		const title = trigger.title.toLowerCase();
		const { webhook } = trigger;
		test(`add the ${title} trigger, and read its panel and settings`, async () => {
			const { editor } = session;
			const { page } = editor;
			// n8n selects the newest credential for a new node.
			const credential = `SiteGPT ${title}s`;
			await session.n8n.client.createCredential({
				name: credential,
				type: CREDENTIAL_TYPE,
				data: { token: newToken(), previousToken: '' },
			});
			await editor.addNode(`SiteGPT ${trigger.title} Trigger`, 'Add to workflow');
			assert.deepEqual(await editor.labelsUpTo('Options'), [
				'Credential',
				'Chatbot IDs',
				'Simplify',
				'Options',
			]);
			assert.equal((await editor.fields())[0]?.value, credential);
			await page
				.getByText(`as "${webhook} URL" and the token of your credential as "${webhook} Token"`)
				.waitFor();
			assert.ok((await editor.webhookUrl('Production URL')).endsWith(`/${trigger.path}`));
			await page.getByText(`Wait for a SiteGPT ${title}`).waitFor();
			await editor.openPanelHelp();
			await page.getByText(`the credential's token as ${webhook} Token`).waitFor();
			assert.deepEqual(await cutTexts(editor.node), []);
			for (const option of await editor.offeredOptions()) await editor.addOption(option);
			assert.deepEqual(
				(await editor.labels()).filter((label) => label === ''),
				[],
			);
			assert.deepEqual(await cutTexts(editor.node), []);
			const looked = await assertDescribed(editor, session.n8n, trigger.type);
			assert.equal(looked.length, 2 + 10);
		});

		test(`the ${title} trigger: open, listen, receive an event`, async () => {
			const { editor, n8n } = session;
			const receiver = await Receiver.create(n8n, trigger, { publish: false });
			await editor.openWorkflow(receiver.workflow.id);
			await editor.openNode('Trigger');
			const url = await editor.webhookUrl('Test URL');
			await editor.listen();
			const sent = eventFor(trigger);
			await post(url, sent, { 'X-WEBHOOK-TOKEN': receiver.token });
			await editor.showOutputAs('json');
			await editor.output.getByText(String(sent.data.dashboardUrl)).first().waitFor();
		});
	}

	test('receive a test event from the SiteGPT node in another workflow', async () => {
		const { editor, n8n } = session;
		const receiver = await Receiver.create(n8n, triggers.lead, { publish: false });
		await editor.openWorkflow(receiver.workflow.id);
		await editor.openNode('Trigger');
		const url = await editor.webhookUrl('Test URL');
		await editor.listen();
		await run(n8n, {
			parameters: { operation: 'send', url, event: triggers.lead.event },
			credential: receiver.credential,
		});
		await editor.showOutputAs('json');
		await editor.output.getByText('grace@example.com').first().waitFor();
	});
}
