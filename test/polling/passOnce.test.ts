import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { executedBy } from '../../nodes/polling/pollers';
import { passOnce } from '../../nodes/polling/pollNode';
import { keyOf } from './stubs';
import { leadsAt, triggerWith } from './trigger';

const item = (id: string): INodeExecutionData => ({ json: { idempotencyKey: keyOf(id) } });

/** n8n's database. */
const passed = new Set<string>();

function executionOf(items: INodeExecutionData[], mode = 'trigger') {
	const trigger = triggerWith({ mode, respond: () => leadsAt(1e12) });
	const run = { node: { alwaysOutputData: true } };
	const context = {
		...trigger.context,
		getInputData: () => items,
		getNodeParameter: (name: string, _: number, standard: unknown) =>
			name === 'chatbotId' ? 'bot' : standard,
		getExecuteData: () => run,
		helpers: {
			...trigger.context.helpers,
			async checkProcessedAndRecord(entries: string[]) {
				const processed = entries.filter((entry) => passed.has(entry));
				for (const entry of entries) passed.add(entry);
				return { processed, new: entries.filter((entry) => !processed.includes(entry)) };
			},
		},
	} as unknown as IExecuteFunctions;
	return { context, run };
}

test('an item that has started an execution does not start another one', async () => {
	const [a, b] = [item('a'), item('b')];
	const first = executionOf([a]);
	expect(await passOnce(first.context)).toEqual([[a]]);
	expect(first.run.node.alwaysOutputData).toBe(true);
	expect(await passOnce(executionOf([a, b]).context)).toEqual([[b]]);
	const again = executionOf([a, b]);
	expect(await passOnce(again.context)).toEqual([[]]);
	// Always Output Data would add an empty item.
	expect(again.run.node.alwaysOutputData).toBe(false);
	expect(passed).toEqual(new Set([keyOf('a'), keyOf('b')]));
	const hash = Buffer.from(keyOf('a').slice(0, 16), 'hex').toString('base64url').slice(0, 10);
	expect(executedBy(again.context).has(hash)).toBe(true);
});

test('an item is recorded again if another process has overwritten its entry', async () => {
	const d = item('d');
	const first = executionOf([d]);
	const { helpers } = first.context;
	const record = helpers.checkProcessedAndRecord.bind(helpers);
	let calls = 0;
	helpers.checkProcessedAndRecord = async (...given) => {
		const result = await record(...given);
		if (++calls <= 2) passed.delete(keyOf('d'));
		return result;
	};
	await passOnce(first.context);
	expect(passed.has(keyOf('d'))).toBe(true);
});

test('the items of a retried execution pass', async () => {
	const c = item('c');
	for (let n = 0; n < 2; n++)
		expect(await passOnce(executionOf([c], 'retry').context)).toEqual([[c]]);
	expect(passed.has(keyOf('c'))).toBe(false);
});

test('a test event is a sample', async () => {
	const { context } = executionOf([{ json: {} }], 'manual');
	expect(await passOnce(context)).toMatchObject([[{ json: { api: { id: 'lead_0' } } }]]);
});
