import fc from 'fast-check';
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

// So that the property test below doesn't take minutes.
jest.mock('n8n-workflow', () => ({
	...jest.requireActual<object>('n8n-workflow'),
	sleep: async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms * sleeps)),
}));

/** The share of the time that the trigger really sleeps. */
let sleeps = 0;

/** Does with entries what n8n's DeduplicationHelper does, in memory instead of the database. */
const store = {
	entries: [] as string[],
	/** how many more times it fails */
	fails: 0,
	/** how many more times its records are overwritten */
	forgets: 0,
	calls: 0,
	async checkProcessedAndRecord(
		items: string[],
		scope: string,
		_context: unknown,
		{ mode, maxEntries }: ICheckProcessedOptions,
	) {
		store.calls++;
		if (store.fails-- > 0) throw new Error('The database is gone');
		expect([scope, mode]).toEqual(['node', 'entries']);
		const entries = [...store.entries];
		const output = { new: [] as string[], processed: [] as string[] };
		await store.beforeWrite();
		for (const item of items) {
			const isKnown = entries.includes(item);
			output[isKnown ? 'processed' : 'new'].push(item);
			if (!isKnown) entries.push(item);
		}
		entries.splice(0, entries.length - maxEntries!);
		if (store.forgets-- <= 0) store.entries = entries;
		return output;
	},
	/** happens between reading and writing the list */
	async beforeWrite() {},
};

beforeAll(async () => {
	await DataDeduplicationService.init(store as unknown as IDataDeduplicator);
});

beforeEach(() => {
	Object.assign(store, {
		entries: [],
		fails: 0,
		forgets: 0,
		calls: 0,
		beforeWrite: async () => {},
	});
	sleeps = 0;
});

interface Run {
	trigger?: SiteGptLeadTrigger | SiteGptMessageTrigger;
	options?: IDataObject;
	mode?: WorkflowExecuteMode;
}

const all = { ignoreDuplicates: 'all' };

/** What the trigger returns for one item that webhook() emitted. */
async function pass(json: IDataObject, run: Run = {}): Promise<IDataObject[]> {
	return await passAll([json], run);
}

/** What the trigger returns for an execution with these items. */
async function passAll(
	jsons: IDataObject[],
	{ trigger = new SiteGptLeadTrigger(), options = all, mode = 'webhook' }: Run = {},
): Promise<IDataObject[]> {
	const { workflow, node } = workflowOf(trigger, { options });
	const items = jsons.map((json) => ({ json }));
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
	[0, 0, 0],
	[0, 51, 0],
	[59, 61, 0],
	[59, 110, 0],
	[0, 60, 0],
	[0, 80, 1],
	[59, 140, 1],
])('first after %d s, again after %d s: %d item', async (first, again, items) => {
	expect(await pass(item('a', at(first)))).toHaveLength(1);
	expect(await pass(item('a', at(again)))).toHaveLength(items);
});

test('a repeat does not extend the window', async () => {
	const passed = [];
	for (let second = 0; second <= 600; second += 85) {
		if ((await pass(item('a', at(second)))).length > 0) passed.push(second);
	}
	expect(passed).toEqual([0, 85, 170, 255, 340, 425, 510, 595]);
});

test('SiteGPT retries for 46 s, and the same message arrives 85 s later', async () => {
	const seconds = [0, 6, 16, 46, 85, 91, 101, 131, 170];
	const passed = [];
	for (const second of seconds) {
		if ((await pass(item('a', at(second)))).length > 0) passed.push(second);
	}
	expect(passed).toEqual([0, 85, 170]);
});

