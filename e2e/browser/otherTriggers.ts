import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../action/runAction.ts';
import { eventFor } from '../host/events.ts';
import { newToken, post, Receiver } from '../host/receiver.ts';
import { credentialType, triggers } from '../host/triggers.ts';
import { assertDescribed } from './descriptions.ts';
import { picture } from './screenshots.ts';
import type { Session } from './session.ts';
import { cutTexts } from './texts.ts';

/** The message trigger has tests of its own. */
const others = Object.values(triggers).filter((trigger) => trigger !== triggers.message);

/** The other triggers: added as a new person does, and at work in a workflow that is there. */
export function otherTriggers(session: Session) {
	for (const trigger of others) {
		const title = trigger.title.toLowerCase();
		const { webhook } = trigger;
		test(`add the ${title} trigger, and read its panel and its settings`, async () => {
			const { editor } = session;
			const { page } = editor;
			// n8n chooses the newest for a new node.
			const credential = `SiteGPT ${title}s`;
			await session.n8n.client.createCredential({
				name: credential,
				type: credentialType,
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
			await page.getByText('When will this node trigger my flow?').click();
			await page.getByText(`the credential's token as ${webhook} Token`).waitFor();
			assert.deepEqual(await cutTexts(editor.node), []);
			if (trigger === triggers.lead) await picture(page, 'lead-trigger');
			for (const option of await editor.offeredOptions()) await editor.addOption(option);
			assert.deepEqual(
				(await editor.labels()).filter((label) => label === ''),
				[],
			);
			assert.deepEqual(await cutTexts(editor.node), []);
			const looked = await assertDescribed(editor, session.n8n, trigger.type);
			assert.equal(looked.length, 2 + 8);
		});

		test(`the ${title} trigger: open, listen, take an event`, async () => {
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

	test('a test event sent by the SiteGPT node of another workflow', async () => {
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
