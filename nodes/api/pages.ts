import { isObject } from './answer';
import { ApiError } from './apiError';
import type { ApiClient } from './client';
import type { ApiRequest } from './request';

/** How many objects SiteGPT puts on a page at most. */
const LARGEST_PAGE = 100;

/** How many pages are read at most: more is no list that a workflow can hold. */
export const MOST_PAGES = 1000;

/** An object of the API, with whatever fields SiteGPT gives it. */
export type ApiObject = Record<string, unknown>;

/** One page of a list. */
export interface Page {
	objects: ApiObject[];
	/** The cursor of the next page; undefined on the last one. */
	next: string | undefined;
}

/** A list of the API. */
export interface ListRequest extends ApiRequest {
	/** The field of `data` that holds the objects. */
	list: string;
	/** The field that identifies an object. */
	id: string;
}

/**
 * Reads one page.
 * @throws ApiError also if the answer holds no list
 */
export async function readPage(
	client: ApiClient,
	request: ListRequest,
	limit: number,
	cursor?: string,
): Promise<Page> {
	const query = { ...request.query, limit: Math.min(limit, LARGEST_PAGE), cursor };
	const data = await client.call({ ...request, query });
	const list = Array.isArray(data) ? data : isObject(data) ? data[request.list] : undefined;
	if (!Array.isArray(list)) {
		throw new ApiError({ message: `SiteGPT's answer has no list "${request.list}"` });
	}
	const pagination = isObject(data) && isObject(data.pagination) ? data.pagination : {};
	const { hasNextPage, nextCursor } = pagination;
	if (hasNextPage !== true) return { objects: list.filter(isObject), next: undefined };
	if (typeof nextCursor !== 'string' || nextCursor === '') {
		throw new ApiError({ message: 'SiteGPT says that there is a next page, but not where' });
	}
	return { objects: list.filter(isObject), next: nextCursor };
}

/**
 * Reads a list page by page, each object once. Only SiteGPT's own mark ends a list: a short or empty
 * page doesn't, because SiteGPT looks through a bounded number of conversations for each page.
 * @param options how many objects at most, and which
 * @throws ApiError also if a cursor repeats, or after {@link MOST_PAGES} pages
 */
export async function readList(
	client: ApiClient,
	request: ListRequest,
	{
		limit = Infinity,
		isWanted,
	}: { limit?: number; isWanted?: (object: ApiObject) => boolean } = {},
): Promise<ApiObject[]> {
	const objects: ApiObject[] = [];
	const ids = new Set<unknown>();
	const cursors = new Set<string>();
	let cursor: string | undefined;
	for (let pages = 0; pages < MOST_PAGES; pages++) {
		const left = isWanted ? LARGEST_PAGE : limit - objects.length;
		const page = await readPage(client, request, left, cursor);
		for (const object of page.objects) {
			// What has no ID can't be told from another.
			const id = object[request.id] ?? object;
			if (ids.has(id)) continue;
			ids.add(id);
			if (!isWanted || isWanted(object)) objects.push(object);
		}
		if (page.next === undefined || objects.length >= limit) return objects.slice(0, limit);
		if (cursors.has(page.next)) {
			throw new ApiError({ message: 'SiteGPT gives the same page again and again' });
		}
		cursors.add(page.next);
		cursor = page.next;
	}
	throw new ApiError({
		message: `There are more than ${MOST_PAGES} pages. Set filters, or a limit`,
	});
}
