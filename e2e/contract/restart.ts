import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { getItems } from '../../harness/n8n/executions.ts';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { Receiver } from '../../harness/n8n/receiver.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import { done } from '../../harness/n8n/workflows.ts';
import { eventFor } from '../../harness/siteGpt/payloads.ts';

const { lead } = triggers;
const accepted = { status: 200, body: { status: 'accepted' } };
const duplicate = { status: 200, body: { status: 'duplicate' } };

/** Tests which events are remembered after n8n is killed and restarted. */
export function restart(n8n: () => N8n): void {
	describe('an event that is redelivered after n8n was killed', () => {
		test('within this process: forgotten; across all: stopped at the trigger', async () => {
			const create = async (ignoreDuplicates: string) =>
				await Receiver.create(n8n(), lead, {
					parameters: { options: { ignoreDuplicates } },
					next: [done],
				});
			const process = await create('process');
			const all = await create('all');
			const sent = eventFor(lead);
			for (const receiver of [process, all]) {
				assert.deepEqual(await receiver.post(sent), accepted);
				assert.deepEqual(await receiver.post(sent), duplicate);
				await receiver.executions(1);
			}
			await n8n().kill('SIGKILL');
			await n8n().restart();
			for (const receiver of [process, all]) assert.deepEqual(await receiver.post(sent), accepted);
			const passed = async (receiver: Receiver) => {
				const executions = await receiver.executions(2);
				return executions.map((execution) => getItems(execution, done.name).length);
			};
			assert.deepEqual(await passed(process), [1, 1]);
			assert.deepEqual(await passed(all), [1, 0]);
		});
	});
}
