import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Receiver } from '../../harness/n8n/receiver.ts';
import { actionType, triggers } from '../../harness/n8n/triggers.ts';
import { locator } from '../../harness/n8n/workflows.ts';
import { emitted } from './runAction.ts';
import type { ActionSession } from './session.ts';

/** What a published workflow stores for Knowledge: Sync. */
export function sync(session: () => ActionSession) {
	test('Knowledge: Sync in a published workflow: what is unchanged is not read again, unless it was edited', async () => {
		const { n8n, siteGpt, credential } = session();
		const chatbot = siteGpt.state.addChatbot();
		const step = {
			name: 'SiteGPT',
			type: actionType,
			typeVersion: 1,
			parameters: {
				resource: 'knowledge',
				operation: 'sync',
				chatbotId: locator(chatbot.id),
				collection: 'leads',
				key: '={{ $json.lead.id }}',
				content: '={{ $json.lead.name }}',
			},
			credentials: { siteGptApi: { id: credential.id, name: credential.name } },
		};
		const parameters = { options: { ignoreDuplicates: 'off' } };
		const receiver = await Receiver.create(n8n, triggers.lead, { parameters, next: [step] });
		const event = { event: triggers.lead.event, data: triggers.lead.data('7') };
		const changes: unknown[] = [];
		const synced = async () => {
			siteGpt.requests.length = 0;
			assert.equal((await receiver.post(event)).status, 200);
			const execution = (await receiver.executions(changes.length + 1)).at(-1)!;
			assert.equal(execution.status, 'success', execution.error?.message ?? '');
			changes.push(emitted(execution)[0]?.change);
			return siteGpt.requests.map(({ method }) => method).join(' ');
		};
		assert.equal(await synced(), 'GET POST GET');
		assert.equal(await synced(), 'GET');
		const document = siteGpt.state.documents.find(({ name }) => name === 'leads/7.md')!;
		Object.assign(document, { content: 'By hand', updatedAt: siteGpt.state.now() });
		assert.equal(await synced(), 'GET GET PATCH GET');
		assert.equal(await synced(), 'GET');
		assert.deepEqual(changes, ['created', 'unchanged', 'updated', 'unchanged']);
	});
}
