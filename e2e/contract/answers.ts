import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { N8n } from '../host/n8n.ts';
import { triggers, type Trigger } from '../host/triggers.ts';
import { waitFor } from '../host/wait.ts';
import { can } from './differences.ts';
import { eventFor, foreignEventFor } from './events.ts';
import { newToken, Receiver } from '../host/receiver.ts';

const accepted = { status: 200, body: { status: 'accepted' } };
const ignored = { status: 200, body: { status: 'ignored' } };
const duplicate = { status: 200, body: { status: 'duplicate' } };
const unauthorized = { status: 401, body: { error: 'Unauthorized' } };
const unavailable = { status: 503, body: { error: 'Service Unavailable' } };

const settings: Record<Trigger['event'], string> = {
	ADD_MESSAGE: 'Messages Webhook URL',
	CONVERSATION_ESCALATED: 'Escalation Webhook URL',
	NEW_LEAD_CAPTURE: 'Leads Webhook URL',
};

/** Every row of the answers, for each trigger, with the executions looked at after it. */
export function answers(n8n: () => N8n): void {
	for (const [name, trigger] of Object.entries(triggers)) {
		describe(`answers of the ${name} trigger`, () => {
			test('accepted: one execution, with the item', async () => {
				const receiver = await Receiver.create(n8n(), trigger);
				const sent = eventFor(trigger);
				assert.deepEqual(await receiver.post(sent), accepted);
				const [item] = await receiver.items(1);
				assert.equal(item?.event, trigger.event);
				assert.match(String(item?.idempotencyKey), /^[0-9a-f]{64}$/);
				assert.match(String(item?.receivedAt), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
				const { leadDetails, ...fields } = sent.data;
				for (const [field, value] of Object.entries(fields)) assert.deepEqual(item?.[field], value);
				if (leadDetails) {
					const { 'Company size': size, ...lead } = leadDetails as Record<string, unknown>;
					assert.deepEqual(item?.lead, lead);
					assert.deepEqual(item?.customFields, { 'Company size': size });
				}
			});

			test('ignored: filtered out, or an event that nobody knows', async () => {
				const receiver = await Receiver.create(n8n(), trigger, {
					parameters: { chatbotIds: 'bot_2, bot_3' },
				});
				assert.deepEqual(await receiver.post(eventFor(trigger)), ignored);
				assert.deepEqual(await receiver.post({ event: 'SOMETHING_NEW', data: {} }), ignored);
				const wanted = eventFor(trigger);
				wanted.data.chatbotId = 'bot_3';
				assert.deepEqual(await receiver.post(wanted), accepted);
				await receiver.executions(1);
			});

			test('401: no, wrong, empty token, whatever the body; and no execution', async () => {
				const receiver = await Receiver.create(n8n(), trigger);
				const wrong = [{ 'X-WEBHOOK-TOKEN': '' }, { 'X-WEBHOOK-TOKEN': newToken() }];
				for (const headers of [...wrong, { 'X-WEBHOOK-TOKEN': `${receiver.token}x` }]) {
					assert.deepEqual(await receiver.post(eventFor(trigger), headers), unauthorized);
					assert.deepEqual(await receiver.post('[]', headers), unauthorized);
				}
				assert.deepEqual(await receiver.post(eventFor(trigger)), accepted);
				await receiver.executions(1);
			});

			test('401: a credential with an empty token', async () => {
				const create = Receiver.create(n8n(), trigger, { credential: { token: '' } });
				if (!can('saveEmptyToken')) {
					await assert.rejects(create, /"token" is mandatory/);
					return;
				}
				const receiver = await create;
				assert.deepEqual(await receiver.post(eventFor(trigger)), unauthorized);
				await receiver.executions(0);
			});

			test('400: a payload that fails its schema', async () => {
				const receiver = await Receiver.create(n8n(), trigger);
				const { status, body } = await receiver.post({
					event: trigger.event,
					data: { threadId: 'a-secret-value', leadDetails: { id: 7 } },
				});
				assert.equal(status, 400);
				const { error, issues } = body as { error: string; issues: Array<{ path: string }> };
				assert.equal(error, 'Invalid payload');
				assert.ok(issues.some(({ path }) => path === 'data.chatbotId'));
				assert.ok(!JSON.stringify(body).includes('a-secret-value'));
				assert.deepEqual(await receiver.post(eventFor(trigger)), accepted);
				await receiver.executions(1);
			});

			test('400: an event of another webhook, with the setting to change', async () => {
				const receiver = await Receiver.create(n8n(), trigger);
				const foreign = foreignEventFor(trigger);
				const { status, body } = await receiver.post(foreign);
				assert.equal(status, 400);
				const { got, taken, message } = body as Record<string, string>;
				assert.deepEqual([got, taken], [foreign.event, trigger.event]);
				assert.ok(message?.includes(settings[trigger.event]));
				await receiver.executions(0);
			});

			test('duplicate: the same event again, its keys in another order', async () => {
				const parameters = { options: { ignoreDuplicates: 'process' } };
				const receiver = await Receiver.create(n8n(), trigger, { parameters });
				const { event, data } = eventFor(trigger);
				assert.deepEqual(await receiver.post({ event, data }), accepted);
				const reversed = Object.fromEntries(Object.entries(data).reverse());
				assert.deepEqual(await receiver.post({ data: reversed, event }), duplicate);
				await receiver.executions(1);
			});

			test('503: a credential that is gone', async () => {
				const receiver = await Receiver.create(n8n(), trigger);
				await n8n().client.deleteCredential(receiver.credential.id);
				// What was read before serves for a second more. A broken payload starts nothing either way.
				const answer = await waitFor(
					async () => {
						const { status, body } = await receiver.post({});
						return status !== 400 && { status, body };
					},
					{ what: 'the credential to be missed', timeout: 5000 },
				);
				assert.deepEqual(answer, unavailable);
				await receiver.executions(0);
			});
		});
	}
}
