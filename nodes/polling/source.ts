import type { ApiClient } from '../api/client';
import type { ApiObject } from '../api/pages';

/** Something in SiteGPT that may have to be emitted. */
export interface Found {
	/** What identifies it as long as it is there. */
	id: string;
	/** What identifies it for ever: the key by which a repeat is told. */
	key: string;
	/** When it was created, in milliseconds since 1970; null if that can't be read. */
	createdAt: number | null;
	/** The API's objects that an item is made of. */
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
	/** Whether there is still time, so that a poll doesn't outlast its budget. */
	hasTime(): boolean;
	/** n8n's time, in milliseconds since 1970. */
	now: number;
	/** When each conversation changed that has been read to its end, as SiteGPT says it. */
	threads: Map<string, unknown>;
}

/** What a walk has found. */
export interface Findings {
	found: Found[];
	/** Whether all was looked at, so that what isn't among it isn't there. */
	isComplete: boolean;
	/** What a person should know about it. */
	note?: string;
	/** Conversations that are read to their end once all that was found in them is emitted. */
	threads?: Map<string, unknown>;
}

/** Where items come from: leads, escalated conversations, or messages. */
export interface Source {
	/** Looks for whatever was created since `seenBefore`, and some more. */
	walk(walk: Walk): Promise<Findings>;
	/** Whether what is gone from the list is new when it comes back. */
	forgetsAbsent: boolean;
	/** Sets the mark: what is found now counts as seen. Walks everything unless given. */
	findBaseline?(walk: Walk): Promise<{ floor: number | null; found: Found[] }>;
}

/** A time of the API, in milliseconds since 1970; null if it can't be read. */
export function instant(time: unknown): number | null {
	const parsed = typeof time === 'string' ? Date.parse(time) : NaN;
	return Number.isNaN(parsed) ? null : parsed;
}
