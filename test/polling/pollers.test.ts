import type { Poller } from '../../nodes/polling/core/poller';
import type { PollState } from '../../nodes/polling/core/state';
import { executedBy, keep, pollerFor as findPoller } from '../../nodes/polling/pollers';
import type { PollContext, PollSettings } from '../../nodes/polling/settings';
import { listSource, NOW, pagesOf, pollRun } from './stubs';
import { setClocks, triggerWith } from './trigger';

let now = NOW;
beforeEach(() => {
	now = NOW;
	setClocks(() => now);
});
afterEach(() => jest.restoreAllMocks());

const MINUTE = 60_000;

/** These settings are for one chatbot. */
const pollerFor = findPoller as unknown as (
	context: PollContext,
	settings: PollSettings,
) => Poller | undefined;

/** What a poller was created with. */
const created: unknown[] = [];

const settingsWith = (hash: string, lookBackMs = 0) =>
	({
		hash,
		lookBackMs,
		sourceType: {
			name: 'object',
			create(_: unknown, state: unknown) {
				created.push(state);
				return listSource({ toState: () => ({ kept: hash }) });
			},
		},
	}) as unknown as PollSettings;

const settings = settingsWith('a');

/** Emits an object, as a poll does. */
async function emit(poller: Poller): Promise<void> {
	await poller.find(pollRun(pagesOf([[{ id: 1, time: NOW + 1 }]]), { now: NOW + MINUTE }));
	poller.noteEmitted(poller.select(now).findings, now);
}

const stateIn = ({ statics }: ReturnType<typeof triggerWith>) => statics.node.polling as PollState;

