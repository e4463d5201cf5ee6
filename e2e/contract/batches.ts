import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getItems, hasEnded } from '../../harness/n8n/executions.ts';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { Receiver } from '../../harness/n8n/receiver.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import { eventFor } from '../../harness/siteGpt/payloads.ts';
import { waitFor } from '../../harness/wait.ts';
import { can } from './differences.ts';

export function batches(n8n: () => N8n): void {
	test('Max Events per Execution: a burst starts few executions, with one item per event', async () => {
		const parameters = { options: { maxEvents: 20 } };
		const receiver = await Receiver.create(n8n(), triggers.message, { parameters });
		const ids = Array.from({ length: 40 }, (_, n) => `burst_${n}`);
		const answers = await Promise.all(
			ids.map(async (id) => await receiver.post(eventFor(triggers.message, id))),
		);
		assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
		const { client } = n8n();
		const items = await waitFor(
			async () => {
				const all = await client.executions(receiver.workflow.id);
				if (!all.every(hasEnded)) return false;
				const ended = await Promise.all(all.map(async ({ id }) => await client.endedExecution(id)));
				const each = ended.map((execution) => getItems(execution, 'Trigger'));
				return each.flat().length >= 40 && each;
			},
			{ what: 'one item per event' },
		);
		// If n8n answers before it stores, events don't wait long enough to be combined.
		if (can('storeBeforeAnswering')) assert.ok(items.length < 40, `${items.length} executions`);
		assert.ok(items.length >= 3);
		assert.ok(items.every((one) => one.length <= 20));
		const threads = items.flat().map(({ threadId }) => threadId);
		assert.deepEqual(threads.toSorted(), ids.toSorted());
	});
}
