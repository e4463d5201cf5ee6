import { isObject, objectIn } from '../../api/envelope';
import { assertDeleted } from '../../api/deleted';
import {
	deleteDocument,
	documentSchema,
	getDocument,
	listDocuments,
	resyncDocuments,
	setText,
	updateDocument,
} from '../../api/knowledge';
import { readList } from '../../api/pages';
import {
	asList,
	asListOf,
	readCollection,
	readEntries,
	readFlag,
	readId,
	readLimit,
	readText,
} from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { simplified } from '../operation/output';
import { chatbotId, documentId, simple } from '../operation/parameters';
import { content, documentIds, filters, getOptions, name, text } from './parameters';

/** One document, with its text unless Include Content is off. */
export async function getOne(call: Call): Promise<Json[]> {
	const [chatbot, document] = [readId(call, chatbotId), readId(call, documentId)];
	const { includeContent = true, maxContentChars } = readCollection(call, getOptions) as {
		includeContent?: boolean;
		maxContentChars?: number;
	};
	const isSimple = readFlag(call, simple);
	const content = includeContent ? { includeContent, maxContentChars } : { includeContent };
	const data = await call.client.call(getDocument(chatbot, document, content));
	const found = simplified(isSimple, documentSchema, objectIn(data, 'document'));
	return [{ ...found, content: isObject(data) ? (data.content ?? null) : null }];
}

/** SiteGPT doesn't list the values; these have been seen. */
const FILTERS = {
	source: asListOf('LOCAL_FILE', 'SITEMAP', 'URLS_LIST', 'WEBSITE'),
	status: asListOf('FAILED', 'QUEUED', 'SUCCESS'),
	type: asList,
};

/** The documents that match the filters. */
export async function getMany(call: Call): Promise<Json[]> {
	const wanted = readCollection(call, filters, FILTERS);
	const request = listDocuments(readId(call, chatbotId), wanted);
	const [most, isSimple] = [readLimit(call), readFlag(call, simple)];
	const documents = await readList(call.client, request, { limit: most });
	return documents.map((one) => simplified(isSimple, documentSchema, one));
}

/** Makes SiteGPT read documents from their sources again. Says so if it skipped some. */
export async function resync(call: Call): Promise<Json[]> {
	const { client } = call;
	const ids = readEntries(call, documentIds);
	const request = resyncDocuments(readId(call, chatbotId), ids);
	const result = objectIn(await client.call(request), 'data');
	const { itemsQueued, itemsSkipped } = result;
	if (itemsQueued === 0 || Number(itemsSkipped) > 0) {
		const [queued, skipped] = [itemsQueued, itemsSkipped].map((one) => String(one ?? 'unknown'));
		client.warnings.push(
			`SiteGPT doesn't read all documents again. Requested: ${ids.length}, queued: ${queued}, skipped: ${skipped}. Check the IDs.`,
		);
	}
	return [result];
}

/** Replaces the chatbot's only text document. */
export async function replaceText(call: Call): Promise<Json[]> {
	const title = readText(call, name).trim();
	const request = setText(readId(call, chatbotId), readText(call, text), title);
	const data = objectIn(await call.client.call(request), 'data');
	const { id = null, source = null } = objectIn(data, 'document');
	return [{ documentId: id, source, replacedDocumentId: data.replacedDocumentId ?? null }];
}

/** Replaces the content of one document. */
export async function updateContent(call: Call): Promise<Json[]> {
	const id = readId(call, documentId);
	const request = updateDocument(readId(call, chatbotId), id, readText(call, content));
	const document = objectIn(await call.client.call(request), 'document');
	if (String(document.id ?? id) !== id) {
		call.client.warnings.push(
			`SiteGPT answered that it changed the document ${String(document.id)} instead of ${id}`,
		);
	}
	return [document];
}

/** Deletes one document. */
export async function deleteOne(call: Call): Promise<Json[]> {
	const [chatbot, document] = [readId(call, chatbotId), readId(call, documentId)];
	assertDeleted(await call.client.call(deleteDocument(chatbot, document)));
	return [{ deleted: true }];
}
