import type { ApiClient } from '../../nodes/api/client';
import type { ApiRequest } from '../../nodes/api/request';
import { ServerClock } from '../../nodes/api/serverClock';
import { MAX_ITEMS } from '../../nodes/polling/core/emissionQueue';
import { MAX_HELD } from '../../nodes/polling/core/holding';
import { Executed } from '../../nodes/polling/core/ledger';
import { Poller } from '../../nodes/polling/core/poller';
import type { PollRun } from '../../nodes/polling/core/source';
import { initialState } from '../../nodes/polling/core/state';
import { sourceTypes } from '../../nodes/polling/sources/sourceTypes';

const PUBLISHED = Date.UTC(2026, 10, 28, 10);

/** A SiteGPT with these escalated conversations, all changed at the same time. */
function runWith(count: number, hasTime = () => true): PollRun {
	const at = new Date(PUBLISHED + 60_000).toISOString();
	const marker = { messageId: 'm', systemMessageType: 'CONVERSATION_ESCALATED', createdAt: at };
	const all = Array.from({ length: count }, (_, n) => ({
		threadId: `thread_${n}`,
		escalated: true,
		updatedAt: at,
		lastMessage: { ...marker, messageId: `m_${n}` },
	}));
	const client = {
		async call({ query = {} }: ApiRequest) {
			const from = Number(query.cursor ?? 0);
			const pagination = { hasNextPage: from + 100 < count, nextCursor: String(from + 100) };
			return { conversations: all.slice(from, from + 100), pagination };
		},
	} as unknown as ApiClient;
	return {
		client,
		chatbotId: 'bot',
		hasTime,
		now: PUBLISHED + 120_000,
		clock: new ServerClock(() => PUBLISHED + 120_000),
		monotonicNow: () => 0,
	};
}

function escalationPoller(isPublishing = false, executed = new Executed()): Poller {
	const source = sourceTypes.escalatedConversation.create({ types: [] });
	const state = initialState('settings', PUBLISHED);
	return new Poller(source, 'settings', state, executed, isPublishing);
}

test('a walk that runs out of time says how far it has come, and emits nothing yet', async () => {
	const poller = escalationPoller();
	let pages = 0;
	const run = runWith(1000, () => pages++ < 3);
	const { notes, error } = await poller.find(run);
	expect(error).toBeUndefined();
	expect(notes).toEqual([
		{
			type: 'catchingUp',
			text: 'Catching up: read 300 objects on 3 pages so far, back to 2026-11-28T10:01:00.000Z. The next poll continues there.',
		},
	]);
	expect(poller.select(PUBLISHED)).toEqual({ findings: [], left: 0 });
	expect(poller.toState().mark).toBe(PUBLISHED);
	expect((await poller.find(runWith(1000))).notes).toEqual([]);
	expect(poller.select(PUBLISHED)).toMatchObject({ left: 500 });
	expect(poller.select(PUBLISHED).findings).toHaveLength(MAX_ITEMS);
});

test('the mark moves only once what was emitted is settled', async () => {
	const executed = new Executed();
	const source = sourceTypes.escalatedConversation.create({ types: [] });
	const state = initialState('settings', PUBLISHED);
	const poller = new Poller(source, 'settings', state, executed, false);
	await poller.find(runWith(3));
	const { findings } = poller.select(PUBLISHED);
	const before = poller.toState();
	expect(poller.continues(before)).toBe(true);
	poller.noteEmitted(findings, PUBLISHED);
	expect(poller.continues(before)).toBe(false);
	expect(poller.toState()).toMatchObject({ mark: PUBLISHED + 60_000, ledger: { ids: {} } });
	executed.add(findings.map(({ key }) => key));
	await poller.find(runWith(3));
	expect(poller.toState().mark).toBe(PUBLISHED + 118_000);
	expect(Object.keys(poller.toState().ledger.ids)).toHaveLength(3);
	const { revision } = poller.toState();
	poller.noteEmitted([], PUBLISHED);
	expect(poller.toState().revision).toBe(revision);
});

test('a failed request is reported with what was found before, unless time is up', async () => {
	const failing = (hasTime: () => boolean): PollRun => {
		const run = runWith(500, hasTime);
		const call = run.client.call.bind(run.client);
		const client = {
			async call(request: ApiRequest) {
				if (request.query?.cursor === '200') throw new Error('Bad Gateway');
				return await call(request);
			},
		} as unknown as ApiClient;
		return { ...run, client };
	};
	expect((await escalationPoller().find(failing(() => true))).error).toEqual(
		new Error('Bad Gateway'),
	);
	let checks = 0;
	const ending = await escalationPoller().find(failing(() => checks++ < 3));
	expect(ending.error).toBeUndefined();
});

test('more than a walk can hold, all at the same time, is emitted in full', async () => {
	const count = MAX_HELD + 150;
	const executed = new Executed();
	const poller = escalationPoller(false, executed);
	const emitted = new Set<string>();
	for (let poll = 0; poll < count / MAX_ITEMS + 3; poll++) {
		await poller.find(runWith(count));
		const { findings } = poller.select(PUBLISHED);
		expect(findings.length).toBeLessThanOrEqual(MAX_ITEMS);
		poller.noteEmitted(findings, PUBLISHED);
		executed.add(findings.map(({ key }) => key));
		for (const { threadId } of findings) emitted.add(threadId!);
	}
	expect(emitted.size).toBe(count);
});
