import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { newToken, type ParsedResponse, Receiver } from '../../harness/n8n/receiver.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import { eventFor, kinds } from '../../harness/siteGpt/payloads.ts';
import { waitFor } from '../../harness/wait.ts';
import { can } from './differences.ts';

/** Tests n8n's actual answers and the executions that follow. test/n8n/ tests each reason for an answer. */
export function answers(n8n: () => N8n): void {
	for (const [index, kind] of kinds.entries()) {
		const trigger = triggers[kind];
		test(`${kind}: each answer reaches the sender, and only an accepted event starts an execution`, async () => {
			const receiver = await Receiver.create(n8n(), trigger, {
				parameters: { chatbotIds: 'bot_1', options: { ignoreDuplicates: 'process' } },
			});
			const answered = async (body: unknown, headers?: Record<string, string>) => {
				const { status, body: said } = await receiver.post(body, headers);
				const { status: word, error, got, expected } = said as Record<string, unknown>;
				return [status, word ?? (expected ? `${String(got)}, not ${String(expected)}` : error)];
			};
			const sent = eventFor(trigger);
			const other = triggers[kinds[(index + 1) % kinds.length]!];
			const withData = (data: object) => ({ ...sent, data: { ...sent.data, ...data } });
			assert.deepEqual(await answered(sent), [200, 'accepted']);
			assert.deepEqual(await answered(sent), [200, 'duplicate']);
			assert.deepEqual(await answered(withData({ chatbotId: 'bot_2' })), [200, 'ignored']);
			assert.deepEqual(await answered({ event: 'SOMETHING_NEW', data: {} }), [200, 'ignored']);
			const wrongToken = { 'X-WEBHOOK-TOKEN': newToken() };
			assert.deepEqual(await answered(sent, wrongToken), [401, 'Unauthorized']);
			assert.deepEqual(await answered(withData({ chatbotId: null })), [400, 'Invalid payload']);
			const mixedUp = `${other.event}, not ${trigger.event}`;
			assert.deepEqual(await answered(eventFor(other)), [400, mixedUp]);
			const [item] = await receiver.items(1);
			assert.equal(item?.event, trigger.event);
			assert.match(String(item?.idempotencyKey), /^[0-9a-f]{64}$/);
			assert.match(String(item?.receivedAt), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
			assert.equal(item?.chatbotId, sent.data.chatbotId);
		});
	}

	describe('the credential', () => {
		test('401 if its token is empty', async () => {
			const create = Receiver.create(n8n(), triggers.lead, { credential: { token: '' } });
			if (!can('saveEmptyToken')) {
				await assert.rejects(create, /"token" is mandatory/);
				return;
			}
			const receiver = await create;
			const answer = await receiver.post(eventFor(triggers.lead));
			assert.deepEqual(answer, { status: 401, body: { error: 'Unauthorized' } });
			await receiver.executions(0);
		});

		test('503 after it was deleted', async () => {
			const receiver = await Receiver.create(n8n(), triggers.lead);
			await n8n().client.deleteCredential(receiver.credential.id);
			// The trigger caches the credential for one more second. A broken payload never starts an execution.
			const answer = await waitFor(
				async (): Promise<ParsedResponse | false> => {
					const given = await receiver.post({});
					return given.status !== 400 && given;
				},
				{ what: 'the trigger to notice the deleted credential', timeout: 5000 },
			);
			assert.deepEqual(answer, { status: 503, body: { error: 'Service Unavailable' } });
			await receiver.executions(0);
		});
	});
}
