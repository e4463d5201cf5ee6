import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSqlite } from '../../harness/n8n/database.ts';
import { addRows, createDataTable, getTableName } from '../../harness/n8n/dataTables.ts';
import { locator, type WorkflowNode } from '../../harness/n8n/workflows.ts';
import { waitFor } from '../../harness/wait.ts';
import { Imported } from './imported.ts';
import type { Session } from './session.ts';

interface TestRun {
	id: string;
	status: string;
	metrics: Record<string, number> | null;
}

export function evaluation(session: Session) {
	test('test-the-chatbot: a score per question, and no conversation is left', async () => {
		const { chatbot } = session.newChatbot();
		const { client, folder } = session.n8n;
		const { conversations } = session.siteGpt.state;
		const before = [...conversations];
		const table = await createDataTable(client, 'SiteGPT Test Questions', ['question', 'expected']);
		await addRows(client, table, [
			{ question: 'Norway?', expected: 'NORWAY: 5 days' },
			{ question: 'Norway?', expected: 'You asked Norway' },
			{ question: 'Never asked', expected: ' ' },
		]);
		/** Runs it like Run Test in the Evaluations tab. */
		const evaluate = async (change: (node: WorkflowNode) => void = () => {}) => {
			const { workflow } = await Imported.create(session.n8n, 'test-the-chatbot', {
				enter(node) {
					if ('dataTableId' in node.parameters) node.parameters.dataTableId = locator(table);
					if ('chatbotId' in node.parameters) node.parameters.chatbotId = locator(chatbot.id);
					change(node);
				},
				credentials: { Ask: session.apiCredential, Delete: session.apiCredential },
			});
			const path = `/rest/workflows/${workflow.id}/test-runs`;
			await client.request('POST', `${path}/new`, {});
			const run = await waitFor(
				async () => {
					const [one] = await client.request<TestRun[]>('GET', path);
					return one && !['new', 'running'].includes(one.status) && one;
				},
				{ what: 'the test run to end', timeout: 60_000 },
			);
			const cases = await client.request<Array<{ status: string; metrics: object | null }>>(
				'GET',
				`${path}/${run.id}/test-cases`,
			);
			return { run, statuses: cases.map(({ status }) => status).toSorted() };
		};

		const { run, statuses } = await evaluate();
		assert.equal(run.status, 'completed');
		assert.deepEqual(statuses, ['error', 'success', 'success']);
		assert.ok(Math.abs(run.metrics!.score! - (1 / 3 + 1) / 2) < 1e-6, JSON.stringify(run));
		const rows = await openSqlite(folder).all(`SELECT * FROM ${getTableName(table)} ORDER BY id`);
		assert.deepEqual(
			(rows as Array<{ answer: string | null }>).map(({ answer }) => answer),
			['You asked: Norway?', 'You asked: Norway?', null],
		);
		const asked = () =>
			session.siteGpt.requests
				.splice(0)
				.filter(({ method, path }) => method === 'POST' && path.endsWith(`/${chatbot.id}/messages`))
				.length;
		assert.equal(asked(), 2);
		assert.deepEqual(conversations, before);

		// A step after the answer fails.
		const broken = await evaluate(({ name, parameters }) => {
			if (name === 'Compare') parameters.jsCode = 'throw new Error("Broken")';
		});
		assert.deepEqual(broken.statuses, ['error', 'error', 'error']);
		assert.equal(asked(), 2);
		assert.deepEqual(conversations, before);
	});
}
