import * as z from 'zod/v4';
import { ApiError } from '../../api/apiError';
import { mapConcurrently } from '../../api/concurrently';
import { type Ingested, listDocuments } from '../../api/knowledge';
import { toErrorItem } from '../../api/nodeError';
import { readList } from '../../api/pages';
import type { Call, Json } from '../operation/operation';
import {
	change,
	compare,
	confirm,
	type Decision,
	remove,
	type Synced,
	type SyncPlace,
} from './syncChanges';
import { readSyncInput, type SyncInput } from './syncInput';
import { nameOf } from './syncNames';
import { assertNotMost, planSync, type SyncItem, type SyncPlan } from './syncPlan';
import { recallDocuments, rememberDocuments } from './syncState';
import { waitUntilTrained } from './training';

/** What happened to a key. */
export const syncedSchema = z.object({
	key: z.string(),
	documentId: z.string().nullable().describe('Null if SiteGPT named no document'),
	name: z.string().describe('The name of the document'),
	change: z.string().describe('created, updated, unchanged, deleted, or failed'),
	error: z.string().optional().describe('Why it failed'),
});

/** How often a long run writes a line into n8n's log, in milliseconds. */
const LOG_EVERY_MS = 60_000;

/** An item, before n8n needs it in another form. */
interface Result {
	key: string;
	documentId: string | null;
	name: string;
	change: Synced['change'] | 'deleted' | 'failed';
	error?: string;
	details?: unknown;
}

/**
 * Makes the documents of a collection equal to the input items. It can be killed at any time: the next run goes on from
 * what SiteGPT lists. Deletes only after everything else has succeeded.
 */
export async function sync(call: Call): Promise<Json[]> {
	const { client, context } = call;
	const input = readSyncInput(call);
	const { chatbotId, collection, items } = input;
	const documents = await readList(client, listDocuments(chatbotId));
	// The collection has no slash, so two places are never the same text.
	const where = `${chatbotId}/${collection}`;
	const plan = planSync(collection, items, documents, recallDocuments(context, where));
	if (input.deleteMissing && !input.deleteEvenMost) assertNotMost(plan);
	const place: SyncPlace = { client, chatbotId, collection, known: plan.known };
	try {
		const results = await makeChanges(call, place, plan);
		await waitForTraining(place, results, input.maxWaitMs);
		await confirmChanges(place, items, results);
		warnOfOthers(place, plan, input, results);
		const isDeleting = input.deleteMissing && !results.some(hasFailed);
		const all = isDeleting ? await deleteOthers(call, place, plan, results) : results;
		return all.map((result) => toItem(call, result));
	} finally {
		rememberDocuments(context, where, place.known);
	}
}

/** Reads what has to be compared, several documents at a time, and then makes the changes one after another. */
async function makeChanges(call: Call, place: SyncPlace, plan: SyncPlan): Promise<Result[]> {
	const { client, context } = call;
	const steps = await mapConcurrently(plan.steps, async (step) => {
		return await compare(place, step).catch((error: unknown) => failed(call, step.item, error));
	});
	const results: Result[] = [];
	let loggedAt = client.now();
	for (const step of steps) {
		const result = 'change' in step ? step : await changeOne(call, place, step);
		results.push(result);
		if (client.now() - loggedAt < LOG_EVERY_MS) continue;
		loggedAt = client.now();
		context.logger.info(
			`${context.getNode().name} has synced ${results.length} of ${steps.length} documents`,
		);
	}
	return results;
}

async function changeOne(call: Call, place: SyncPlace, step: Decision): Promise<Result> {
	const { key, name } = step.item;
	try {
		const { change: done, documentId } = await change(place, step);
		return { key, documentId, name, change: done };
	} catch (error) {
		const documentId = 'documentId' in step ? step.documentId : null;
		return failed(call, { key, name, documentId }, error);
	}
}

function hasFailed({ change: done }: Result): boolean {
	return done === 'failed';
}

/** @throws the error with the name of the document, unless the node goes on after one */
function failed(
	{ context }: Call,
	{ key, name, documentId = null }: { key: string; name: string; documentId?: string | null },
	error: unknown,
): Result {
	if (context.getExecutionCancelSignal()?.aborted) throw error;
	if (!context.continueOnFail()) throw withName(name, error as Error);
	return { key, documentId, name, change: 'failed', ...toErrorItem(error) };
}

