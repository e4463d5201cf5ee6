import { idText, isObject } from '../../api/envelope';
import type { ApiObject } from '../../api/pages';
import { keyIn } from './syncNames';
import type { KnownDocuments } from './syncState';

/** How many documents may always be deleted, however large a part of the collection they are. */
const MAX_DELETED_UNASKED = 10;

/** What a document should be, from an input item. */
export interface SyncItem {
	key: string;
	/** Of the document in SiteGPT. */
	name: string;
	content: string;
	/** Of the content. */
	hash: string;
}

/** What to do for an input item. `compare`: only the document's content tells whether to update it. */
export type Step = { item: SyncItem } & (
	| { type: 'create' }
	| { type: 'unchanged'; documentId: string }
	| { type: 'compare'; documentId: string; stamp: string }
	| { type: 'update'; documentId: string }
);

/** What a run does, if its comparisons show nothing else. */
export interface SyncPlan {
	/** One for each input item. */
	steps: Step[];
	/** Keys that no input item has, with the IDs of their documents. */
	missing: Array<[key: string, documentIds: string[]]>;
	/** Keys with several documents, with the IDs of those in addition to the one that is kept. */
	extra: Array<[key: string, documentIds: string[]]>;
	/** How many keys the collection has in SiteGPT. */
	total: number;
	/** What is known and may still be true. */
	known: KnownDocuments;
}

/**
 * Compares the input items with what SiteGPT lists. A document belongs to a key by its name, or because an earlier
 * run has made it.
 * @param documents all of the chatbot's
 */
export function planSync(
	collection: string,
	items: readonly SyncItem[],
	documents: readonly ApiObject[],
	recalled: KnownDocuments,
): SyncPlan {
	const madeBefore = new Map([...recalled].map(([key, one]) => [one.documentId, key]));
	const groups = new Map<string, ApiObject[]>();
	const keysById = new Map<string, string>();
	for (const document of documents) {
		const id = idText(document.id);
		if (id === undefined) continue;
		const key = keyIn(collection, document) ?? madeBefore.get(id);
		if (key === undefined) continue;
		keysById.set(id, key);
		groups.set(key, [...(groups.get(key) ?? []), { ...document, id }]);
	}
	const wanted = new Set(items.map(({ key }) => key));
	const known: KnownDocuments = new Map(
		[...recalled].filter(
			([key, { documentId }]) =>
				(wanted.has(key) || groups.has(key)) && (keysById.get(documentId) ?? key) === key,
		),
	);
	for (const [key, group] of groups) group.sort(inOrder(known.get(key)?.documentId));
	const idsOf = (group: ApiObject[]) => group.map(({ id }) => String(id));
	return {
		steps: items.map((item) => stepFor(item, groups.get(item.key)?.[0], known)),
		missing: [...groups].flatMap(([key, group]) => (wanted.has(key) ? [] : [[key, idsOf(group)]])),
		extra: [...groups].flatMap(([key, group]) =>
			wanted.has(key) && group.length > 1 ? [[key, idsOf(group.slice(1))]] : [],
		),
		total: groups.size,
		known,
	};
}

function stepFor(item: SyncItem, document: ApiObject | undefined, all: KnownDocuments): Step {
	const known = all.get(item.key);
	if (!document) {
		// A list that changes while it is read can miss a document.
		return known
			? { type: 'compare', item, documentId: known.documentId, stamp: '' }
			: { type: 'create', item };
	}
	const documentId = String(document.id);
	const isKnown = known?.documentId === documentId;
	if (document.status === 'FAILED' || (isKnown && known.hash !== item.hash)) {
		return { type: 'update', item, documentId };
	}
	const stamp = stampOf(document);
	const isUnchanged = isKnown && stamp !== '' && known.stamp === stamp;
	return { type: isUnchanged ? 'unchanged' : 'compare', item, documentId, stamp };
}

/** Differs after each change of a document; empty if SiteGPT doesn't say when it changed. */
export function stampOf({ updatedAt, isContentUpdatedManually, properties }: ApiObject): string {
	const changed = idText(updatedAt);
	if (changed === undefined) return '';
	const { characterCount } = isObject(properties) ? properties : {};
	return [changed, isContentUpdatedManually, characterCount].map((one) => String(one)).join(' ');
}

/** The one that is known, then the oldest. */
function inOrder(knownId: string | undefined) {
	const rank = ({ id, createdAt }: ApiObject) =>
		`${id === knownId ? 0 : 1} ${String(createdAt)} ${String(id)}`;
	return (one: ApiObject, other: ApiObject) => (rank(one) < rank(other) ? -1 : 1);
}

/** @throws a message for the user if most of a collection would be deleted */
export function assertNotMost({ missing, total }: SyncPlan): void {
	if (missing.length <= MAX_DELETED_UNASKED || missing.length * 2 <= total) return;
	throw new Error(
		`${missing.length} of the ${total} documents of the collection would be deleted, because no input item has their key. Nothing was changed. Check the input and the Key, or turn on Delete Even Most.`,
	);
}

/** Whether SiteGPT has this content. It may have changed line ends and whitespace around the text. */
export function isSameContent(read: string, content: string): boolean {
	return toPlain(read) === toPlain(content);
}

/** Like {@link isSameContent}, for the start of a content. */
export function isStartOfContent(read: string, content: string): boolean {
	return toPlain(content).startsWith(toPlain(read));
}

function toPlain(content: string): string {
	return content
		.replace(/^\ufeff/, '')
		.replace(/\r\n?/g, '\n')
		.trim();
}
