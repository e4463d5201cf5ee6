import { objectIn } from '../../api/envelope';
import { setText as createRequest } from '../../api/knowledge';
import { readId, readText } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { chatbotId } from '../operation/parameters';
import { name, text } from './parameters';

/** Replaces the chatbot's only text document. */
export async function setText(call: Call): Promise<Json[]> {
	const title = readText(call, name).trim();
	const request = createRequest(readId(call, chatbotId), readText(call, text), title);
	const data = objectIn(await call.client.call(request), 'data');
	const { id = null, source = null } = objectIn(data, 'document');
	return [{ documentId: id, source, replacedDocumentId: data.replacedDocumentId ?? null }];
}
