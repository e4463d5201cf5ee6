import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { Receiver } from '../../harness/n8n/receiver.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import { eventFor } from '../../harness/siteGpt/payloads.ts';
import { waitFor } from '../../harness/wait.ts';

const { lead, message } = triggers;

/** Tests what n8n logs about deliveries that don't start an execution. */
export function log(n8n: () => N8n): void {
	describe('the log of n8n', () => {
		test('has a line for each reason, without values but the name of an unknown event', async () => {
			const parameters = { chatbotIds: 'bot_9', options: { onInvalidPayload: 'reject' } };
			const receiver = await Receiver.create(n8n(), lead, { parameters });
			const readable = { chatbotId: 'bot_9', leadDetails: 'a secret value' };
			for (let time = 0; time < 3; time++) {
				await receiver.post(eventFor(lead), { 'X-WEBHOOK-TOKEN': 'wrong' });
				await receiver.post('a secret value', { 'Content-Type': 'text/plain' });
				await receiver.post({ event: lead.event });
				await receiver.post({ event: lead.event, data: readable });
				await receiver.post({ event: 'lead_captured', data: {} });
				await receiver.post(eventFor(message));
				await receiver.post(eventFor(lead));
			}
			const source = `Trigger (workflow ${receiver.workflow.id}): `;
			const lines = await waitFor(
				async () => {
					const written = (await readFile(n8n().logFile, 'utf8')).split('\n');
					const found = written.filter((line) => line.includes(source));
					return found.length >= 8 && found;
				},
				{ what: 'the lines in the log' },
			);
			for (const [index, words] of [
				// During publishing, the test polled the webhook without a token.
				'401 because it has no X-WEBHOOK-TOKEN header',
				'401 because its token is not the credential',
				'400 because its body is not JSON (content type text/plain)',
				"400 because it isn't a SiteGPT event (data: Missing",
				'400 because some of its fields are missing or invalid (data.leadDetails',
				'Ignored the event lead_captured, because this version does not know it',
				'ADD_MESSAGE with 400. This URL only accepts NEW_LEAD_CAPTURE',
				'Ignored an event that Chatbot IDs filters out',
			].entries()) {
				assert.ok(lines[index]?.includes(words), `${words}: ${lines[index]}`);
			}
			assert.equal(lines.length, 8);
			assert.doesNotMatch(lines.join(), /secret|bot_|id_/);
			await receiver.executions(0);
		});
	});
}
