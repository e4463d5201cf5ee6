import type { ApiClient } from '../../nodes/api/client';
import type { ApiRequest } from '../../nodes/api/request';
import { MAX_HELD } from '../../nodes/polling/core/holding';
import { Executed } from '../../nodes/polling/core/ledger';
import { MAX_ITEMS, Poller } from '../../nodes/polling/core/poller';
import { ServerClock } from '../../nodes/polling/core/serverClock';
import type { PollRun } from '../../nodes/polling/core/source';
import { initialState } from '../../nodes/polling/core/state';
import { sourceTypes } from '../../nodes/polling/sources/sourceTypes';

const PUBLISHED = Date.UTC(2026, 10, 28, 10);

/** A SiteGPT with these escalated conversations, all changed at the same time. */
function runWith(count: number): PollRun {
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
		hasTime: () => true,
		now: PUBLISHED + 120_000,
		clock: new ServerClock(() => PUBLISHED + 120_000),
		monotonicNow: () => 0,
	};
}

test('more than a walk can hold, all at the same time, is emitted in full', async () => {
	const count = MAX_HELD + 150;
	const state = initialState('settings', PUBLISHED);
	const source = sourceTypes.escalatedConversation.create({ types: [] });
	const poller = new Poller(source, 'settings', state, new Executed(), false);
	const emitted = new Set<string>();
	for (let poll = 0; poll < count / MAX_ITEMS + 3; poll++) {
		await poller.find(runWith(count));
		const { findings } = poller.select(PUBLISHED);
		expect(findings.length).toBeLessThanOrEqual(MAX_ITEMS);
		poller.noteEmitted(findings, PUBLISHED);
		for (const { threadId } of findings) emitted.add(threadId!);
	}
	expect(emitted.size).toBe(count);
});
