import { DataDeduplicationService, ExecuteContext } from 'n8n-core';
import {
	createRunExecutionData,
	type ICheckProcessedOptions,
	type IDataDeduplicator,
	type IDataObject,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { lead } from '../../nodes/events/lead';
import { message } from '../../nodes/events/message';
import { SiteGptLeadTrigger } from '../../nodes/SiteGptLeadTrigger/SiteGptLeadTrigger.node';
import { SiteGptMessageTrigger } from '../../nodes/SiteGptMessageTrigger/SiteGptMessageTrigger.node';
import { additionalDataWith, workflowOf } from './workflow';

/** Does for entries what n8n's DeduplicationHelper does, in memory in place of its database. */
const store = {
	entries: [] as string[],
	fails: false,
	asked: 0,
	async checkProcessedAndRecord(
		items: string[],
		scope: string,
		_context: unknown,
		{ mode, maxEntries }: ICheckProcessedOptions,
	) {
		store.asked++;
		if (store.fails) throw new Error('The database is gone');
		expect([scope, mode]).toEqual(['node', 'entries']);
		const processed = items.filter((item) => store.entries.includes(item));
		const fresh = items.filter((item) => !store.entries.includes(item));
		store.entries.push(...fresh);
		store.entries.splice(0, store.entries.length - maxEntries!);
		return { new: fresh, processed };
	},
};

beforeAll(async () => {
	await DataDeduplicationService.init(store as unknown as IDataDeduplicator);
});

beforeEach(() => Object.assign(store, { entries: [], fails: false, asked: 0 }));

interface Run {
	trigger?: SiteGptLeadTrigger | SiteGptMessageTrigger;
	options?: IDataObject;
	mode?: WorkflowExecuteMode;
}

const all = { ignoreDuplicates: 'all' };

/** What the trigger makes of one item that webhook() emitted. */
async function pass(
	json: IDataObject,
	{ trigger = new SiteGptLeadTrigger(), options = all, mode = 'webhook' }: Run = {},
): Promise<IDataObject[]> {
	const { workflow, node } = workflowOf(trigger, { options });
	const items = [{ json }];
	const context = new ExecuteContext(
		workflow,
		node,
		additionalDataWith(async () => ({})),
		mode,
		createRunExecutionData({}),
		0,
		items,
		{ main: [items] },
		{ data: { main: [items] }, node, source: null },
		[],
	);
	const [output] = await trigger.execute.call(context);
	return output.map((item) => item.json);
}

const item = (key: string, receivedAt: string): IDataObject => ({
	event: lead.name,
	idempotencyKey: key,
	receivedAt,
});
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();

test('a repeat ends at the trigger', async () => {
	expect(await pass(item('a', at(0)))).toHaveLength(1);
	expect(await pass(item('a', at(1)))).toEqual([]);
	expect(await pass(item('b', at(1)))).toHaveLength(1);
});

test.each([
	[0, 51, 0],
	[59, 61, 0],
	[59, 110, 0],
	[0, 120, 1],
	[59, 180, 1],
])('first after %d s, again after %d s: %d item', async (first, again, items) => {
	expect(await pass(item('a', at(first)))).toHaveLength(1);
	expect(await pass(item('a', at(again)))).toHaveLength(items);
});

test('with Simplify off the item itself is the key', async () => {
	const sent = message.sample as unknown as IDataObject;
	const trigger = new SiteGptMessageTrigger();
	expect(await pass(sent, { trigger })).toEqual([sent]);
	expect(await pass({ data: sent.data, event: sent.event }, { trigger })).toEqual([]);
	expect(await pass({ ...sent, idempotencyKey: 'a', more: 1 }, { trigger })).toHaveLength(1);
});

test.each<[string, Run]>([
	['within this process', { options: { ignoreDuplicates: 'process' } }],
	['off', { options: { ignoreDuplicates: 'off' } }],
	['the default', { options: {} }],
	['After Workflow Succeeds', { options: { ...all, acknowledge: 'lastNode' } }],
	['a test event', { mode: 'manual' }],
	['the retry of an execution', { mode: 'retry' }],
])('not asked: %s', async (_, run) => {
	expect(await pass(item('a', at(0)), run)).toHaveLength(1);
	expect(await pass(item('a', at(1)), run)).toHaveLength(1);
	expect(store.asked).toBe(0);
});

test('the retry of an execution passes, though its event is known', async () => {
	await pass(item('a', at(0)));
	expect(await pass(item('a', at(0)), { mode: 'retry' })).toHaveLength(1);
});

test('a store that cannot be asked loses nothing', async () => {
	store.fails = true;
	expect(await pass(item('a', at(0)))).toHaveLength(1);
});

test('the store is bounded', async () => {
	for (let n = 0; n < 1100; n++) await pass(item(`event ${n}`, at(0)));
	expect(store.entries.length).toBeLessThanOrEqual(2000);
	expect(await pass(item('event 1099', at(1)))).toEqual([]);
	expect(await pass(item('event 0', at(1)))).toHaveLength(1);
});
