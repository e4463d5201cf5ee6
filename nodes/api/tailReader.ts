import type { ApiClient } from './client';
import { type ApiObject, type ListRequest, readPages } from './pages';

/**
 * Reads a list that grows at its end: the first time all of it, later only from the last page on that held something.
 * It keeps the cursor of that page, because SiteGPT gives none for what will come after it.
 */
export class TailReader {
	private cursor: string | undefined;

	/** @param isUnfinished whether an object that was read may change, so that its page has to be read again */
	constructor(
		private readonly client: ApiClient,
		private readonly request: ListRequest,
		private readonly isUnfinished: (object: ApiObject) => boolean,
	) {}

	/** Whether it would begin after the first page. */
	get isAhead(): boolean {
		return this.cursor !== undefined;
	}

	/** Reads everything again. */
	restart(): void {
		this.cursor = undefined;
	}

	/**
	 * The pages, also with what has been read before. After an error, the next time begins where it occurred.
	 * @throws ApiError
	 */
	async *readPages(): AsyncGenerator<ApiObject[]> {
		let isHeld = false;
		for await (const page of readPages(this.client, this.request, undefined, this.cursor)) {
			const { objects, cursor } = page;
			if (objects.length > 0 && !isHeld) this.cursor = cursor;
			yield objects;
			isHeld ||= objects.some(this.isUnfinished);
		}
	}
}
