/** Tests the polling trigger in a real n8n, against a mock SiteGPT server. n8n polls once a minute. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { chain, done } from './host/chain.ts';
import { sqliteOf } from './host/database.ts';
import type { N8n } from './host/n8n.ts';
import { startN8nWithPackage } from './host/n8nWithPackage.ts';
import { hasEnded, itemsOf } from './host/executions.ts';
import type { JsonObject } from './host/json.ts';
import { locator, withCredential, type Workflow } from './host/workflows.ts';
import { pollingType } from './host/triggers.ts';
import { waitFor } from './host/wait.ts';
import { SiteGptServer } from './siteGptServer/server.ts';
import type { Chatbot } from './siteGptServer/state.ts';

describe('the polling trigger', () => {
	let n8n: N8n;
	let siteGpt: SiteGptServer;
	let chatbot: Chatbot;
	before(async () => {
		n8n = await startN8nWithPackage();
		siteGpt = await SiteGptServer.start();
		chatbot = siteGpt.state.addChatbot();
	});
	after(async () => {
		await siteGpt?.close();
		await n8n?.stop();
	});

	async function publish(
		parameters: JsonObject,
		accessToken = siteGpt.addToken(),
		value = chatbot.id,
	): Promise<Workflow> {
		const name = `Polling ${randomUUID().slice(0, 8)}`;
		const credential = await n8n.client.createCredential({
			name,
			type: 'siteGptApi',
			data: { accessToken, accountApiKey: '', baseUrl: siteGpt.url },
		});
		const chatbotId = locator(value);
		const pollTimes = { item: [{ mode: 'everyMinute' }] };
		const step = {
			name: 'Trigger',
			type: pollingType,
			typeVersion: 1,
			parameters: { pollTimes, chatbotId, ...parameters },
		};
		const workflow = await n8n.client.createWorkflow(
			withCredential({ name, ...chain(step, done) }, credential, ['Trigger']),
		);
		await n8n.client.publish(workflow);
		return workflow;
	}

	/** Waits until n8n requests a list the next time. */
	async function nextPoll(list: string): Promise<void> {
		const before = siteGpt.requests.length;
		const isPoll = () => siteGpt.requests.slice(before).some(({ path }) => path.endsWith(list));
		await waitFor(isPoll, { what: `a poll of ${list}`, timeout: 90_000, interval: 1 });
	}

	test('new leads start the workflow once, with all leads since the last poll', async () => {
		const starts = nextPoll('/leads');
		const workflow = await publish({ triggerOn: 'newLead' });
		await starts;
		const ids = [siteGpt.state.addLead(chatbot.id).id, siteGpt.state.addLead(chatbot.id).id];
		await nextPoll('/leads');
		const [execution, ...others] = await waitFor(
			async () => {
				const all = await n8n.client.executions(workflow.id);
				return all.length > 0 && all.every(hasEnded) && all;
			},
			{ what: 'an execution' },
		);
		assert.deepEqual(others, []);
		const items = itemsOf(await n8n.client.endedExecution(execution!.id), 'Trigger');
		assert.deepEqual(
			items.map(({ lead }) => (lead as JsonObject).id),
			ids,
		);
		await n8n.client.deactivate(workflow.id);
	});

	test('if SiteGPT rejects the token, n8n reports it for the published workflow', async () => {
		const expired = siteGpt.addToken({ isExpired: true });
		const published = await publish({ triggerOn: 'newLead' }, expired).catch(
			(error: Error) => error,
		);
		const sentence = /The token has expired \(TOKEN_NOT_VALID\)/;
		// Older versions of n8n start the trigger while they publish.
		if (published instanceof Error) return assert.match(published.message, sentence);
		const { id } = published;
		const status = await waitFor(
			async () => {
				const said = await n8n.client.request('GET', `/rest/workflows/${id}/publication-status`);
				return JSON.stringify(said).includes('failed') && JSON.stringify(said);
			},
			{ what: 'n8n to report that the trigger failed', timeout: 100_000 },
		);
		assert.match(status, sentence);
		await n8n.client.deactivate(id);
	});

	// Never kills n8n during startup: n8n doesn't restart a trigger whose start was interrupted.
	test('nothing is lost when n8n is killed right after a poll, six times', async (context) => {
		const chatbots = Array.from({ length: 8 }, () => siteGpt.state.addChatbot());
		const workflows: Workflow[] = [];
		for (const { id } of chatbots)
			workflows.push(await publish({ triggerOn: 'newLead' }, undefined, id));
		const leads: string[] = [];
		for (let round = 0; round < 6; round++) {
			await sleep(3000);
			for (const { id } of chatbots) leads.push(siteGpt.state.addLead(id).id);
			await nextPoll('/leads');
			await sleep(5 * round);
			await n8n.kill('SIGKILL');
			await n8n.restart();
		}
		await sleep(10_000);
		const executions = await sqliteOf(n8n.folder).all<{ status: string; data: string }>(
			`SELECT e.status, d.data FROM execution_entity e JOIN execution_data d ON d."executionId" = e.id`,
		);
		const holding = (id: string) => executions.filter(({ data }) => data.includes(`"${id}"`));
		const ended = executions.map(({ status }) => status);
		context.diagnostic(`${leads.length} leads; executions: ${ended.join(', ')}`);
		assert.deepEqual(
			leads.filter((id) => holding(id).length === 0),
			[],
		);
		for (const { id } of workflows) await n8n.client.deactivate(id);
	});
});
