import { type Input, readId, readText } from '../operation/input';
import type { Call } from '../operation/operation';
import { chatbotId } from '../operation/parameters';
import { isNothing } from '../operation/values';
import { collection, key, syncedContent } from './parameters';
import { readAddOptions } from './readAddOptions';
import { nameOf, toCollection, toKey } from './syncNames';
import type { SyncItem } from './syncPlan';
import { hashOf } from './syncState';

/** The most bytes of a document, as in SiteGPT's own sync. */
const MAX_DOCUMENT_BYTES = 900_000;

/** What to sync. */
export interface SyncInput {
	chatbotId: string;
	collection: string;
	items: SyncItem[];
	deleteMissing: boolean;
	deleteEvenMost: boolean;
	/** How long to wait until the documents are trained, in milliseconds; 0 for not at all. */
	maxWaitMs: number;
}

/**
 * Reads the parameters of all input items.
 * @throws a message for the user if one of them can't be synced
 */
export function readSyncInput(call: Call): SyncInput {
	const { context } = call;
	const { maxWaitMs, body } = readAddOptions(call, 'sync');
	const place = readPlace(call);
	const items: SyncItem[] = [];
	const indexes = new Map<string, number>();
	for (const itemIndex of context.getInputData().keys()) {
		const input = { context, itemIndex };
		const own = readPlace(input);
		if (own.chatbotId !== place.chatbotId || own.collection !== place.collection) {
			throw new Error(
				`The chatbot or the collection of item ${itemIndex} differs from that of item 0. Sync runs once for all items: use one node per collection, or a loop.`,
			);
		}
		const item = readItem(input, place.collection);
		const before = indexes.get(item.key);
		if (before !== undefined) {
			throw new Error(
				`The items ${before} and ${itemIndex} have the same key, "${item.key}". Give each document its own key, or remove duplicates first.`,
			);
		}
		indexes.set(item.key, itemIndex);
		items.push(item);
	}
	const { deleteMissing = false, deleteEvenMost = false } = body;
	return {
		...place,
		items,
		maxWaitMs,
		deleteMissing: deleteMissing === true,
		deleteEvenMost: deleteEvenMost === true,
	};
}

function readPlace(input: Input): Pick<SyncInput, 'chatbotId' | 'collection'> {
	return {
		chatbotId: readId(input, chatbotId),
		collection: toCollection(readText(input, collection)),
	};
}

function readItem(input: Input, collectionName: string): SyncItem {
	const itemKey = toKey(readOf(input, key), collectionName);
	const content = readOf(input, syncedContent);
	const bytes = Buffer.byteLength(content);
	if (bytes > MAX_DOCUMENT_BYTES) {
		throw new Error(
			`The content of item ${input.itemIndex} has ${bytes} bytes, and ${MAX_DOCUMENT_BYTES} is the most. Split it into several documents.`,
		);
	}
	return { key: itemKey, name: nameOf(collectionName, itemKey), content, hash: hashOf(content) };
}

function readOf(input: Input, parameter: typeof key): string {
	const text = readText(input, { ...parameter, required: false });
	if (!isNothing(text)) return text;
	throw new Error(
		`${parameter.displayName} is empty in item ${input.itemIndex}. Enter an expression that finds it in every item.`,
	);
}
