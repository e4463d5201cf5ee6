import * as z from 'zod/v4';
import { objectIn } from '../../api/answer';
import {
	addDocuments,
	getDocument,
	readIngest,
	readIngested,
	type Ingested,
	type Ingestion,
} from '../../api/knowledge';
import type { Call, Json } from '../operation/operation';

/** A document that was added, as an item. */
export const trainingSchema = z.object({
	documentId: z.string().nullable().describe('Null if SiteGPT named no document'),
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

/**
 * Adds documents and emits an item for each. With Wait Until Trained, looks at them until each is trained
 * or has failed, or the time is over; a document that failed is an item and no error.
 */
export async function addAndTrain(
	call: Call,
	how: Ingestion,
	body: object,
	check: (documents: Ingested[]) => void = () => {},
): Promise<Json[]> {
	const { client, parameter } = call;
	const chatbotId = parameter('chatbotId');
	const answer = readIngest(await client.call(addDocuments(chatbotId, how, body)));
	check(answer.documents);
	const { waitUntilTrained, maxWait = 300 } = parameter('options') as {
		waitUntilTrained?: boolean;
		maxWait?: number;
	};
	const documents = waitUntilTrained
		? await trained(call, answer.documents, maxWait * 1000)
		: answer.documents;
	const { ingestJobRunId, requested, effective } = answer;
	const none: Ingested = { documentId: null, state: 'pending', status: null, error: null };
	return (documents.length > 0 ? documents : [none]).map((document) => ({
		...document,
		ingestJobRunId,
		requested,
		effective,
	}));
}

async function trained(
	{ client, parameter }: Call,
	documents: Ingested[],
	longest: number,
): Promise<Ingested[]> {
	const ends = client.now() + longest;
	let latest = documents;
	for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
		const isPending = ({ state, documentId }: Ingested) =>
			state === 'pending' && documentId !== null;
		const left = ends - client.now();
		if (left <= 0 || !latest.some(isPending)) return latest;
		await client.wait(Math.min(pause, left));
		const next: Ingested[] = [];
		for (const document of latest) {
			if (!isPending(document)) {
				next.push(document);
				continue;
			}
			const request = getDocument(parameter('chatbotId'), document.documentId);
			next.push(readIngested(objectIn(await client.call(request), 'document')));
		}
		latest = next;
	}
}