test('at any times, with any window: dropped for one window, passed after 1 1/3', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: 3600 }),
			fc.integer({ min: 0, max: 3_600_000 }),
			fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { maxLength: 25 }),
			fc.boolean(),
			async (window, start, gaps, simplified) => {
				store.entries = [];
				const options = { ...all, duplicateWindow: window };
				const windowMs = window * 1000;
				let now = Date.UTC(2026, 0, 1) + start;
				let passedAt = -Infinity;
				const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
				try {
					for (const gap of gaps) {
						now += Math.round(gap * windowMs);
						const json = simplified ? item('a', new Date(now).toISOString()) : { data: 'a' };
						const passes = (await pass(json, { options })).length > 0;
						const age = now - passedAt;
						if (age <= windowMs) expect(passes).toBe(false);
						if (age > (4 / 3) * windowMs) expect(passes).toBe(true);
						if (passes) passedAt = now;
					}
				} finally {
					clock.mockRestore();
				}
			},
		),
		{ numRuns: 150 },
	);
});

test.each([19, 20, 21, 39, 40, 59.999, 60, 61])(
	'after a first delivery at %d s, one that is dated by a clock 5 s behind is a repeat',
	async (second) => {
		expect(await pass(item('a', at(second)))).toHaveLength(1);
		expect(await pass(item('a', at(second - 5)))).toEqual([]);
	},
);

test('only the repeats among several items of an execution are dropped', async () => {
	expect(await passAll(['a', 'b', 'c'].map((key) => item(key, at(0))))).toHaveLength(3);
	expect(store.calls).toBe(3);
	const mixed = ['a', 'd', 'b', 'e', 'd'].map((key) => item(key, at(1)));
	expect(await passAll(mixed)).toEqual([item('d', at(1)), item('e', at(1))]);
	expect(await passAll(mixed)).toEqual([]);
});

test('a new event takes three database requests, a repeat takes one', async () => {
	await pass(item('a', at(0)));
	expect(store.calls).toBe(3);
	await pass(item('a', at(1)));
	expect(store.calls).toBe(4);
});

test('with Simplify off, the item itself is the key', async () => {
	const sent = message.sample as unknown as IDataObject;
	const trigger = new SiteGptMessageTrigger();
	expect(await pass(sent, { trigger })).toEqual([sent]);
	expect(await pass({ data: sent.data, event: sent.event }, { trigger })).toEqual([]);
	expect(await pass({ ...sent, idempotencyKey: 'a', more: 1 }, { trigger })).toHaveLength(1);
});

test('an invalid time of receipt is not used', async () => {
	const now = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 1));
	try {
		expect(await pass(item('a', 'yesterday'))).toHaveLength(1);
		now.mockReturnValue(Date.UTC(2026, 0, 2));
		expect(await pass(item('a', 'yesterday'))).toHaveLength(1);
		expect(await pass(item('a', 'yesterday'))).toEqual([]);
	} finally {
		now.mockRestore();
	}
});

test.each<[string, Run]>([
	['within this process', { options: { ignoreDuplicates: 'process' } }],
	['off', { options: { ignoreDuplicates: 'off' } }],
	['the default', { options: {} }],
	['After Workflow Succeeds', { options: { ...all, acknowledge: 'lastNode' } }],
	['a test event', { mode: 'manual' }],
	['the retry of an execution', { mode: 'retry' }],
])('not called: %s', async (_, run) => {
	expect(await pass(item('a', at(0)), run)).toHaveLength(1);
	expect(await pass(item('a', at(1)), run)).toHaveLength(1);
	expect(store.calls).toBe(0);
});

test('the retry of an execution passes, although its event is recorded', async () => {
	await pass(item('a', at(0)));
	expect(await pass(item('a', at(0)), { mode: 'retry' })).toHaveLength(1);
});

test('nothing is lost if the store cannot be read', async () => {
	store.fails = Infinity;
	expect(await pass(item('a', at(0)))).toHaveLength(1);
	expect(await pass(item('a', at(1)))).toHaveLength(1);
});

