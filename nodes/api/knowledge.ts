import type { ListRequest } from './pages';
import { path } from './request';

/** What a list of documents can be narrowed to. SiteGPT lists no values of source, status, and type. */
export interface DocumentFilters {
	query?: string;
	source?: string[];
	status?: string[];
	type?: string[];
}

/** The documents of a chatbot's knowledge. */
export function listDocuments(chatbotId: unknown, filters: DocumentFilters = {}): ListRequest {
	return {
		method: 'GET',
		path: path`/chatbots/${chatbotId}/documents`,
		query: { ...filters },
		scope: 'knowledge:read',
		list: 'documents',
		id: 'id',
	};
}
