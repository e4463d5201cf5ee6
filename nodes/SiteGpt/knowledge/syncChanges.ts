import { ApiError } from '../../api/apiError';
import type { ApiClient } from '../../api/client';
import { assertDeleted } from '../../api/deleted';
import { isObject, objectIn } from '../../api/envelope';
import { unlessGone } from '../../api/gone';
import {
	addDocuments,
	deleteDocument,
	getDocument,
	readIngest,
	updateDocument,
} from '../../api/knowledge';
import type { ApiObject } from '../../api/pages';
import { keyIn } from './syncNames';
import { isSameContent, isStartOfContent, stampOf, type Step, type SyncItem } from './syncPlan';
import { hashOf, type KnownDocuments } from './syncState';

/** The most characters of a document that SiteGPT returns. */
const MAX_CONTENT_CHARACTERS = 500_000;

/** Where documents are changed. */
export interface SyncPlace {
	client: ApiClient;
	chatbotId: string;
	collection: string;
	/** Kept up to date with each change. */
	known: KnownDocuments;
}

/** What happened to a document. */
export interface Synced {
	change: 'created' | 'updated' | 'unchanged';
	documentId: string | null;
}

/** What to do, once nothing has to be compared. */
export type Decision = Exclude<Step, { type: 'compare' }>;

/** Reads the content of a document, if only that tells what to do. */
export async function compare(place: SyncPlace, step: Step): Promise<Decision> {
	if (step.type !== 'compare') return step;
	const { item, documentId, stamp } = step;
	const read = await readDocument(place, documentId);
	if (read === undefined) return { type: 'create', item };
	const known = place.known.get(item.key);
	const wasSent = known?.documentId === documentId && known.hash === item.hash;
	const formHash = wasSent ? known.formHash : '';
	// Without a content, SiteGPT is still reading the document, and it may be another one.
	const { content } = read;
	const isSame =
		content !== null &&
		(isSameContent(content, item.content) || (wasSent && isCutContent(content, item.content)));
	const isItsForm = content !== null && hashOf(content) === formHash;
	if (!isSame && !isItsForm) return { type: 'update', item, documentId };
	place.known.set(item.key, {
		documentId,
		hash: item.hash,
		stamp,
		formHash: isSame ? '' : formHash,
	});
	return { type: 'unchanged', item, documentId };
}

/**
 * Whether SiteGPT has returned the start of this content. That says nothing about the rest: it is only the same if it
 * was sent before.
 */
function isCutContent(read: string, content: string): boolean {
	return read.length >= MAX_CONTENT_CHARACTERS && isStartOfContent(read, content);
}

/** @returns undefined if there is no such document; a content of null if SiteGPT has none yet */
async function readDocument(
	{ client, chatbotId }: SyncPlace,
	documentId: string,
): Promise<{ document: ApiObject; content: string | null } | undefined> {
	const options = { includeContent: true, maxContentChars: MAX_CONTENT_CHARACTERS };
	const data = await unlessGone(client.call(getDocument(chatbotId, documentId, options)));
	if (data === undefined) return undefined;
	const content = isObject(data) && typeof data.content === 'string' ? data.content : null;
	return { document: objectIn(data, 'document'), content };
}

/** Does what was decided. A document that is gone by then is created again. */
export async function change(place: SyncPlace, step: Decision): Promise<Synced> {
	if (step.type === 'create') return await create(place, step.item);
	const { item, documentId } = step;
	if (step.type === 'unchanged') return { change: 'unchanged', documentId };
	const { client, chatbotId, known } = place;
	const sent = { documentId, hash: item.hash, stamp: '', formHash: '' };
	// Whether it arrives or not: the next run must not rely on what it knew.
	known.set(item.key, { ...sent, hash: '' });
	const request = updateDocument(chatbotId, documentId, item.content);
	if ((await unlessGone(client.call(request))) === undefined) {
		known.delete(item.key);
		return await create(place, item);
	}
	known.set(item.key, sent);
	return { change: 'updated', documentId };
}

async function create(
	{ client, chatbotId, known }: SyncPlace,
	{ key, name, content, hash }: SyncItem,
): Promise<Synced> {
	const base64 = Buffer.from(content).toString('base64');
	const files = [{ name, type: 'text/markdown', base64 }];
	const data = await client
		.call(addDocuments(chatbotId, 'files', { files }))
		.catch((error: unknown) => Promise.reject(explained(error as Error)));
	const [document] = readIngest(data).documents;
	if (!document) {
		throw new Error(`SiteGPT added no document for ${name}. Check the limits of your plan.`);
	}
	const { documentId, state, reason } = document;
	if (state === 'failed') {
		throw new Error(`SiteGPT could not read ${name}: ${reason ?? 'no reason given'}`);
	}
	if (documentId !== null) known.set(key, { documentId, hash, stamp: '', formHash: '' });
	return { change: 'created', documentId };
}

/** If SiteGPT may have added the document, nobody has to check. */
function explained(error: Error): Error {
	if (!(error instanceof ApiError) || error.problem.mayBeDone !== true) return error;
	const hint = 'SiteGPT may have added the document anyway. Run this again: it finds the document.';
	return new ApiError({ ...error.problem, mayBeDone: false, hint });
}

/** Deletes a document, which may be gone already. */
export async function remove({ client, chatbotId }: SyncPlace, documentId: string): Promise<void> {
	assertDeleted(await unlessGone(client.call(deleteDocument(chatbotId, documentId))));
}

/**
 * Reads a document that was sent, so that the next run can tell whether it has changed since. SiteGPT may return its
 * content in another form, which must not be sent again and again.
 * @returns a warning, if the next run wouldn't recognize the document by its name: SiteGPT doesn't document how it shows it
 */
export async function confirm(
	place: SyncPlace,
	{ key, name, content: sent, hash }: SyncItem,
	documentId: string,
): Promise<string | undefined> {
	const read = await readDocument(place, documentId).catch((error: unknown) =>
		error instanceof ApiError ? undefined : Promise.reject(error as Error),
	);
	if (read === undefined) return undefined;
	const { document, content } = read;
	const isItsForm = content !== null && !isSameContent(content, sent);
	const formHash = isItsForm ? hashOf(content) : '';
	place.known.set(key, { documentId, hash, stamp: stampOf(document), formHash });
	const { name: shown, externalId, source } = document;
	if (keyIn(place.collection, document) === key || (!shown && !externalId)) return undefined;
	return `SiteGPT shows the document ${name} as ${String(shown ?? externalId)} (${String(source)}). Sync can't recognize it by that name, so a run without stored data, for example after the node was renamed, creates it again.`;
}
