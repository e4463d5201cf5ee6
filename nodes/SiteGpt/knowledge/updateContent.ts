import { objectIn } from '../../api/envelope';
import { updateDocument } from '../../api/knowledge';
import { readId, readText } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { chatbotId, documentId } from '../operation/parameters';
import { content } from './parameters';

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
