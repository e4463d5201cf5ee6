import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import * as z from 'zod/v4';

/** The most documents that n8n's static data keep for one node, about 150 bytes each, over all its collections. */
const MAX_KEPT_DOCUMENTS = 5000;

/** The field of n8n's static data. */
const FIELD = 'sync';

/** What earlier runs have found out about a document. It is only a hint: SiteGPT's list says whether it is still true. */
export interface KnownDocument {
	documentId: string;
	/** Of the content that was sent. */
	hash: string;
	/** Of the document when it had this content; empty if it wasn't read since it was sent. */
	stamp: string;
	/** Of the form in which SiteGPT returned this content after it was sent, if it differed; otherwise empty. */
	formHash: string;
}

/** By key. */
export type KnownDocuments = Map<string, KnownDocument>;

/** Collections, the last used first: where, and the key, ID, and hashes of each document. */
const keptSchema = z.array(
	z.tuple([
		z.string(),
		z.array(z.tuple([z.string(), z.string(), z.string(), z.string(), z.string()])),
	]),
);
type Kept = z.infer<typeof keptSchema>;

/** Identifies a content. */
export function hashOf(content: string): string {
	return createHash('sha256').update(content).digest('base64url').slice(0, 22);
}

/** The documents of a collection that n8n's static data have for this node; none after a change of its name. */
export function recallDocuments(context: IExecuteFunctions, place: string): KnownDocuments {
	const [, documents = []] = readKept(context).find(([one]) => one === place) ?? [];
	return new Map(
		documents.map(([key, documentId, hash, stamp, formHash]) => [
			key,
			{ documentId, hash, stamp, formHash },
		]),
	);
}

/** Hands the documents to n8n, which stores them when a published workflow's execution ends, also with an error. */
export function rememberDocuments(
	context: IExecuteFunctions,
	place: string,
	known: KnownDocuments,
): void {
	const documents: Kept[number][1] = [...known].map(([key, one]) => [
		key,
		one.documentId,
		one.hash,
		one.stamp,
		one.formHash,
	]);
	const others = readKept(context).filter(([one]) => one !== place);
	let left = MAX_KEPT_DOCUMENTS;
	const kept: Kept = [];
	for (const [where, all] of [[place, documents] as Kept[number], ...others]) {
		if (left <= 0) break;
		kept.push([where, all.slice(0, left)]);
		left -= Math.max(all.length, 1);
	}
	// As text: n8n would make an observed object of each entry.
	context.getWorkflowStaticData('node')[FIELD] = JSON.stringify(kept);
}

function readKept(context: IExecuteFunctions): Kept {
	try {
		const text = context.getWorkflowStaticData('node')[FIELD];
		return keptSchema.parse(JSON.parse(String(text)));
	} catch {
		return [];
	}
}
