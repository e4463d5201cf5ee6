import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../harness/json.ts';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { waitFor } from '../../harness/wait.ts';
import { Polled, pollTimes, secondIn, type Setting } from './session.ts';

const threadId = (item: JsonObject) => String(item.threadId);

type InN8n = () => Setting & { n8n: N8n };

export function restarts(setting: InN8n): void {
	test('nothing is lost or repeated if the first polls fail and n8n is restarted', async () => {
		const { n8n, siteGpt } = setting();
		const quiet = await Polled.create(setting());
		const busy = await Polled.create(setting());
		const escalated = await Polled.create(setting(), { triggerOn: 'escalatedConversation' });
		for (const polled of [quiet, busy]) polled.addOldLeads();
		const restore = [quiet, busy].map((polled) => polled.break());
		await Promise.all([quiet, busy, escalated].map(async (polled) => await polled.publish()));
		const during = busy.addLeads(1);
		// n8n itself repeats a first poll that throws for 15 s, and then gives up on the trigger.
		await sleep(20_000);
		for (const end of restore) end();
		const visitor = siteGpt.visitor(escalated.chatbotId);
		visitor.escalate();
		await Promise.all([quiet.nextRequest(), busy.executions.assertEachOnce(during)]);
		await quiet.nextRequest();
		await waitFor(async () => (await escalated.executions.items()).length > 0, {
			what: 'the escalation to run',
		});

		// n8n's durable scheduler doesn't store the state that the poll at publishing has set.
		const fresh = await Polled.create(setting(), { pollTimes: pollTimes(secondIn(50)) });
		fresh.addOldLeads();
		await fresh.publish();
		await sleep(5_000);

		await n8n.kill('SIGTERM');
		const away = [quiet, busy, fresh].map((polled) => polled.addLeads(1));
		visitor.ask('Is anybody there?');
		await n8n.restart();
		await Promise.all([
			quiet.executions.assertEachOnce(away[0]!),
			busy.executions.assertEachOnce([...during, ...away[1]!]),
			fresh.executions.assertEachOnce(away[2]!),
			escalated.executions.assertEachOnce([visitor.conversation.threadId], { idOf: threadId }),
		]);
		for (const polled of [quiet, busy, escalated, fresh]) await polled.unpublish();
	});
}

export function kills(setting: InN8n): void {
	// Never kills n8n during startup: n8n doesn't restart a trigger whose start was interrupted.
	test('nothing is lost when n8n is killed right after a poll, six times', async (context) => {
		const { n8n, siteGpt } = setting();
		const all: Polled[] = [];
		const hasRequest = (polled: Polled, before: number) =>
			siteGpt.requests.slice(before).some(polled.isOwn);
		const request = async (what: string, condition: (before: number) => boolean) => {
			const before = siteGpt.requests.length;
			await waitFor(() => condition(before), { what, timeout: 90_000, interval: 1 });
		};
		for (let n = 0; n < 8; n++) {
			all.push(await Polled.create(setting()));
			await all.at(-1)!.publish();
		}
		const leads = new Map(all.map((polled) => [polled, [] as string[]]));
		for (let round = 0; round < 6; round++) {
			const everyOne = (before: number) => all.every((polled) => hasRequest(polled, before));
			await request('a poll of each trigger', everyOne);
			await sleep(2000);
			for (const [polled, ids] of leads) ids.push(...polled.addLeads(1));
			await request('a poll', (before) => all.some((polled) => hasRequest(polled, before)));
			await sleep(5 * round);
			await n8n.kill('SIGKILL');
			await n8n.restart();
		}
		await sleep(15_000);
		let lost = 0;
		for (const [polled, ids] of leads) {
			const executions = await polled.executions.ended();
			const text = JSON.stringify(executions);
			lost += ids.filter((id) => !text.includes(`"${id}"`)).length;
			context.diagnostic(executions.map(({ status }) => status).join(', '));
			await polled.unpublish();
		}
		assert.equal(lost, 0);
	});
}
