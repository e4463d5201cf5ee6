import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { newToken } from '../../harness/n8n/receiver.ts';
import { CREDENTIAL_TYPE, triggers } from '../../harness/n8n/triggers.ts';
import { chain, type WorkflowDraft } from '../../harness/n8n/workflows.ts';
import { packageFolder } from '../../harness/paths.ts';
import { waitFor } from '../../harness/wait.ts';
import { picture } from './screenshots.ts';
import type { Session } from './session.ts';

const examplesFolder = join(packageFolder, 'examples');

/** Tests workflows on the canvas. */
export function canvas(session: Session) {
	const nodes = () => {
		const { page } = session.editor;
		return page.getByTestId('canvas-node').or(page.getByTestId('sticky'));
	};

	test('paste each example onto the canvas', async () => {
		const { editor } = session;
		const files = (await readdir(examplesFolder)).filter((file) => file.endsWith('.json'));
		for (const file of files) {
			const text = await readFile(join(examplesFolder, file), 'utf8');
			await editor.createWorkflow();
			await editor.page.evaluate((pasted) => {
				const clipboardData = new DataTransfer();
				clipboardData.setData('text/plain', pasted);
				document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
			}, text);
			const { length } = (JSON.parse(text) as WorkflowDraft).nodes;
			await waitFor(async () => (await nodes().count()) === length, {
				what: `the nodes of ${file}`,
			});
		}
	});

	test('open a workflow that tells the team about a question', async () => {
		const { editor, n8n } = session;
		const { page } = editor;
		const webhook = await n8n.client.createCredential({
			name: 'SiteGPT messages',
			type: CREDENTIAL_TYPE,
			data: { token: newToken(), previousToken: '' },
		});
		const slack = await n8n.client.createCredential({
			name: 'Slack account',
			type: 'slackApi',
			data: { accessToken: 'xoxb-example', signatureSecret: '' },
		});
		const isUnanswered = {
			id: randomUUID(),
			leftValue: '={{ $json.answer }}',
			rightValue: '',
			operator: { type: 'string', operation: 'empty', singleValue: true },
		};
		const draft = chain(
			{
				name: 'SiteGPT Message Trigger',
				type: triggers.message.type,
				typeVersion: 2,
				parameters: {},
				webhookId: randomUUID(),
				credentials: { [webhook.type]: webhook },
			},
			{
				name: 'No Answer?',
				type: 'n8n-nodes-base.if',
				typeVersion: 2.2,
				parameters: {
					conditions: {
						options: { version: 2, caseSensitive: true, leftValue: '', typeValidation: 'loose' },
						combinator: 'and',
						conditions: [isUnanswered],
					},
				},
			},
			{
				name: 'Tell the Team',
				type: 'n8n-nodes-base.slack',
				typeVersion: 2.3,
				parameters: {
					select: 'channel',
					channelId: { __rl: true, mode: 'name', value: '#support' },
					text: '={{ $json.question }}',
				},
				credentials: { [slack.type]: slack },
			},
		);
		draft.nodes[2]!.position = [480, -80];
		const { id } = await n8n.client.createWorkflow({ name: 'Unanswered questions', ...draft });
		await page.setViewportSize({ width: 1100, height: 480 });
		await editor.openWorkflow(id);
		await waitFor(async () => (await nodes().count()) === 3, { what: 'the three nodes' });
		for (const { name } of draft.nodes)
			await page.getByText(name, { exact: true }).first().waitFor();
		assert.equal(await page.getByTestId('node-issues').count(), 0);
		await picture(page.getByTestId('canvas-wrapper'), 'canvas');
		await page.setViewportSize({ width: 1366, height: 768 });
	});
}
