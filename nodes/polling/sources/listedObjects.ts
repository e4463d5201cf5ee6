import type { ApiObject, ListRequest } from '../../api/pages';
import type { Entry, PollRun, Source } from '../core/source';
import { findingId } from './findingId';
import { Occurrences, type OccurrencesState } from './occurrences';

/** What is particular to a source whose objects are in a filtered list while something lasts. */
interface Listed extends Pick<Source, 'otherTime' | 'toItem'> {
	/** Distinguishes its keys from those of other sources. */
	name: string;
	list(chatbotId: string): ListRequest;
	toEntry(object: ApiObject): Entry | undefined;
	/** Whether an object says itself that it doesn't belong in the list. */
	isOver(object: ApiObject): boolean;
	/** The object as SiteGPT has it now; undefined if it's gone. */
	get(id: string, run: PollRun): Promise<ApiObject | undefined>;
	/** Whether it's a conversation. */
	hasThread: boolean;
}

/**
 * A source whose objects are in a filtered list while something lasts. SiteGPT documents no time for when that began,
 * and not whether it changes the object's time. So an object is new if it changed since the mark, or if it's in a list
 * that was read as a whole without it before.
 */
export function createListedSource(listed: Listed, state?: OccurrencesState): Source {
	const occurrences = new Occurrences(state);
	const { known } = occurrences;
	const toEntry = (object: ApiObject): Entry | undefined => {
		const entry = listed.toEntry(object);
		// It may be the same as before in everything else.
		if (entry && entry.version !== null) entry.version += ` ${occurrences.numberOf(entry.id)}`;
		return entry;
	};
	return {
		list: listed.list,
		toEntry,
		otherTime: listed.otherTime,
		noteUnchanged(entry) {
			if (known.has(entry) || listed.isOver(entry.object)) return false;
			if (occurrences.isOver(entry) || known.isNewlyListed(entry)) return true;
			known.add(entry);
			return false;
		},
		noteSettled({ object }) {
			known.add(toEntry(object)!);
		},
		async read(entry, run) {
			const { id, time, object } = entry;
			const { now } = run;
			if (listed.isOver(object)) return { findings: [] };
			if (known.has(entry)) {
				known.add(entry);
				return { findings: [] };
			}
			occurrences.noteFound(id);
			const number = occurrences.numberOf(id);
			const isSince = occurrences.isOver(entry) || known.isNewlyListed(entry);
			const finding = {
				...findingId(listed.name, number === 0 ? id : `${id} ${number}`, run),
				time: isSince ? now : time,
				dueTime: Math.min(time ?? now, now),
				object,
				...(listed.hasThread ? { threadId: id } : {}),
			};
			return { findings: [finding] };
		},
		async checkAbsent(present, run) {
			return await occurrences.checkAbsent(present, run, async (id) => {
				const object = await listed.get(id, run);
				return object === undefined || listed.isOver(object);
			});
		},
		toState: () => ({ ...occurrences.toState() }),
		toItem: listed.toItem,
	};
}
