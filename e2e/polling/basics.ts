import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../harness/json.ts';
import { getItems } from '../../harness/n8n/executions.ts';
import { faults } from '../../harness/siteGpt/faults.ts';
import { waitFor } from '../../harness/wait.ts';
import { Polled, type Setting } from './session.ts';

export function basics(setting: () => Setting): void {
	test('new leads start the workflow once, with all leads since the last poll', async () => {
		const polled = await Polled.create(setting());
		await polled.publish();
		const ids = polled.addLeads(1);
		// SiteGPT's times can't tell the order of what comes in the same millisecond.
		await sleep(5);
		ids.push(...polled.addLeads(1));
		await polled.executions.assertEachOnce(ids);
		const [execution, ...others] = await polled.executions.ended();
		assert.deepEqual(others, []);
		const items = getItems(execution!, 'Trigger');
		assert.deepEqual(
			items.map(({ lead }) => (lead as JsonObject).id),
			ids,
		);
		await polled.unpublish();
	});

	test('what no webhook tells starts the workflow once', async () => {
		const { siteGpt } = setting();
		const { state } = siteGpt;
		const triggerOn = ['newConversation', 'resolvedConversation', 'ratedMessage', 'failedDocument'];
		const all = await Promise.all(
			triggerOn.map(async (value) => await Polled.create(setting(), { triggerOn: value })),
		);
		const existing = all.map(({ chatbotId }) => siteGpt.visitor(chatbotId));
		for (const visitor of existing) visitor.ask('Before');
		const { id } = state.addDocument(all[3]!.chatbotId, { status: 'QUEUED' });
		for (const polled of all) await polled.start();
		const visitor = siteGpt.visitor(all[0]!.chatbotId);
		visitor.ask('After');
		existing[1]!.conversation.resolved = true;
		const [message] = existing[2]!.conversation.messages;
		message!.reaction = 'NEGATIVE';
		state.documents.find((one) => one.id === id)!.status = 'FAILED';
		const { threadId } = existing[1]!.conversation;
		const expected = [visitor.conversation.threadId, threadId, message!.messageId, id];
		const idOf = (item: JsonObject) => String(item.messageId ?? item.threadId ?? item.id);
		for (const [n, polled] of all.entries()) {
			await polled.executions.assertEachOnce([expected[n]!], { idOf });
			await polled.unpublish();
		}
	});

	test('if SiteGPT rejects the token, n8n reports it for the published workflow', async () => {
		const { client } = setting();
		const polled = await Polled.create(setting());
		const restore = polled.break(faults.tokenExpired);
		const published = await polled.publish().catch((error: Error) => error);
		const sentence = /The token has expired \(TOKEN_NOT_VALID\)/;
		// Older versions of n8n start the trigger while they publish.
		if (published instanceof Error) return assert.match(published.message, sentence);
		const status = await waitFor(
			async () => {
				const { id } = polled.workflow;
				const said = await client.request('GET', `/rest/workflows/${id}/publication-status`);
				return JSON.stringify(said).includes('failed') && JSON.stringify(said);
			},
			{ what: 'n8n to report that the trigger failed', timeout: 100_000 },
		);
		assert.match(status, sentence);
		restore();
		await polled.unpublish();
	});
}
