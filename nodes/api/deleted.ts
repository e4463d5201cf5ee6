import { ApiError } from './apiError';
import { isObject } from './envelope';

/**
 * Makes sure that a DELETE deleted something. For a document, SiteGPT documents `{itemsDeleted}`; for other
 * objects, it doesn't document the answer.
 * @throws ApiError if the answer says that nothing was deleted
 */
export function assertDeleted(data: unknown): void {
	if (!isObject(data)) return;
	const { itemsDeleted, deleted } = data;
	if (itemsDeleted !== 0 && itemsDeleted !== '0' && deleted !== false) return;
	throw new ApiError({
		message: 'SiteGPT deleted nothing',
		hint: 'Check the ID. It may have been deleted before.',
	});
}
