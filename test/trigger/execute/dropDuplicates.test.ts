import type { IDataObject } from 'n8n-workflow';
import type { SiteGptEvent } from '../../../nodes/events/event';
import { lead } from '../../../nodes/events/lead';
import { endWithoutItems } from '../../../nodes/once/endWithoutItems';
import { dropDuplicates } from '../../../nodes/trigger/execute/dropDuplicates';
import { fakeExecution } from '../../once/fakeExecution';

jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async () => {},
}));

async function passed(items: IDataObject[]): Promise<IDataObject[]> {
	const { context } = fakeExecution({ items });
	const [output] = await dropDuplicates(context, lead as unknown as SiteGptEvent);
	return output.map(({ json }) => json);
}

test('of two deliveries of an event in one execution, the first passes', async () => {
	const [first, second] = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:05.000Z'].map(
		(receivedAt) => ({ idempotencyKey: 'a', receivedAt }),
	);
	expect(await passed([first, second])).toEqual([first]);
});

test('events whose payload has a time of receipt of its own are not repeats of each other', async () => {
	const payloads = ['first', 'second'].map((text) => ({
		event: lead.name,
		data: { text },
		receivedAt: '2026-01-01T00:00:00.000Z',
	}));
	expect(await passed(payloads)).toEqual(payloads);
});

test('turning Always Output Data off leaves the rest of the node as it is', () => {
	const node = { id: 'node', parameters: { simple: true }, alwaysOutputData: true };
	const run = { node };
	endWithoutItems({ getExecuteData: () => run } as never);
	expect(run.node).toEqual({ ...node, alwaysOutputData: false });
	expect(node.alwaysOutputData).toBe(true);
});