describe('the poller of a trigger', () => {
	test('is set up before the first request, with the time to look back', () => {
		const trigger = triggerWith();
		const poller = pollerFor(trigger.context, settingsWith('a', 5 * MINUTE))!;
		expect(stateIn(trigger)).toEqual(poller.toState());
		const start = { mark: NOW - 5 * MINUTE, settings: 'a', isSorted: false, fullReadAt: null };
		expect(stateIn(trigger)).toMatchObject(start);
		expect(trigger.statics.global).toEqual({
			'siteGptPolling node': { settings: 'a', mark: NOW - 5 * MINUTE, isByN8nClock: true },
		});
	});

	test('is the same at the next poll', () => {
		const { context } = triggerWith();
		expect(pollerFor(context, settings)).toBe(pollerFor(context, settings));
	});

	test('is none while a poll runs, or n8n stores what it emitted', async () => {
		const trigger = triggerWith();
		const poller = pollerFor(trigger.context, settings)!;
		poller.isRunning = true;
		expect(pollerFor(trigger.context, settings)).toBeUndefined();
		poller.isRunning = false;
		await emit(poller);
		expect(pollerFor(trigger.context, settings)).toBeUndefined();
		keep(trigger.context, poller);
		expect(pollerFor(trigger.context, settings)).toBe(poller);
	});

	test('is another one if n8n has not kept what it emitted', async () => {
		const trigger = triggerWith();
		const poller = pollerFor(trigger.context, settings)!;
		await emit(poller);
		now += MINUTE;
		const next = pollerFor(trigger.context, settings)!;
		expect(next).not.toBe(poller);
		await emit(next);
		expect(next.toState().ledger.ids).toEqual({});
	});

	test('starts again with other settings', () => {
		const trigger = triggerWith();
		const poller = pollerFor(trigger.context, settings)!;
		poller.isRunning = true;
		now += MINUTE;
		const other = pollerFor(trigger.context, settingsWith('b'))!;
		expect(other).not.toBe(poller);
		expect(stateIn(trigger)).toMatchObject({ settings: 'b', mark: NOW + MINUTE });
		// And again, with the first ones.
		now += MINUTE;
		expect(pollerFor(trigger.context, settings)!.toState().mark).toBe(NOW + 2 * MINUTE);
	});

	test('goes on from what n8n has kept, after a restart', () => {
		const before = triggerWith();
		pollerFor(before.context, settings);
		const restarted = triggerWith();
		restarted.statics.node.polling = stateIn(before);
		now += MINUTE;
		created.length = 0;
		const poller = pollerFor(restarted.context, settings)!;
		expect(poller.toState()).toEqual(stateIn(before));
		expect(created).toEqual([{ kept: 'a' }]);
		// n8n would store it again.
		expect(stateIn(restarted)).toBe(stateIn(before));
	});

	test('goes on from the last one if n8n forgot what the first poll wrote', async () => {
		const trigger = triggerWith();
		const poller = pollerFor(trigger.context, settings)!;
		await emit(poller);
		trigger.statics.node = {};
		trigger.statics.global = {};
		now += MINUTE;
		const next = pollerFor(trigger.context, settings)!;
		expect(next.toState()).toEqual(poller.toState());
		expect(stateIn(trigger)).toEqual(next.toState());
		expect(created.at(-1)).toEqual({ kept: 'a' });
	});

	test.each([true, false])(
		"goes on from the mark in the workflow's data if n8n forgot the node's (by n8n's clock: %s)",
		(isByN8nClock) => {
			const trigger = triggerWith();
			const mark = NOW - 7 * MINUTE;
			trigger.statics.global['siteGptPolling node'] = { settings: 'a', mark, isByN8nClock };
			const state = pollerFor(trigger.context, settings)!.toState();
			expect(state).toMatchObject({ mark, isByN8nClock, ledger: { publishedAt: mark } });
		},
	);

	test.each([[{ settings: 'b', mark: 1 }], [{ settings: 'a', mark: 'soon' }], [{ settings: 'a' }]])(
		"but not if it isn't a mark for these settings: %j",
		(published) => {
			const trigger = triggerWith();
			trigger.statics.global['siteGptPolling node'] = published;
			expect(pollerFor(trigger.context, settings)!.toState().mark).toBe(NOW);
		},
	);

	test.each([
		[null],
		['text'],
		[{ version: 2 }],
		[{ settings: 'b' }],
		[{ mark: 'soon' }],
		[{ ledger: {} }],
		[{ ledger: undefined }],
	])('starts again if n8n has kept something else: %j', (change) => {
		const before = triggerWith();
		pollerFor(before.context, settings);
		const trigger = triggerWith();
		const isPart = typeof change === 'object' && change !== null;
		trigger.statics.node.polling = isPart ? { ...stateIn(before), ...change } : change;
		now += MINUTE;
		expect(pollerFor(trigger.context, settings)!.toState().mark).toBe(NOW + MINUTE);
	});
});

test('what is there in the second of publishing is old at the first poll only', async () => {
	const inSameSecond = pagesOf([[{ id: 1, time: NOW }]]);
	const trigger = triggerWith();
	now += 400;
	const first = pollerFor(trigger.context, settings)!;
	await first.find(pollRun(inSameSecond));
	expect(first.select(now).findings).toEqual([]);
	const restarted = triggerWith();
	now -= 400;
	const state = { ...stateIn(trigger), ledger: { ...stateIn(trigger).ledger, ids: {} } };
	restarted.statics.node.polling = state;
	const second = pollerFor(restarted.context, settings)!;
	await second.find(pollRun(inSameSecond));
	expect(second.select(now).findings).toHaveLength(1);
	const forgotten = triggerWith({ workflow: trigger.workflow });
	const third = pollerFor(forgotten.context, settings)!;
	await third.find(pollRun(pagesOf([[{ id: 2, time: NOW }]])));
	expect(third.select(now).findings).toHaveLength(1);
});

test('executions are remembered by node, and stay when the workflow is published again', () => {
	const [one, other] = [triggerWith(), triggerWith()];
	expect(executedBy(one.context)).toBe(executedBy(triggerWith(one).context));
	expect(executedBy(one.context)).not.toBe(executedBy(other.context));
});
