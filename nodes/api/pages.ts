import { ApiError } from './apiError';
import type { ApiClient } from './client';
import { idText, isObject, missing } from './envelope';
import type { ApiRequest } from './request';

/** The most objects that SiteGPT returns per page. */
const MAX_PAGE_SIZE = 100;

/** The most pages to read: a workflow can't hold a longer list. */
export const MAX_PAGES = 1000;

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
	/** Whether SiteGPT accepts a page size; true by default. */
	hasLimit?: boolean;
}

/**
 * Reads one page.
 * @throws ApiError also if the answer holds something else than a list
 */
export async function readPage(
	client: ApiClient,
	request: ListRequest,
	limit: number,
	cursor?: string,
): Promise<Page> {
	const size = request.hasLimit === false ? undefined : Math.min(limit, MAX_PAGE_SIZE);
	const query = { ...request.query, limit: size, cursor };
	const data = await client.call({ ...request, query });
	return { objects: objectsIn(client, data, request.list), next: nextCursorIn(data) };
}

/**
 * The objects of a page. SiteGPT doesn't document how it writes an empty list: null, an empty object, no such
 * field, and no data are read as one.
 * @throws ApiError for anything else that isn't a list of objects, because it must not look like an empty one
 */
function objectsIn({ warnings }: ApiClient, data: unknown, name: string): ApiObject[] {
	const list = isObject(data) && !isEmptyObject(data) ? listIn(data, name) : data;
	if (list === undefined || list === null || isEmptyObject(list)) return [];
	if (!Array.isArray(list)) throw noList(name);
	const entries = list.filter((entry) => entry !== null);
	const objects = entries.filter(isObject);
	if (objects.length < entries.length) {
		if (objects.length === 0) throw noList(name);
		warnings.push(`Some entries of SiteGPT's list "${name}" aren't objects. They were left out.`);
	}
	return objects;
}

/** @throws ApiError if the objects may be under another name */
function listIn(data: ApiObject, name: string): unknown {
	const isElsewhere = Object.values(data).some(
		(field) => Array.isArray(field) && field.some(isObject),
	);
	if (!(name in data) && isElsewhere) throw noList(name);
	return data[name];
}

function isEmptyObject(value: unknown): boolean {
	return isObject(value) && Object.keys(value).length === 0;
}

function noList(name: string): ApiError {
	return missing(`list "${name}"`);
}

/**
 * The cursor of the next page; undefined on the last one. Only a clear no, or no cursor, ends a list.
 * @throws ApiError if there is a next page, but no cursor for it
 */
function nextCursorIn(data: unknown): string | undefined {
	const { hasNextPage, nextCursor } =
		isObject(data) && isObject(data.pagination) ? data.pagination : {};
	const answer = String(hasNextPage ?? '')
		.trim()
		.toLowerCase();
	if (NO.has(answer)) return undefined;
	const cursor = idText(nextCursor);
	if (cursor === undefined && YES.has(answer)) {
		throw new ApiError({
			message: 'SiteGPT says that there is a next page, but sent no cursor for it',
		});
	}
	return cursor;
}

const YES = new Set(['true', '1', 'yes']);
const NO = new Set(['false', '0', 'no']);

/**
 * Reads the pages of a list. Only `hasNextPage` ends a list. A short or empty page doesn't, because SiteGPT
 * searches a limited number of conversations for each page.
 * @param sizeOf how many objects are still wanted
 * @param cursor of the page to begin with; undefined for the first one
 * @throws ApiError also if a cursor repeats, or after {@link MAX_PAGES} pages
 */
export async function* readPages(
	client: ApiClient,
	request: ListRequest,
	sizeOf: () => number = () => MAX_PAGE_SIZE,
	cursor?: string,
): AsyncGenerator<Page & { cursor: string | undefined }> {
	const cursors = new Set<string>();
	for (let pages = 0; pages < MAX_PAGES; pages++) {
		const page = await readPage(client, request, sizeOf(), cursor);
		yield { ...page, cursor };
		if (page.next === undefined) return;
		if (cursors.has(page.next)) {
			throw new ApiError({ message: 'SiteGPT keeps returning the same page' });
		}
		cursors.add(page.next);
		cursor = page.next;
	}
	throw new ApiError({
		message: `There are more than ${MAX_PAGES} pages. Set filters, or a limit`,
	});
}

/**
 * Reads a list page by page, each object once.
 * @param options how many objects at most, and which
 * @throws ApiError as {@link readPages} does
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
	const left = () => (isWanted ? MAX_PAGE_SIZE : limit - objects.length);
	for await (const page of readPages(client, request, left)) {
		for (const object of page.objects) {
			// Objects without an ID can't be compared.
			const id = idText(object[request.id]) ?? object;
			if (ids.has(id)) continue;
			ids.add(id);
			if (!isWanted || isWanted(object)) objects.push(object);
		}
		if (objects.length >= limit) break;
	}
	return objects.slice(0, limit);
}
