import type { ApiClient } from '../../api/client';
import type { ApiObject, ListRequest } from '../../api/pages';
import type { ServerClock } from '../../api/serverClock';
import type { ListReader } from './listReader';
import type { Note } from './notes';

/** An object of a list that a source walks through. */
export interface Entry {
	id: string;
	/** When it was created or last changed, in milliseconds since 1970 by SiteGPT's clock; null if that can't be read. */
	time: number | null;
	/** Changes whenever the object does; null if nothing in it tells, so that it has to be read at each poll. */
	version: string | null;
	object: ApiObject;
	/** What was read of its own list so far, if time ran out. */
	messages?: PartialList;
}

/** A list that was read as far as there was time. */
interface PartialList {
	reader: ListReader;
	objects: ApiObject[];
	/** SiteGPT's time before its first request. */
	startedAt: number;
}

/** Something that a poll may have to emit. */
export interface Finding {
	/** SHA-256 in hexadecimal of what identifies it as long as it exists; an item's `idempotencyKey`. */
	key: string;
	/** When it happened, in milliseconds since 1970 by SiteGPT's clock; null if that can't be read. */
	time: number | null;
	/** From which time on SiteGPT's lists have to be read to find it again, in milliseconds since 1970. */
	dueTime: number;
	/** The API's object that the item is made from. */
	object: ApiObject;
	/** The chatbot that it is from. */
	chatbotId?: string;
	/** The conversation that it is in. */
	threadId?: string;
	/** The entry that it is in, if that has another ID. */
	entryId?: string;
	/** The ID of the message that marks it, for an escalation that has one. */
	marker?: string;
}

/** What one poll needs from outside. */
export interface PollRun {
	client: ApiClient;
	chatbotId: string;
	/** Whether there is time for another request. */
	hasTime(): boolean;
	/** SiteGPT's time, in milliseconds since 1970. */
	readonly now: number;
	clock: ServerClock;
	/** Milliseconds on a monotonic clock. */
	monotonicNow(): number;
}

/** What an entry holds. */
export interface Contents {
	findings: Finding[];
	/** Whether it has to be read again at the next poll, although it may not change. */
	isUnfinished?: boolean;
}

/** What the API's objects don't say. */
export interface Place {
	/** The address of SiteGPT's dashboard. */
	baseUrl: string;
	chatbotId: string;
	/** ISO 8601. */
	receivedAt: string;
}

/** Where items come from: a list of SiteGPT's API, and what its entries hold. */
export interface Source {
	/** One list, or several that are read side by side. */
	list(chatbotId: string): ListRequest | ListRequest[];
	/**
	 * @param list the one that the object is in
	 * @returns undefined if the object can't be identified in any way
	 */
	toEntry(object: ApiObject, list?: ListRequest): Entry | undefined;
	/**
	 * A second time of an entry. If it is given, a list only counts as sorted by the first one where this one says
	 * otherwise: a list sorted by the start of its conversations looks like one sorted by their last change until
	 * a visitor returns.
	 */
	otherTime?(object: ApiObject): number | null;
	/** What to emit for an entry, for a source without {@link Source.read}. */
	toFinding?(entry: Entry, run: PollRun): Finding;
	/**
	 * Reads what an entry holds.
	 * @returns undefined if there was no time; it goes on at the next call
	 * @throws ApiError
	 */
	read?(entry: Entry, run: PollRun): Promise<Contents | undefined>;
	/** Called with each entry that has not changed since the mark. Returns whether it has to be read all the same. */
	noteUnchanged?(entry: Entry): boolean;
	/** Called with each finding that is settled, also with one that was found before. */
	noteSettled?(finding: Finding): void;
	/**
	 * Called after each poll with what the last complete walk found: a source may ask about what is missing.
	 * @returns lines for n8n's log
	 */
	checkAbsent?(present: ReadonlySet<string>, run: PollRun): Promise<Note[]>;
	/** What n8n should keep in addition. */
	toState?(): Record<string, unknown>;
	/** The JSON of an item: the same as the webhook trigger's or the SiteGPT node's, plus the API's object. */
	toItem(finding: Finding, place: Place): Record<string, unknown>;
}

/** A kind of source, by the value of Trigger On. */
export interface SourceType {
	/** What users call one of its objects. */
	name: string;
	/** @param state what {@link Source.toState} returned, if anything */
	create(settings: { types: readonly string[] }, state?: Record<string, unknown>): Source;
}
