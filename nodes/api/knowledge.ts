import * as z from 'zod/v4';
import { idText, isObject } from './envelope';
import type { ListRequest } from './pages';
import { type ApiRequest, checkedId, path, pathToDelete } from './request';

/** The fields of a document that most workflows need. */
export const documentSchema = z.object({
	id: z.string().nullable(),
	name: z.string().nullable(),
	externalId: z.string().nullable().describe('Where it comes from, for example its URL'),
	type: z.string().nullable(),
	source: z.string().nullable().describe('For example WEBSITE, SITEMAP, or LOCAL_FILE'),
	status: z.string().nullable().describe('For example QUEUED, SUCCESS, or FAILED'),
	error: z.string().nullable().describe('Why it could not be trained'),
	lastSyncedAt: z.string().nullable().describe('ISO 8601'),
	createdAt: z.string().nullable().describe('ISO 8601'),
	updatedAt: z.string().nullable().describe('ISO 8601'),
});

/** The filters of a list of documents. SiteGPT doesn't list the values of source, status, and type. */
interface DocumentFilters {
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

/** `{document, ingestJob, content?}`; how much of the content comes by default isn't documented. */
export function getDocument(
	chatbotId: unknown,
	documentId: unknown,
	content: { includeContent?: boolean; maxContentChars?: number } = {},
): ApiRequest {
	return {
		method: 'GET',
		path: path`/chatbots/${chatbotId}/documents/${documentId}`,
		query: { ...content },
		scope: 'knowledge:read',
	};
}

/** The ways to add documents, as in the paths of SiteGPT's API. */
export type Ingestion = 'links' | 'website' | 'sitemap' | 'youtube' | 'files';

/** Starts training on documents, which takes a while: see {@link readIngest}. */
export function addDocuments(chatbotId: unknown, how: Ingestion, body: object): ApiRequest {
	return {
		method: 'POST',
		path: path`/chatbots/${chatbotId}/knowledge/${how}`,
		body,
		scope: 'knowledge:write',
		// Files are part of the body, so sending it can take a while.
		timeout: 120_000,
	};
}

/** Replaces the one text document of a chatbot: `{document: {id, source}, replacedDocumentId}`. */
export function setText(chatbotId: unknown, text: string, name: string | undefined): ApiRequest {
	return {
		method: 'POST',
		path: path`/chatbots/${chatbotId}/knowledge/text`,
		body: name ? { text, name } : { text },
		scope: 'knowledge:write',
		isIdempotent: true,
	};
}

/** Replaces the content of a document, which is then trained again: `{document: {id, status}}`. */
export function updateDocument(
	chatbotId: unknown,
	documentId: unknown,
	content: string,
): ApiRequest {
	return {
		method: 'PATCH',
		path: path`/chatbots/${chatbotId}/documents/${documentId}`,
		body: { content },
		scope: 'knowledge:write',
		isIdempotent: true,
	};
}

/** `{itemsDeleted}` */
export function deleteDocument(chatbotId: unknown, documentId: unknown): ApiRequest {
	return {
		method: 'DELETE',
		path: pathToDelete`/chatbots/${chatbotId}/documents/${documentId}`,
		query: { confirm: true },
		scope: 'knowledge:delete',
		isIdempotent: true,
	};
}

/** Reads documents from their source again: `{itemsQueued, itemsSkipped}`. */
export function resyncDocuments(chatbotId: unknown, documentIds: readonly unknown[]): ApiRequest {
	return {
		method: 'POST',
		path: path`/chatbots/${chatbotId}/documents/resync`,
		body: { documentIds: documentIds.map((id) => checkedId(id, 'document ID')) },
		scope: 'knowledge:write',
	};
}

/** How far the training of a document is. */
type TrainingState = 'trained' | 'failed' | 'pending';

/** A document that is being trained. */
export interface Ingested {
	documentId: string | null;
	/** Its name, or where it comes from; the answer to {@link addDocuments} may have neither. */
	name: string | null;
	state: TrainingState;
	/** SiteGPT's own word. */
	status: string | null;
	/** Why it failed. Not called `error`: n8n's Retry On Fail would add the documents again. */
	reason: string | null;
}

/** What SiteGPT answers to {@link addDocuments}. */
interface Ingest {
	documents: Ingested[];
	ingestJobRunId: string | null;
	/** What was requested, and which part of it the plan allowed. */
	requested: unknown;
	effective: unknown;
}

/** Reads the answer to {@link addDocuments}: `{ingestJobRunId, documents[], requested, effective}`. */
export function readIngest(data: unknown): Ingest {
	const answer = isObject(data) ? data : {};
	const documents = Array.isArray(answer.documents) ? answer.documents.filter(isObject) : [];
	// For files, SiteGPT documents a list.
	const jobIds = [answer.ingestJobRunId, answer.ingestJobRunIds].flat().map(idText);
	return {
		documents: documents.map(readIngested),
		ingestJobRunId: jobIds.find((jobId) => jobId !== undefined) ?? null,
		requested: answer.requested ?? null,
		effective: answer.effective ?? null,
	};
}

/** Reads the state of a document. An unknown status counts as pending, because SiteGPT doesn't list them. */
export function readIngested({
	id,
	name,
	externalId,
	status,
	error,
}: Record<string, unknown>): Ingested {
	// Its type isn't documented.
	const reason = textOrNull(isObject(error) ? (error.message ?? JSON.stringify(error)) : error);
	const hasFailed = status === 'FAILED' || reason !== null;
	return {
		documentId: idText(id) ?? null,
		name: textOrNull(name) ?? textOrNull(externalId),
		state: hasFailed ? 'failed' : status === 'SUCCESS' ? 'trained' : 'pending',
		status: textOrNull(status),
		reason,
	};
}

function textOrNull(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}

/**
 * What SiteGPT changed in a request, in a sentence; undefined if nothing is known. Only compares fields that
 * both sides have, since they aren't documented.
 */
export function describeDifference({ requested, effective }: Ingest): string | undefined {
	if (!isObject(requested) || !isObject(effective)) return undefined;
	const differences = Object.entries(requested).flatMap(([field, wanted]) => {
		if (!Object.hasOwn(effective, field) || wanted === null) return [];
		const given = effective[field];
		if (JSON.stringify(given) === JSON.stringify(wanted)) return [];
		return `${field} is ${brief(given)} instead of ${brief(wanted)}`;
	});
	if (differences.length === 0) return undefined;
	return `SiteGPT changed what was requested, for example because of your plan: ${differences.join(', ')}`;
}

/** A value, short enough for a sentence. */
function brief(value: unknown): string {
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
