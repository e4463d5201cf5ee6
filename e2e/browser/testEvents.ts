import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Receiver } from '../../harness/n8n/receiver.ts';
import { actionType, triggers } from '../../harness/n8n/triggers.ts';
import { waitFor } from '../../harness/wait.ts';
import { assertDescribed } from './descriptions.ts';
import { PUBLIC_URL } from './editor.ts';
import { CREDENTIAL_NAME } from './messages.ts';
import { picture, showAddress } from './screenshots.ts';
import type { Session } from './session.ts';
import { cutTexts, type Field } from './texts.ts';

/** The event's prefilled fields; those that SiteGPT may send empty are empty here. */
const messageFields = [
	{ label: 'Chatbot ID', value: 'test_chatbot' },
	{ label: 'Thread ID', value: 'test_thread' },
	{ label: 'Message Type', value: 'Normal Message' },
	{ label: 'Question', value: 'Do you ship to Norway?' },
	{ label: 'Answer', value: 'Yes, within five working days.' },
	{ label: 'Sources', value: 'https://example.com/shipping' },
	{ label: 'GPT Model', value: 'gpt-4o-mini' },
	{ label: 'Agent ID', value: '' },
	{ label: 'Agent Name', value: '' },
	{ label: 'Icon URL', value: '' },
	{ label: 'System Message Type', value: '' },
];
const escalationFields = [
	{ label: 'Chatbot ID', value: 'test_chatbot' },
	{ label: 'Thread ID', value: 'test_thread' },
	{ label: 'Dashboard URL', value: 'https://sitegpt.ai/test_chatbot/chat-history/test_thread' },
	{ label: 'User ID', value: 'test_user' },
	{ label: 'User Email', value: 'ada@example.com' },
	{ label: 'User Name', value: 'Ada Lovelace' },
	{ label: 'User Phone', value: '+15550100' },
	{ label: 'User Verified', value: 'on' },
	{ label: 'User Created At', value: '2026-01-15T10:25:00Z' },
];
const leadFields = [
	{ label: 'Chatbot ID', value: 'test_chatbot' },
	{ label: 'Chatbot Name', value: 'Test Chatbot' },
	{ label: 'Dashboard URL', value: 'https://sitegpt.ai/test_chatbot/leads/test_lead' },
	{ label: 'Lead Details ID', value: 'test_lead' },
	{ label: 'Lead Details Name', value: 'Grace Hopper' },
	{ label: 'Lead Details Email', value: 'grace@example.com' },
	{ label: 'Lead Details Phone', value: '+15550101' },
	{ label: 'Lead Details Captured At', value: '2026-01-15T10:30:00Z' },
	{ label: 'Lead Details Company', value: 'Example Ltd' },
];

/** The node has two credential types, so n8n's label names the type. */
const CREDENTIAL_LABEL = 'Credential for SiteGPT Webhook API';

/** n8n sorts the fields: as in the sample at first, alphabetically after another event was chosen. */
function byLabel(fields: Field[]): Field[] {
	return fields.toSorted((a, b) => a.label.localeCompare(b.label));
}

/** Tests the SiteGPT node's test event operations, added from the node's list of actions. */
export function testEvents(session: Session) {
	const chooseEvent = async (title: string) => {
		const { page, parameters } = session.editor;
		await parameters.getByTestId('parameter-input-event').click();
		const list = page.locator('.el-select__popper').filter({ visible: true });
		await list.getByText(title, { exact: true }).click();
		await list.waitFor({ state: 'hidden' });
	};

	test('add "Send a test event": each event is prefilled with a sample', async () => {
		const { editor } = session;
		await editor.addNode('SiteGPT', 'Send a test event');
		const around = [
			{ label: CREDENTIAL_LABEL, value: CREDENTIAL_NAME },
			{ label: 'Resource', value: 'Test Event' },
			{ label: 'Operation', value: 'Send' },
			{ label: 'Webhook URL', value: '' },
		];
		const fieldsOf = { Message: messageFields, Escalation: escalationFields, Lead: leadFields };
		for (const [title, fields] of Object.entries(fieldsOf)) {
			await chooseEvent(title);
			const expected = byLabel([
				...around,
				{ label: 'Event', value: title },
				{ label: 'Delivery', value: 'Once' },
				{ label: 'Payload', value: 'Using Fields Below' },
				...fields,
			]);
			await waitFor(async () => (await editor.labels()).length === expected.length, {
				what: `the fields of ${title}`,
			});
			assert.deepEqual(byLabel(await editor.fields()), expected);
			assert.deepEqual(await cutTexts(editor.node), []);
		}
	});

	test('read the description of each field and choice of the SiteGPT node', async () => {
		const { editor, n8n } = session;
		await chooseEvent('Message');
		assert.deepEqual(await assertDescribed(editor, n8n, actionType), [
			'Resource',
			'Operation',
			'Webhook URL',
			'Event',
			'Event',
			'Delivery',
			'Delivery',
			'Payload',
			'Message Type',
		]);
	});

	test("the next node shows a test event's output fields", async () => {
		const { editor } = session;
		const { page } = editor;
		await editor.closeNode();
		await page.getByTestId('canvas-handle-plus').last().click();
		await page.getByTestId('node-creator-search-bar').fill('edit fields');
		await page.getByTestId('node-creator').getByText('Edit Fields (Set)').first().click();
		const input = page.getByTestId('ndv-input-panel');
		await input.getByText('Usually outputs the following fields').waitFor();
		for (const field of ['delivered', 'statusCode', 'attempts', 'responseBody', 'warnings']) {
			await input.getByText(field, { exact: true }).first().waitFor();
		}
	});

	test('add "Check an endpoint", and see what to do about a failed test', async () => {
		const { editor, n8n, token } = session;
		const { page } = editor;
		await editor.addNode('SiteGPT', 'Check an endpoint');
		const { url } = await Receiver.create(n8n, triggers.message, {
			parameters: { chatbotIds: 'another_chatbot' },
			credential: { token },
		});
		assert.deepEqual(await editor.labelsUpTo('Message Type'), [
			CREDENTIAL_LABEL,
			'Resource',
			'Operation',
			'Webhook URL',
			'Event',
			'Chatbot ID',
			'Message Type',
		]);
		await page.getByText('The check starts real executions').waitFor();
		assert.deepEqual(await cutTexts(editor.node), []);
		await editor.parameters.getByTestId('parameter-input-url').locator('input').fill(url);
		await page.getByTestId('node-execute-button').click();
		await editor.showOutputAs('table');
		const rows = editor.output.locator('tr');
		const valid = rows.filter({ hasText: 'Valid event' });
		await valid.getByText('Check Trigger On and Chatbot IDs').waitFor();
		await rows.filter({ hasText: 'No token' }).getByText('401 {"error":"Unauthorized"}').waitFor();
		const narrow = await editor.widenOutput();
		for (const column of ['expected', 'got', 'advice']) {
			const heading = rows.first().getByText(column, { exact: true });
			await waitFor(
				async () => {
					const box = await heading.boundingBox();
					return box && box.x + box.width < (page.viewportSize()?.width ?? 0);
				},
				{ what: `the column "${column}" to be visible` },
			);
		}
		await narrow();
		await editor.showOutputAs('schema');
		await editor.output.getByText('Check Trigger On and Chatbot IDs').first().waitFor();
		await showAddress(editor.outputPanel, `${n8n.url}/`, PUBLIC_URL);
		await picture(editor.outputPanel, 'check');
	});
}
