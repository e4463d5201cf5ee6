import { objectIn } from '../../api/envelope';
import { resyncDocuments } from '../../api/knowledge';
import { readEntries, readId } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { chatbotId } from '../operation/parameters';
import { documentIds } from './parameters';

/** Makes SiteGPT read documents from their sources again. Says so if it skipped some. */
export async function resync(call: Call): Promise<Json[]> {
	const { client } = call;
	const ids = readEntries(call, documentIds);
	const request = resyncDocuments(readId(call, chatbotId), ids);
	const result = objectIn(await client.call(request), 'data', true);
	const { itemsQueued, itemsSkipped } = result;
	if (String(itemsQueued) === '0' || Number(itemsSkipped) > 0) {
		const [queued, skipped] = [itemsQueued, itemsSkipped].map((one) => String(one ?? 'unknown'));
		client.warnings.push(
			`SiteGPT doesn't read all documents again. Requested: ${ids.length}, queued: ${queued}, skipped: ${skipped}. Check the IDs.`,
		);
	}
	return [result];
}
