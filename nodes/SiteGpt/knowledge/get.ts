import { isObject, objectIn } from '../../api/envelope';
import { documentSchema, getDocument } from '../../api/knowledge';
import { readCollection, readFlag, readId } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { simplify } from '../operation/output';
import { chatbotId, documentId, simple } from '../operation/parameters';
import { getOptions } from './parameters';

/** One document, with its text unless Include Content is off. */
export async function get(call: Call): Promise<Json[]> {
	const [chatbot, document] = [readId(call, chatbotId), readId(call, documentId)];
	const { includeContent = true, maxContentChars } = readCollection(call, getOptions) as {
		includeContent?: boolean;
		maxContentChars?: number;
	};
	const isSimple = readFlag(call, simple);
	const content = includeContent ? { includeContent, maxContentChars } : { includeContent };
	const data = await call.client.call(getDocument(chatbot, document, content));
	const found = simplify(isSimple, documentSchema, objectIn(data, 'document'));
	return [{ ...found, content: isObject(data) ? (data.content ?? null) : null }];
}
