import { type ApiCall, invalid } from './route.ts';
import type { ApiJson } from './state.ts';

/**
 * Returns one page of a list. Unless the settings say otherwise, the cursor contains the ID of the page's last
 * object and the number of pages so far, so objects that are added or deleted in between don't shift the next page.
 * @param id the field that identifies an object
 */
export function page(all: ApiJson[], id: string, { query, settings }: ApiCall) {
	const limit = Number(query.get('limit') ?? 50);
	if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid('limit must be 1 to 100');
	const cursor = query.get('cursor');
	const { after, pages } = cursor === null ? { after: null, pages: 0 } : decode(cursor);
	const isOffset = settings.cursors === 'offset';
	const from = after === null || isOffset ? 0 : all.findIndex((one) => one[id] === after.id) + 1;
	// If the cursor's object was deleted, continue from its old position.
	const start = from === 0 && after !== null ? Math.min(after.at, all.length) : from;
	const end = Math.min(all.length, start + Math.min(limit, settings.pageSize(pages)));
	const last = all[end - 1];
	const next = { after: last ? { id: last[id], at: end } : null, pages: pages + 1 };
	const hasNextPage = end < all.length;
	const nextCursor = settings.repeatsCursor && cursor !== null ? cursor : encode(next);
	return {
		objects: all.slice(start, end).filter((one) => !settings.leftOut.delete(String(one[id]))),
		pagination: { limit, hasNextPage, nextCursor: hasNextPage ? nextCursor : null },
	};
}

interface Place {
	after: { id: unknown; at: number } | null;
	pages: number;
}

function encode(place: Place): string {
	return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function decode(cursor: string): Place {
	try {
		return JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Place;
	} catch {
		throw invalid('cursor is not one of ours');
	}
}
