import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { N8n } from '../host/n8n.ts';
import { eventFor } from '../host/events.ts';
import { Receiver } from '../host/receiver.ts';
import { itemsOf } from '../host/rest.ts';
import { triggers } from '../host/triggers.ts';

export function batches(n8n: () => N8n): void {
	test('Max Events per Execution: a burst starts few executions, with an item for each event', async () => {
		const parameters = { options: { maxEvents: 20 } };
		const receiver = await Receiver.create(n8n(), triggers.message, { parameters });
		const ids = Array.from({ length: 40 }, (_, n) => `burst_${n}`);
		const answers = await Promise.all(
			ids.map(async (id) => await receiver.post(eventFor(triggers.message, id))),
		);
		assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
		const { length } = await n8n().client.executions(receiver.workflow.id);
		assert.ok(length >= 3 && length < 40, `${length} executions`);
		const executions = await receiver.executions(length);
		const items = executions.map((execution) => itemsOf(execution, 'Trigger'));
		assert.ok(items.every((one) => one.length <= 20));
		const threads = items.flat().map(({ threadId }) => threadId);
		assert.deepEqual(threads.toSorted(), ids.toSorted());
	});
}
