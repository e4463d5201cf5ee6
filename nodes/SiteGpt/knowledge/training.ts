import * as z from 'zod/v4';
import { ApiError } from '../../api/apiError';
import type { ApiClient } from '../../api/client';
import { objectIn } from '../../api/envelope';
import {
	addDocuments,
	describeDifference,
	getDocument,
	type Ingested,
	type Ingestion,
	readIngest,
	readIngested,
} from '../../api/knowledge';
import type { Json } from '../operation/operation';

/** A document that was added, as an item. */
export const trainingSchema = z.object({
	documentId: z.string().nullable().describe('Null if SiteGPT named no document'),
	name: z.string().nullable().describe('Its name or its address, if SiteGPT returned one'),
	state: z.string().describe('trained, failed, or pending'),
	reason: z.string().nullable().describe('Why it failed'),
	status: z.string().nullable().describe("SiteGPT's own word for the state"),
	ingestJobRunId: z.string().nullable(),
	requested: z.looseObject({}).nullable().describe('What was requested'),
	effective: z.looseObject({}).nullable().describe('Which part of it the plan allowed'),
});

/** Milliseconds before the first status check; then the pauses grow. */
const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 15_000;

/** What to add, and how long to wait. */
interface Adding {
	chatbotId: string;
	how: Ingestion;
	body: object;
	/** How long to wait until the documents are trained, in milliseconds; 0 for not at all. */
	maxWaitMs: number;
	/** Checks the documents in the response, and adds what is missing. */
	complete?(documents: Ingested[]): Ingested[];
}

/**
 * Adds documents and returns one item per document. With `maxWaitMs`, checks them until each is trained or
 * has failed, or the time is up. A document that failed is an item, not an error.
 */
export async function addAndTrain(
	client: ApiClient,
	{ chatbotId, how, body, maxWaitMs, complete = (documents) => documents }: Adding,
): Promise<Json[]> {
	const added = readIngest(await client.call(addDocuments(chatbotId, how, body)));
	const difference = describeDifference(added);
	if (difference !== undefined) client.warnings.push(difference);
	const documents = complete(added.documents);
	if (documents.length === 0) {
		client.warnings.push('SiteGPT named no document that it added. Check in SiteGPT.');
	}
	if (maxWaitMs > 0) await waitUntilTrained(client, chatbotId, documents, maxWaitMs);
	const { ingestJobRunId, requested, effective } = added;
	const none = { documentId: null, name: null, state: 'pending', status: null, reason: null };
	return (documents.length > 0 ? documents : [none]).map((document) => ({
		...document,
		ingestJobRunId,
		requested,
		effective,
	}));
}

/**
 * Updates the documents until each is trained or has failed, or the time is up.
 * @param longest in milliseconds
 */
export async function waitUntilTrained(
	client: ApiClient,
	chatbotId: string,
	documents: Ingested[],
	longest: number,
): Promise<void> {
	const ends = client.now() + longest;
	let failure: ApiError | undefined;
	for (let pause = FIRST_PAUSE_MS; documents.some(isPending); pause *= 1.5) {
		const left = ends - client.now();
		if (left <= 0 || (failure && isPermanent(failure))) break;
		const requestedPause = failure?.problem.retryAfter ?? 0;
		await client.wait(Math.min(Math.max(requestedPause, Math.min(pause, MAX_PAUSE_MS)), left));
		failure = await checkPending(client, chatbotId, documents, ends + MAX_PAUSE_MS);
	}
	// The documents were added, so an error would be misleading.
	if (failure) {
		client.warnings.push(`SiteGPT didn't say whether every document is trained: ${failure.title}`);
	}
}

function isPending({ state, documentId }: Ingested): boolean {
	return state === 'pending' && documentId !== null;
}

/**
 * Checks each pending document once, without retries: the next check is one.
 * @param latest when to stop, if there are too many
 * @returns what prevented the check, if anything did
 */
async function checkPending(
	client: ApiClient,
	chatbotId: string,
	documents: Ingested[],
	latest: number,
): Promise<ApiError | undefined> {
	let missing: ApiError | undefined;
	for (const [index, document] of documents.entries()) {
		if (!isPending(document)) continue;
		if (client.now() > latest) break;
		const request = getDocument(chatbotId, document.documentId);
		const seen = await client
			.call({ ...request, isRetried: false })
			.then((data) => readIngested(objectIn(data, 'document')))
			.catch((error: unknown) =>
				error instanceof ApiError ? error : Promise.reject(error as Error),
			);
		if (!(seen instanceof ApiError)) {
			const { documentId, name } = document;
			documents[index] = { ...seen, documentId, name: seen.name ?? name };
		} else if (seen.problem.status === 404) {
			missing = seen;
		} else {
			return seen;
		}
	}
	return missing;
}

/** Whether waiting doesn't help, for example because the token lacks the scope for reading. */
function isPermanent({ problem: { status = 0 } }: ApiError): boolean {
	return status >= 400 && status < 500 && status !== 404 && status !== 429;
}
