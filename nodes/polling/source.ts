import type { ApiClient } from '../api/client';
import type { ApiObject } from '../api/pages';

/** Something in SiteGPT that may have to be emitted. */
export interface Found {
	/** Identifies it for as long as it exists. */
	id: string;
	/** Identifies it permanently: repeats have the same key. */
	key: string;
	/** When it was created, in milliseconds since 1970; null if that can't be read. */
	createdAt: number | null;
	/** The API's object that the item is made from. */
	object: ApiObject;
	/** The conversation that it is in. */
	threadId?: string;
}

/** What a walk through SiteGPT's lists needs. */
export interface Walk {
	client: ApiClient;
	chatbotId: string;
	/** What was created before this has been seen, in milliseconds since 1970; null at the first poll. */
	seenBefore: number | null;
	/** Whether there is still time, so that a poll doesn't exceed its budget. */
	hasTime(): boolean;
	/** n8n's time, in milliseconds since 1970. */
	now: number;
	/** The time of the last change of each conversation that was read to its end, in SiteGPT's format. */
	threads: Map<string, unknown>;
}

/** What a walk has found. */
export interface Findings {
	found: Found[];
	/** Whether everything was read, so that what wasn't found doesn't exist. */
	isComplete: boolean;
	/** For n8n's log. */
	note?: string;
	/** Conversations that count as read once everything found in them is emitted. */
	threads?: Map<string, unknown>;
}

/** Where items come from: leads, escalated conversations, or messages. */
export interface Source {
	/** Finds everything that was created since `seenBefore`, and some more. */
	walk(walk: Walk): Promise<Findings>;
	/** Whether an object that leaves the list counts as new when it comes back. */
	forgetsAbsent: boolean;
	/** Sets the mark: what is found now counts as seen. Sources without it walk everything. */
	findBaseline?(walk: Walk): Promise<{ floor: number | null; found: Found[] }>;
}

/** A time of the API, in milliseconds since 1970; null if it can't be read. */
export function instant(time: unknown): number | null {
	const parsed = typeof time === 'string' ? Date.parse(time) : NaN;
	return Number.isNaN(parsed) ? null : parsed;
}
