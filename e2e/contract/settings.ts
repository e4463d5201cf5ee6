import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { post, Receiver, type ReceiverOptions } from '../../harness/n8n/receiver.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import { eventFor } from '../../harness/siteGpt/payloads.ts';
import { waitFor } from '../../harness/wait.ts';

/** Fails when the message's question is "fail". */
const failing: ReceiverOptions['next'] = [
	{
		name: 'If',
		type: 'n8n-nodes-base.if',
		typeVersion: 1,
		parameters: {
			conditions: { string: [{ value1: '={{ $json.question }}', value2: 'fail' }] },
		},
	},
	{
		name: 'Fail',
		type: 'n8n-nodes-base.stopAndError',
		typeVersion: 1,
		parameters: { errorMessage: 'The workflow does not succeed' },
	},
];

const { message, lead } = triggers;

export function settings(n8n: () => N8n): void {
	describe('Acknowledge: After Workflow Succeeds', () => {
		const parameters = { options: { acknowledge: 'lastNode', ignoreDuplicates: 'process' } };

		test("200 after success, with the trigger's own answer and no item data", async () => {
			const receiver = await Receiver.create(n8n(), message, { parameters, next: failing });
			const answer = await receiver.post(eventFor(message));
			assert.deepEqual(answer, { status: 200, body: { status: 'accepted' } });
			const [execution] = await receiver.executions(1);
			assert.equal(execution?.status, 'success');
		});

		test("500 when a later node fails, and the retry doesn't count as a duplicate", async () => {
			const receiver = await Receiver.create(n8n(), message, { parameters, next: failing });
			const sent = eventFor(message);
			sent.data.question = 'fail';
			assert.equal((await receiver.post(sent)).status, 500);
			assert.equal((await receiver.post(sent)).status, 500);
			const executions = await receiver.executions(2);
			assert.deepEqual(
				executions.map(({ status }) => status),
				['error', 'error'],
			);
		});

		test('a repeat is pending while the workflow runs, and a duplicate afterward', async () => {
			const wait = { amount: 2, unit: 'seconds' };
			const receiver = await Receiver.create(n8n(), message, {
				parameters,
				next: [{ name: 'Wait', type: 'n8n-nodes-base.wait', typeVersion: 1, parameters: wait }],
			});
			const sent = eventFor(message);
			const first = receiver.post(sent);
			await waitFor(
				async () => (await n8n().client.executions(receiver.workflow.id)).length === 1,
				{ what: 'the workflow to start' },
			);
			assert.deepEqual(await receiver.post(sent), { status: 503, body: { status: 'pending' } });
			assert.equal((await first).status, 200);
			assert.deepEqual(await receiver.post(sent), { status: 200, body: { status: 'duplicate' } });
			await receiver.executions(1);
		});
	});

	describe('settings', () => {
		test('On Unknown Event: Emit starts an execution with the name and what was sent', async () => {
			const receiver = await Receiver.create(n8n(), message, {
				parameters: { triggerOn: ['USER_MESSAGE'], options: { onUnknownEvent: 'emit' } },
			});
			const sent = { event: 'CHAT_RATED', data: { chatbotId: 7, stars: 5 } };
			const answer = await receiver.post(sent);
			assert.deepEqual(answer, { status: 200, body: { status: 'accepted' } });
			const [item] = await receiver.items(1);
			const { idempotencyKey, receivedAt, ...others } = item!;
			assert.deepEqual(others, { event: sent.event, chatbotId: '7', payload: sent });
			assert.match(`${String(idempotencyKey)} ${String(receivedAt)}`, /^[0-9a-f]{64} \d{4}-/);
		});

		test('version 1, as in templates and output of AI assistants', async () => {
			const receiver = await Receiver.create(n8n(), lead, { typeVersion: 1 });
			assert.deepEqual((await receiver.post(eventFor(lead))).body, { status: 'accepted' });
			await receiver.items(1);
		});

		test('a setting that is an expression', async () => {
			const receiver = await Receiver.create(n8n(), message, {
				parameters: { chatbotIds: '={{ ["bot", "1"].join("_") }}' },
			});
			assert.deepEqual((await receiver.post(eventFor(message))).body, { status: 'accepted' });
			await receiver.executions(1);
		});
	});

	describe('while things change', () => {
		test('rotating the token with previousToken rejects no event', async () => {
			const receiver = await Receiver.create(n8n(), message);
			const { token: before } = receiver;
			const after = `${before}-changed`;
			let sender = before;
			let goesOn = true;
			const statuses: number[] = [];
			const sending = (async () => {
				while (goesOn) {
					const { status } = await post(receiver.url, eventFor(message), {
						'X-WEBHOOK-TOKEN': sender,
					});
					statuses.push(status);
				}
			})();
			const change = async (data: { token: string; previousToken: string }) => {
				const { name, type } = receiver.credential;
				await n8n().client.updateCredential(receiver.credential.id, { name, type, data });
			};
			await change({ token: after, previousToken: before });
			// The trigger's one-second cache counts from n8n's answer to the save.
			const acceptsNew = async () => {
				const { status } = await post(receiver.url, '[]', { 'X-WEBHOOK-TOKEN': after });
				return status === 400;
			};
			await waitFor(acceptsNew, { what: 'the new token to be accepted' });
			sender = after;
			const sentBefore = statuses.length;
			await waitFor(() => statuses.length > sentBefore + 3, { what: 'events with the new token' });
			goesOn = false;
			await sending;
			assert.deepEqual([...new Set(statuses)], [200]);

			await change({ token: after, previousToken: '' });
			const refusesOld = async () => {
				const { status } = await post(receiver.url, '[]', { 'X-WEBHOOK-TOKEN': before });
				return status === 401;
			};
			await waitFor(refusesOld, { what: 'the old token to be rejected', timeout: 5000 });
			await receiver.executions(statuses.length);
		});

		test('deactivated: 404; reactivated: accepted', async () => {
			const receiver = await Receiver.create(n8n(), lead);
			const { client } = n8n();
			await client.deactivate(receiver.workflow.id);
			await waitFor(async () => (await receiver.post(eventFor(lead))).status === 404, {
				what: 'the webhook to be gone',
			});
			const workflow = await client.workflow(receiver.workflow.id);
			await client.publish(workflow, [receiver.url]);
			assert.deepEqual((await receiver.post(eventFor(lead))).body, { status: 'accepted' });
		});

		test("two workflows that get the same event don't get mixed up", async () => {
			const [one, two] = [
				await Receiver.create(n8n(), lead),
				await Receiver.create(n8n(), lead),
			] as const;
			const sent = eventFor(lead);
			for (const receiver of [one, two]) {
				assert.deepEqual((await receiver.post(sent)).body, { status: 'accepted' });
				assert.deepEqual((await receiver.post(sent)).body, { status: 'duplicate' });
			}
			assert.equal((await post(one.url, sent, { 'X-WEBHOOK-TOKEN': two.token })).status, 401);
			await one.executions(1);
			await two.executions(1);
		});
	});

	describe('a test listener', () => {
		test('accepts the same event each time a person listens, and rejects invalid ones', async () => {
			const receiver = await Receiver.create(n8n(), lead, { publish: false });
			const token = { 'X-WEBHOOK-TOKEN': receiver.token };
			const sent = eventFor(lead);
			assert.equal((await post(receiver.testUrl, sent, token)).status, 404);
			for (const count of [1, 2]) {
				await n8n().client.listenForTestEvent(receiver.workflow.id, 'Trigger');
				assert.equal((await post(receiver.testUrl, sent)).status, 401);
				assert.equal((await post(receiver.testUrl, {}, token)).status, 400);
				const answer = await post(receiver.testUrl, sent, token);
				assert.deepEqual(answer, { status: 200, body: { status: 'accepted' } });
				const executions = await receiver.executions(count);
				assert.deepEqual([...new Set(executions.map(({ mode }) => mode))], ['manual']);
			}
		});
	});
}
