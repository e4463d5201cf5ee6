import { ApiError } from '../../nodes/api/apiError';
import type { ApiClient } from '../../nodes/api/client';
import type { ApiProblem } from '../../nodes/api/problem';
import { ServerClock } from '../../nodes/api/serverClock';
import type { Entry, PollRun, Source } from '../../nodes/polling/core/source';

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