test.each([
	['fails at first, as when two processes make its first entry', { fails: 1 }],
	['fails twice', { fails: 2 }],
	['is overwritten by another process', { forgets: 1 }],
	['is overwritten again', { forgets: 2 }],
	['is overwritten three times', { forgets: 3 }],
])('a store that %s has the event in the end', async (_, happens) => {
	Object.assign(store, happens);
	expect(await pass(item('a', at(0)))).toHaveLength(1);
	expect(await pass(item('a', at(1)))).toEqual([]);
	expect(await pass(item('a', at(59)))).toEqual([]);
});

test('if only some entries of an event are overwritten in the store, they are recorded again', async () => {
	store.beforeWrite = async () => {
		if (store.calls === 2 || store.calls === 3) store.forgets = 1;
	};
	expect(await pass(item('a', at(0)))).toHaveLength(1);
	expect(await pass(item('a', at(59)))).toEqual([]);
});

test('an event is not a repeat if the store failed after recording it', async () => {
	store.beforeWrite = async () => {
		store.beforeWrite = async () => {};
		store.entries.push(...entriesOfA);
		throw new Error('The connection is gone');
	};
	const entriesOfA = Array.from({ length: 20 }, (_, n) => `a ${slot(at(0)) - 10 + n}`);
	expect(await pass(item('a', at(0)))).toHaveLength(1);
	expect(await pass(item('a', at(1)))).toEqual([]);
});

/** The number of a third of a minute. */
const slot = (time: string) => Math.floor(Date.parse(time) / 20_000);

test('the store handles one event after the other', async () => {
	let underWay = 0;
	let most = 0;
	store.beforeWrite = async () => {
		most = Math.max(most, ++underWay);
		await new Promise(setImmediate);
		underWay--;
	};
	await Promise.all(Array.from({ length: 20 }, async (_, n) => await pass(item(`${n}`, at(10)))));
	expect(most).toBe(1);
	expect(store.entries).toHaveLength(80);
});

test('only one of many simultaneous deliveries in one process passes', async () => {
	store.beforeWrite = async () => await new Promise(setImmediate);
	// On both sides of the end of a slot.
	const seconds = Array.from({ length: 20 }, (_, n) => 19.5 + n / 20);
	const passed = await Promise.all(
		seconds.map(async (second) => await pass(item('a', at(second)))),
	);
	expect(passed.flat()).toHaveLength(1);
});

test('events that two processes record at the same time are all remembered', async () => {
	sleeps = 1;
	store.beforeWrite = async () => await new Promise(setImmediate);
	const other = await new Promise<SiteGptLeadTrigger>((resolve) => {
		jest.isolateModules(() => {
			const { SiteGptLeadTrigger: Trigger } = jest.requireActual<
				typeof import('../../nodes/SiteGptLeadTrigger/SiteGptLeadTrigger.node')
			>('../../nodes/SiteGptLeadTrigger/SiteGptLeadTrigger.node');
			resolve(new Trigger());
		});
	});
	const triggers = [new SiteGptLeadTrigger(), other];
	const keys = Array.from({ length: 10 }, (_, n) => `${n}`);
	const passed = await Promise.all(
		keys.map(async (key, n) => await pass(item(key, at(0)), { trigger: triggers[n % 2] })),
	);
	expect(passed.flat()).toHaveLength(10);
	for (const [n, key] of keys.entries()) {
		expect(await pass(item(key, at(59)), { trigger: triggers[(n + 1) % 2] })).toEqual([]);
	}
});

test('the store is bounded, and has the last 1,000 events', async () => {
	// On average, as many entries as there are with the default window.
	const time = (n: number) => at((n % 40) / 2);
	for (let hundred = 0; hundred < 11; hundred++) {
		const numbers = Array.from({ length: 100 }, (_, n) => 100 * hundred + n);
		await passAll(numbers.map((n) => item(`${n}`, time(n))));
	}
	expect(store.entries.length).toBe(4500);
	for (const n of [1099, 500, 100]) expect(await pass(item(`${n}`, at(21)))).toEqual([]);
	expect(await pass(item('0', at(21)))).toHaveLength(1);
});
