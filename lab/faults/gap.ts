import { setTimeout as sleep } from 'node:timers/promises';
import { bothTriggers, keyColumns, LAST_STEP } from '../../e2e/examples/bothTriggers.ts';
import { Imported } from '../../e2e/examples/imported.ts';
import { enterChatbot } from '../../e2e/examples/steps.ts';
import type { JsonObject } from '../../harness/json.ts';
import { createDataTable } from '../../harness/n8n/dataTables.ts';
import { getItems } from '../../harness/n8n/executions.ts';
import { type N8n, startN8n } from '../../harness/n8n/n8n.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Row } from '../table.ts';
import { settle } from './settle.ts';
import { addUp } from './total.ts';
import type { Trial, TrialOptions, TrialResult } from './trial.ts';

/** s between two events of the same kind */
const INTERVAL_SECONDS = 5;

/** All items that passed the last step of an example, in the order of the executions. */
async function passed(n8n: N8n, example: Imported): Promise<JsonObject[]> {
	const items: JsonObject[] = [];
	for (const { id } of (await n8n.client.executions(example.workflow.id)).toReversed()) {
		items.push(...getItems(await n8n.client.execution(id), LAST_STEP));
	}
	return items;
}

async function run({ short, tarball, note }: TrialOptions): Promise<TrialResult> {
	// s
	const plan = short ? { before: 15, away: 50, after: 10 } : { before: 180, away: 600, after: 180 };
	const n8n = await startN8n({ tarball: tarball.path });
	const siteGpt = await SiteGptServer.start();
	try {
		const chatbot = siteGpt.state.addChatbot();
		const credential = await n8n.client.createCredential({
			name: 'SiteGPT',
			type: 'siteGptApi',
			data: { accessToken: siteGpt.addToken(), accountApiKey: '', baseUrl: siteGpt.url },
		});
		const enter = enterChatbot(chatbot.id);
		const workflows = new Map<string, Imported>();
		for (const { kind, file, table } of bothTriggers) {
			await createDataTable(n8n.client, table, keyColumns);
			const credentials = { 'SiteGPT Polling Trigger': credential };
			const example = await Imported.create(n8n, file, { credentials, enter });
			siteGpt.deliverTo(kind, chatbot.id, example);
			workflows.set(kind, example);
		}
		await sleep(5_000);
		const happened = { lead: [] as unknown[], escalation: [] as unknown[] };
		const traffic = async (seconds: number) => {
			for (const ends = performance.now() + seconds * 1000; performance.now() < ends;) {
				const visitor = siteGpt.visitor(chatbot.id);
				visitor.ask('Can I talk to somebody?');
				happened.lead.push(visitor.leave().id);
				visitor.escalate();
				happened.escalation.push(visitor.conversation.threadId);
				await sleep(INTERVAL_SECONDS * 1000);
			}
		};
		await traffic(plan.before);
		await n8n.kill('SIGKILL');
		note(`n8n is down for ${plan.away} s`);
		await traffic(plan.away);
		await n8n.restart();
		note('n8n is back');
		await traffic(plan.after);
		await siteGpt.webhooks.settled();
		// Enough for two polls, at any second of the minute.
		await sleep(125_000);
		await settle(n8n);
		const rows: Row[] = [];
		const violations: string[] = [];
		for (const { kind, idOf } of bothTriggers) {
			const items = await passed(n8n, workflows.get(kind)!);
			const ids = items.map(idOf);
			const outcomes = [...siteGpt.webhooks.ledger.of(kind).outcomes.values()];
			const missed = outcomes.filter((outcome) => outcome === 'given up').length;
			const lost = happened[kind].filter((id) => !ids.includes(id as string));
			const twice = ids.length - new Set(ids).size;
			rows.push({
				event: kind,
				events: happened[kind].length,
				missed: lost.length,
				'finished twice': twice,
				'given up': missed,
				'handled by webhook': items.filter(({ api }) => api === undefined).length,
				'found by polling': items.filter(({ api }) => api !== undefined).length,
			});
			if (lost.length > 0)
				violations.push(`${lost.length} ${kind} events were missed: ${lost.slice(0, 5).join()}`);
			if (twice > 0) violations.push(`${twice} ${kind} events passed the last step twice`);
			if (missed === 0)
				violations.push(`No ${kind} was missed by webhook, so the trial proves nothing`);
		}
		return {
			rows,
			violations,
			notes: [
				`One lead and one escalation every ${INTERVAL_SECONDS} s: for ${plan.before} s, then while n8n is killed with SIGKILL and down for ${plan.away} s, then for ${plan.after} s after its restart. Webhooks with SiteGPT's retries (after 1, 5, and 25 s), polling once a minute. The workflows are the examples every-lead-once and every-escalation-once. Some events arrive both ways; the first arrival counts.`,
			],
		};
	} finally {
		await siteGpt.close();
		await n8n.stop();
	}
}

export const gap: Trial = {
	number: 8,
	title: 'n8n is down, with webhooks and polling together',
	what: "While n8n is down, SiteGPT gives up on events. The polling trigger then finds them in SiteGPT's API. Pass criteria: each event passes the last step of its workflow once.",
	run,
	totals: (rows) => [addUp(rows)],
};
