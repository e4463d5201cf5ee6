import { documentSchema, listDocuments } from '../../api/knowledge';
import { readList } from '../../api/pages';
import {
	createListReader,
	readCollection,
	readFlag,
	readId,
	readLimit,
	readListField,
} from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { simplify } from '../operation/output';
import { chatbotId, simple } from '../operation/parameters';
import { filters } from './parameters';

/** SiteGPT doesn't list the values; these have been seen. */
const FILTERS = {
	source: createListReader('LOCAL_FILE', 'SITEMAP', 'URLS_LIST', 'WEBSITE'),
	status: createListReader('FAILED', 'QUEUED', 'SUCCESS'),
	type: readListField,
};

/** The documents that match the filters. */
export async function getAll(call: Call): Promise<Json[]> {
	const wanted = readCollection(call, filters, FILTERS);
	const request = listDocuments(readId(call, chatbotId), wanted);
	const [maxResults, isSimple] = [readLimit(call), readFlag(call, simple)];
	const documents = await readList(call.client, request, { limit: maxResults });
	return documents.map((one) => simplify(isSimple, documentSchema, one));
}
