import { ApiError } from '../../api/apiError';
import type { ApiClient } from '../../api/client';
import { type ApiObject, type ListRequest, readPage } from '../../api/pages';

/** The objects per page. SiteGPT's CLI has the same maximum. */
const PAGE_SIZE = 100;

/** Reads a list page by page. If time runs out, it goes on where it stopped. */
export class ListReader {
	private cursor: string | undefined;

	private readonly cursors = new Set<string>();

	/** Whether the list was read to its end. */
	isComplete = false;

	pages = 0;

	constructor(private readonly request: ListRequest) {}

	/**
	 * Reads the next page.
	 * @throws ApiError, also if SiteGPT keeps returning the same page
	 */
	async readPage(client: ApiClient): Promise<ApiObject[]> {
		const { objects, next } = await readPage(client, this.request, PAGE_SIZE, this.cursor);
		this.pages++;
		if (next === undefined) {
			this.isComplete = true;
		} else if (this.cursors.has(next)) {
			throw new ApiError({ message: 'SiteGPT keeps returning the same page' });
		} else {
			this.cursors.add(next);
			this.cursor = next;
		}
		return objects;
	}
}
