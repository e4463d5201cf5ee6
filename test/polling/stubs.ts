import { createHash } from 'node:crypto';
import { ApiError } from '../../nodes/api/apiError';
import type { ApiClient } from '../../nodes/api/client';
import type { ApiProblem } from '../../nodes/api/problem';
import { ServerClock } from '../../nodes/api/serverClock';
import { Executed } from '../../nodes/polling/core/ledger';
import { Poller } from '../../nodes/polling/core/poller';
import type { Entry, Finding, PollRun, Source } from '../../nodes/polling/core/source';
import { initialState, type PollState } from '../../nodes/polling/core/state';

/** The time in these tests. */
export const NOW = Date.UTC(2026, 10, 28, 10);

/** A poll at a certain time, with requests that a test answers. */
export function pollRun(
	call: (query: Record<string, unknown>) => unknown = () => ({}),
	more: Partial<PollRun> = {},
): PollRun {
	const client = {
		call: async ({ query = {} }: { query?: Record<string, unknown> }) => call(query),
	} as unknown as ApiClient;
	return {
		client,
		chatbotId: 'bot',
		hasTime: () => true,
		now: NOW,
		clock: new ServerClock(() => NOW),
		monotonicNow: () => 0,
		...more,
	};
}

/** What a call to SiteGPT throws. */
export function apiError(problem: Partial<ApiProblem> = {}): ApiError {
	return new ApiError({ message: 'It did not work', ...problem });
}

/** A conversation in a list. */
export function entry(id: string, time: number | null = NOW - 60_000, version = 'v1'): Entry {
	return { id, time, version, object: {} };
}

/** A source without contents. */
export function sourceWith(parts: Partial<Source> = {}): Source {
	return {
		list: () => ({ method: 'GET', path: '/list', list: 'objects', id: 'id' }),
		toEntry(object) {
			const { id, time = null } = object as { id?: number; time?: number | null };
			return id === undefined ? undefined : { ...entry(String(id), time), object };
		},
		toItem: () => ({}),
		...parts,
	};
}

/** An object of {@link listSource}. */
export interface Listed {
	id: number;
	time: number | null;
	dueTime?: number;
}

export const keyOf = (id: unknown) => createHash('sha256').update(String(id)).digest('hex');

/** What a test source emits for an entry. */
export function findingOf({ id, time, object }: Entry, { now }: Pick<PollRun, 'now'>): Finding {
	const { dueTime = Math.min(time ?? now, now) } = object as Partial<Listed>;
	return { key: keyOf(id), time, dueTime, object };
}

/** A source that emits each object of its list. */
export const listSource = (parts: Partial<Source> = {}) =>
	sourceWith({ toFinding: findingOf, ...parts });

/** A source that reads each object of its list, and emits one finding for it. */
export const readSource = (parts: Partial<Source> = {}) =>
	sourceWith({
		read: async (one, run) => ({ findings: [{ ...findingOf(one, run), threadId: one.id }] }),
		...parts,
	});

/** A list in pages; `calls` gets the number of each page that is read. */
export function pagesOf(pages: Listed[][], calls: number[] = []) {
	return ({ cursor = 0 }: Record<string, unknown>) => {
		const page = Number(cursor);
		calls.push(page);
		const pagination = { hasNextPage: page + 1 < pages.length, nextCursor: String(page + 1) };
		return { objects: pages[page], pagination };
	};
}

/** A poller that was published at a certain time, with what n8n has kept since then. */
export function pollerWith(
	source: Source,
	publishedAt: number,
	{ isPublishing = false, ...kept }: Partial<PollState> & { isPublishing?: boolean } = {},
) {
	const executed = new Executed();
	const state = { ...initialState('settings', publishedAt), ...kept };
	const poller = new Poller(source, 'settings', state, executed, isPublishing);
	const idsOf = (findings: Finding[]) =>
		findings.map(({ object }) => (object as { id: unknown }).id);
	return {
		poller,
		executed,
		/** One poll. Returns the IDs of what it emits. */
		async poll(call: Parameters<typeof pollRun>[0], more: Partial<PollRun> = {}, at = NOW) {
			await poller.find(pollRun(call, more));
			const { findings } = poller.select(at);
			poller.noteEmitted(findings, at);
			return idsOf(findings);
		},
		idsOf,
	};
}

/** SiteGPT's clock, so many milliseconds ahead of n8n's. */
export function clockAhead(ms: number, at = NOW): ServerClock {
	const clock = new ServerClock(() => at);
	clock.observe({ sentAt: NOW, receivedAt: NOW, date: new Date(NOW + ms).toUTCString() });
	return clock;
}

/** Time for so many checks. */
export function timeFor(checks: number): () => boolean {
	let left = checks;
	return () => left-- > 0;
}
