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
	/** how often it fails from now on */
	fails: 0,
	/** how often what it records is overwritten from now on */
	forgets: 0,
	asked: 0,
	async checkProcessedAndRecord(
		items: string[],
		scope: string,
		_context: unknown,
		{ mode, maxEntries }: ICheckProcessedOptions,
	) {
		store.asked++;
		if (store.fails-- > 0) throw new Error('The database is gone');
		expect([scope, mode]).toEqual(['node', 'entries']);
		const processed = items.filter((item) => store.entries.includes(item));
		const fresh = items.filter((item) => !store.entries.includes(item));
		if (store.forgets-- <= 0) store.entries.push(...fresh);
		store.entries.splice(0, store.entries.length - maxEntries!);
		return { new: fresh, processed };
	},
};

beforeAll(async () => {
	await DataDeduplicationService.init(store as unknown as IDataDeduplicator);
});

beforeEach(() => Object.assign(store, { entries: [], fails: 0, forgets: 0, asked: 0 }));

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
	store.fails = Infinity;
	expect(await pass(item('a', at(0)))).toHaveLength(1);
});

test.each([
	['fails at first, as when two processes make its first entry', { fails: 1 }],
	['is overwritten by another process', { forgets: 1 }],
	['is overwritten again', { forgets: 2 }],
])('a store that %s knows the event in the end', async (_, happens) => {
	Object.assign(store, happens);
	expect(await pass(item('a', at(0)))).toHaveLength(1);
	expect(await pass(item('a', at(1)))).toEqual([]);
});

test('a store that fails after it recorded the event does not make it a repeat', async () => {
	store.forgets = 1;
	const first = pass(item('a', at(0)));
	await Promise.resolve();
	store.fails = 2;
	expect(await first).toHaveLength(1);
});

test('the store is asked for one event after the other', async () => {
	const { checkProcessedAndRecord: ask } = store;
	let underWay = 0;
	let most = 0;
	store.checkProcessedAndRecord = async (...asked) => {
		most = Math.max(most, ++underWay);
		await new Promise(setImmediate);
		underWay--;
		return await ask(...asked);
	};
	try {
		await Promise.all(Array.from({ length: 20 }, async (_, n) => await pass(item(`${n}`, at(0)))));
	} finally {
		store.checkProcessedAndRecord = ask;
	}
	expect(most).toBe(1);
	expect(store.entries).toHaveLength(40);
});

test('the store is bounded', async () => {
	const pass100 = async (hundred: number) =>
		await Promise.all(
			Array.from({ length: 100 }, async (_, n) => await pass(item(`${100 * hundred + n}`, at(0)))),
		);
	for (let hundred = 0; hundred < 11; hundred++) await pass100(hundred);
	expect(store.entries.length).toBeLessThanOrEqual(2000);
	expect(await pass(item('1099', at(1)))).toEqual([]);
	expect(await pass(item('0', at(1)))).toHaveLength(1);
});
