import * as z from 'zod/v4';
import { objectIn } from '../../api/answer';
import { ApiError } from '../../api/apiError';
import {
	addDocuments,
	differenceOf,
	getDocument,
	readIngest,
	readIngested,
	type Ingested,
	type Ingestion,
} from '../../api/knowledge';
import type { Call, Json } from '../operation/operation';
import { enteredSeconds } from '../operation/output';

/** A document that was added, as an item. */
export const trainingSchema = z.object({
	documentId: z.string().nullable().describe('Null if SiteGPT named no document'),
	name: z.string().nullable().describe('Its name or its address, if SiteGPT has said it'),
	state: z.string().describe('trained, failed, or pending'),
	error: z.string().nullable().describe('Why it failed'),
	status: z.string().nullable().describe("SiteGPT's own word for the state"),
	ingestJobRunId: z.string().nullable(),
	requested: z.looseObject({}).nullable().describe('What was asked for'),
	effective: z.looseObject({}).nullable().describe('What the plan allowed of it'),
});

/** Milliseconds until documents are looked at for the first time; then the pauses grow. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 15_000;

/** Max Wait in seconds, unless given. */
export const DEFAULT_WAIT = 300;

/** The longest Max Wait in seconds. */
export const LONGEST_WAIT = 3600;

/**
 * Adds documents and emits an item for each. With Wait Until Trained, looks at them until each is trained
 * or has failed, or the time is over; a document that failed is an item and no error.
 * @param complete checks the documents of the answer, and adds what it knows of them
 */
export async function addAndTrain(
	call: Call,
	how: Ingestion,
	body: object,
	complete = (documents: Ingested[]) => documents,
): Promise<Json[]> {
	const { client, parameter } = call;
	// Before anything is added.
	const longest = longestWait((parameter('options') ?? {}) as Json);
	const answer = readIngest(await client.call(addDocuments(parameter('chatbotId'), how, body)));
	const difference = differenceOf(answer);
	if (difference !== undefined) client.warnings.push(difference);
	const documents = complete(answer.documents);
	if (longest > 0) await waitUntilTrained(call, documents, longest);
	const { ingestJobRunId, requested, effective } = answer;
	const none = { documentId: null, name: null, state: 'pending', status: null, error: null };
	return (documents.length > 0 ? documents : [none]).map((document) => ({
		...document,
		ingestJobRunId,
		requested,
		effective,
	}));
}

/**
 * How long to wait, in milliseconds; 0 without Wait Until Trained.
 * @throws a sentence for the person, if it is no time
 */
function longestWait({ waitUntilTrained, maxWait = DEFAULT_WAIT }: Json): number {
	return waitUntilTrained ? enteredSeconds('Max Wait', maxWait, LONGEST_WAIT) : 0;
}

/** Brings the documents up to date until each is trained or has failed, or the time is over. */
async function waitUntilTrained(call: Call, documents: Ingested[], longest: number): Promise<void> {
	const { client } = call;
	const ends = client.now() + longest;
	let obstacle: ApiError | undefined;
	for (let pause = FIRST_PAUSE; documents.some(isPending); pause *= 1.5) {
		const left = ends - client.now();
		if (left <= 0 || (obstacle && isLasting(obstacle))) break;
		const asked = obstacle?.problem.retryAfter ?? 0;
		await client.wait(Math.min(Math.max(asked, Math.min(pause, LONGEST_PAUSE)), left));
		obstacle = await lookAt(call, documents, ends + LONGEST_PAUSE);
	}
	// They have been added, so that an error would say too much.
	if (obstacle) {
		client.warnings.push(`SiteGPT didn't say whether all is trained: ${obstacle.title}`);
	}
}

function isPending({ state, documentId }: Ingested): boolean {
	return state === 'pending' && documentId !== null;
}

/**
 * Looks once at each document that is pending. The next look is the retry of this one.
 * @param latest when to stop, if there are too many
 * @returns what prevented it
 */
async function lookAt(
	{ client, parameter }: Call,
	documents: Ingested[],
	latest: number,
): Promise<ApiError | undefined> {
	let missing: ApiError | undefined;
	for (const [index, document] of documents.entries()) {
		if (!isPending(document)) continue;
		if (client.now() > latest) break;
		const request = getDocument(parameter('chatbotId'), document.documentId);
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

/** Whether waiting doesn't help, as when the token lacks the scope for reading. */
function isLasting({ problem: { status = 0 } }: ApiError): boolean {
	return status >= 400 && status < 500 && status !== 404 && status !== 429;
}
