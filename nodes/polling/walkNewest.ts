import { readPages, type ApiObject, type ListRequest } from '../api/pages';
import { instant, type Walk } from './source';

/** The most pages of 100 that one poll reads. */
export const MOST_PAGES_A_POLL = 100;

/** The objects of a list, as far as it was read. */
export interface Walked {
	objects: ApiObject[];
	isComplete: boolean;
	note?: string;
}

/**
 * Reads a list until its objects are older than `seenBefore`. SiteGPT doesn't document the order of its
 * lists, so this only stops early while each page shows that the newest come first; otherwise it reads on,
 * up to {@link MOST_PAGES_A_POLL} pages.
 * @param timeField the field by which the list may be sorted
 */
export async function walkNewest(
	{ client, seenBefore, hasTime }: Walk,
	request: ListRequest,
	timeField: string,
): Promise<Walked> {
	const objects: ApiObject[] = [];
	let isNewestFirst = true;
	let last = Infinity;
	let pages = 0;
	for await (const page of readPages(client, request)) {
		pages++;
		for (const object of page.objects) {
			const time = instant(object[timeField]);
			if (time === null || time > last) isNewestFirst = false;
			else last = time;
			objects.push(object);
		}
		if (page.next === undefined) return { objects, isComplete: true };
		if (isNewestFirst && seenBefore !== null && last < seenBefore) break;
		if (pages === MOST_PAGES_A_POLL || !hasTime()) {
			const note = `SiteGPT's list is longer than one poll reads: only the first ${objects.length} were read`;
			return { objects, isComplete: false, note };
		}
	}
	return { objects, isComplete: false };
}
