import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../harness/json.ts';
import { openSqlite } from '../../harness/n8n/database.ts';
import { createDataTable, deleteDataTable, getTableName } from '../../harness/n8n/dataTables.ts';
import { getItems } from '../../harness/n8n/executions.ts';
import { waitFor } from '../../harness/wait.ts';
import { bothTriggers, keyColumns, LAST_STEP } from './bothTriggers.ts';
import { eventWith } from './events.ts';
import { Imported, type Steps } from './imported.ts';
import type { Session } from './session.ts';
import { enterChatbot, shortWindow } from './steps.ts';

/** Two deliveries of the same lead or escalation, which only its ID shows. */
const twoDeliveries = {
	lead() {
		const id = randomUUID();
		return ['before', 'after'].map((name) => eventWith('lead', { id, name }, 'leadDetails'));
	},
	escalation() {
		const threadId = randomUUID();
		return [null, { email: 'ada@example.com' }].map((user) =>
			eventWith('escalation', { threadId, user }),
		);
	},
};

/** Leads and escalations that arrive more than once are handled once. */
export function once(session: Session) {
	const [lead] = bothTriggers;

	async function create({ file, table }: (typeof bothTriggers)[number], steps: Steps = {}) {
		const { chatbot } = session.newChatbot();
		const id = await createDataTable(session.n8n.client, table, keyColumns);
		const example = await Imported.create(session.n8n, file, {
			credentials: { 'SiteGPT Polling Trigger': session.apiCredential },
			...steps,
			enter(node) {
				shortWindow(node);
				enterChatbot(chatbot.id)(node);
				steps.enter?.(node);
			},
		});
		const rows = async () =>
			await openSqlite(session.n8n.folder).all(`SELECT * FROM ${getTableName(id)}`);
		const remove = async () => {
			await session.n8n.client.deactivate(example.workflow.id);
			await deleteDataTable(session.n8n.client, id);
		};
		return { example, rows, remove };
	}

	for (const one of bothTriggers) {
		test(`${one.file}: of deliveries at the same moment, and later ones, one passes`, async () => {
			const { example, remove } = await create(one);
			const pairs = Array.from({ length: 20 }, twoDeliveries[one.kind]);
			const all = pairs.flat();
			await Promise.all(all.map(async (payload) => await example.post(payload)));
			await example.succeeded(all.length);
			await session.n8n.restart();
			const again = pairs.slice(0, 3).map(([payload]) => payload);
			for (const payload of again) await example.post(payload);
			const executions = await example.succeeded(all.length + again.length);
			const passed = executions.flatMap((execution) =>
				getItems(execution, LAST_STEP).map(one.idOf),
			);
			assert.equal(new Set(passed).size, pairs.length);
			assert.equal(passed.length, pairs.length);
			// In the editor, the sample gets through every time.
			for (let run = 0; run < 2; run++)
				assert.equal(getItems(await example.run(), LAST_STEP).length, 1);
			await remove();
		});
	}

	test('every-lead-once: leads without an ID are not lost, and one execution may have several', async () => {
		const { example, remove } = await create(lead, {
			pin(sample) {
				const withoutId = (name: string) => ({
					...sample,
					lead: { ...(sample.lead as JsonObject), id: null, name },
					idempotencyKey: name.repeat(64),
				});
				return [sample, { ...sample, chatbotName: 'Renamed' }, withoutId('a'), withoutId('b')];
			},
		});
		const [nameless, other] = ['First', 'Second'].map((name) =>
			eventWith('lead', { id: null, name }, 'leadDetails'),
		);
		const odd = eventWith('lead', { id: 'a\u0000b\ud83d' }, 'leadDetails');
		for (const [index, payload] of [nameless, other, odd].entries()) {
			await example.post(payload);
			await example.succeeded(index + 1);
		}
		await sleep(1100);
		await example.post(nameless);
		const executions = await example.succeeded(4);
		assert.deepEqual(
			executions.map((execution) => getItems(execution, LAST_STEP).length),
			[1, 1, 1, 0],
		);
		// In the editor, the samples get through every time, each once.
		for (let run = 0; run < 2; run++) {
			const passed = getItems(await example.run(), LAST_STEP);
			assert.deepEqual(
				passed.map((item) => (item.lead as JsonObject).name),
				['Grace Hopper', 'a', 'b'],
			);
		}
		await remove();
	});

	test('every-lead-once: an execution that was interrupted passes when it is retried', async () => {
		const { example, rows, remove } = await create(lead, {
			enter(node) {
				const parameters = { amount: 5, unit: 'seconds' };
				const wait = { type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters };
				if (node.name === LAST_STEP) Object.assign(node, wait);
			},
		});
		const [payload] = twoDeliveries.lead();
		await example.post(payload);
		await waitFor(async () => (await rows()).length === 1, { what: 'the lead to be recorded' });
		await session.n8n.kill('SIGKILL');
		await session.n8n.restart();
		await example.retryLast();
		const [retry] = await session.n8n.client.executions(example.workflow.id);
		const passed = getItems(await session.n8n.client.endedExecution(retry!.id), LAST_STEP);
		const { id } = payload!.data.leadDetails as JsonObject;
		assert.deepEqual(
			passed.map(({ key }) => key),
			[id],
		);
		await remove();
	});
}
