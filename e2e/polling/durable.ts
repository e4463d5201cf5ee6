import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { faults } from '../../harness/siteGpt/faults.ts';
import { waitFor } from '../../harness/wait.ts';
import { messageId } from './executions.ts';
import { Polled, pollTimes, secondIn, type Setting } from './session.ts';

/** n8n's settings for its durable scheduler, which makes a new context for each poll and stores cursors. */
export const durableSettings = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_USE_WORKFLOW_PUBLICATION_SERVICE: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};

export function durable(setting: () => Setting): void {
	test('400 conversations at 1.5 s a call: each message runs once', async () => {
		const { siteGpt } = setting();
		const polled = await Polled.create(setting(), {
			triggerOn: 'newMessage',
			pollTimes: pollTimes(0, 20, 40),
		});
		const { state } = siteGpt;
		const yesterday = new Date(Date.now() - 24 * 3600_000).toISOString();
		const times = { createdAt: yesterday, updatedAt: yesterday };
		const said = { question: { text: 'Hello', timestamp: yesterday }, answer: { text: 'Hello' } };
		const conversations = Array.from({ length: 400 }, () => {
			const conversation = state.addConversation(polled.chatbotId, { startedAt: yesterday });
			state.addMessage(conversation, { ...said, ...times });
			return conversation;
		});
		const { delay } = siteGpt.settings;
		siteGpt.settings.delay = (request) => (polled.isOwn(request) ? 1_500 : delay(request));
		await polled.publish();
		await sleep(10_000);
		const ids: string[] = [];
		for (const [n, conversation] of conversations.entries()) {
			if (n % 40 === 0) await sleep(1_000);
			const at = state.now();
			const question = { text: 'And now?', timestamp: at };
			const answer = { text: 'Now too.', timestamp: at };
			ids.push(state.addMessage(conversation, { question, answer }).messageId);
		}
		await polled.executions.assertEachOnce(ids, {
			timeout: 300_000,
			longer: 30_000,
			idOf: messageId,
		});
		await polled.unpublish();
	});

	test('a lead that comes between publishing and the first scheduled poll runs', async () => {
		const polled = await Polled.create(setting(), { pollTimes: pollTimes(secondIn(25)) });
		polled.addOldLeads();
		await polled.publish();
		await sleep(3_000);
		await polled.executions.assertEachOnce(polled.addLeads(1));
		await polled.unpublish();
	});

	test('a rejected token becomes one failed execution, not one for each poll', async () => {
		const polled = await Polled.create(setting());
		await polled.start();
		const restore = polled.break(faults.tokenExpired);
		const failed = async () =>
			(await polled.executions.ended()).filter(({ status }) => status === 'error');
		await waitFor(async () => (await failed()).length > 0, {
			what: 'a failed execution',
			timeout: 40_000,
		});
		await sleep(30_000);
		const [first, ...others] = await failed();
		assert.match(first?.error?.message ?? '', /The token has expired/);
		assert.equal(others.length, 0);
		restore();
		await polled.unpublish();
	});
}