/** Says which document failed, unless the message does. */
function withName(name: string, error: Error): Error {
	if (error.message.includes(name)) return error;
	const message = `${name}: ${error.message}`;
	return error instanceof ApiError
		? new ApiError({ ...error.problem, message })
		: new Error(message, { cause: error });
}

/** A document that SiteGPT can't be trained on has failed. It is sent again by the next run. */
async function waitForTraining(
	{ client, chatbotId }: SyncPlace,
	results: Result[],
	maxWaitMs: number,
): Promise<void> {
	const sent = results.filter((one) => ['created', 'updated'].includes(one.change));
	if (maxWaitMs === 0 || sent.length === 0) return;
	const documents = sent.map(({ documentId, name }): Ingested => ({
		documentId,
		name,
		state: 'pending',
		status: null,
		reason: null,
	}));
	await waitUntilTrained(client, chatbotId, documents, maxWaitMs);
	for (const [index, { state, reason }] of documents.entries()) {
		if (state !== 'failed') continue;
		Object.assign(sent[index], { change: 'failed', error: reason ?? 'SiteGPT gave no reason' });
	}
}

/** Reads what was sent, so that the next run doesn't have to. */
async function confirmChanges(
	place: SyncPlace,
	items: readonly SyncItem[],
	results: readonly Result[],
): Promise<void> {
	const warnings = await mapConcurrently(items, async (item, index) => {
		const { change: done, documentId } = results[index];
		if (documentId === null || !['created', 'updated'].includes(done)) return undefined;
		return await confirm(place, item, documentId);
	});
	const warning = warnings.find((one) => one !== undefined);
	if (warning !== undefined) place.client.warnings.push(warning);
}

/** Says which documents aren't deleted, and why. */
function warnOfOthers(
	{ client: { warnings } }: SyncPlace,
	{ missing, extra }: SyncPlan,
	{ deleteMissing }: SyncInput,
	results: readonly Result[],
): void {
	const failures = results.filter(hasFailed).length;
	if (!deleteMissing && extra.length > 0) {
		const keys = extra.map(([key]) => key).join(', ');
		warnings.push(
			`SiteGPT has several documents with the same name. Turn on Delete Missing to keep one of each. Keys: ${keys}`,
		);
	}
	if (deleteMissing && failures > 0 && missing.length + extra.length > 0) {
		warnings.push(`Nothing was deleted, because ${failures} of the documents failed`);
	}
}

/**
 * Deletes until a document can't be deleted. Of a key with several documents, one is kept.
 * @returns all items: those of the input, then those for the keys that no input item has
 */
async function deleteOthers(
	call: Call,
	place: SyncPlace,
	{ missing, extra }: SyncPlan,
	results: readonly Result[],
): Promise<Result[]> {
	for (const [key, documentIds] of extra) {
		const index = results.findIndex((one) => one.key === key);
		const failure = await deleteAll(call, place, results[index], documentIds);
		if (failure) return results.with(index, failure);
	}
	const deleted: Result[] = [];
	for (const [key, documentIds] of missing) {
		const document = { key, documentId: documentIds[0], name: nameOf(place.collection, key) };
		const failure = await deleteAll(call, place, document, documentIds);
		deleted.push(failure ?? { ...document, change: 'deleted' });
		if (failure) break;
		place.known.delete(key);
	}
	return [...results, ...deleted];
}

/** Deletes documents with the same key. @returns an item if one can't be deleted */
async function deleteAll(
	call: Call,
	place: SyncPlace,
	document: Pick<Result, 'key' | 'documentId' | 'name'>,
	documentIds: readonly string[],
): Promise<Result | undefined> {
	try {
		for (const id of documentIds) await remove(place, id);
		return undefined;
	} catch (error) {
		return failed(call, document, error);
	}
}

/** The items of n8n's error output have no other fields than `error` and `details`; n8n adds those of the input. */
function toItem({ context }: Call, { error, details, ...result }: Result): Json {
	if (error === undefined) return result;
	if (context.getNode().onError !== 'continueErrorOutput') {
		return { ...result, error, ...(details === undefined ? {} : { details }) };
	}
	return { error, details: { ...result, ...(details as object | undefined) } };
}
