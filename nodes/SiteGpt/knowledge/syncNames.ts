import type { ApiObject } from '../../api/pages';
import { createValueError } from '../operation/values';

/** What the name of every synced document ends with. */
const EXTENSION = '.md';

/**
 * The sources of pages, whose titles can look like our names. SiteGPT has no list of all sources, so a document with
 * another one, or with none, is taken for a file.
 */
const PAGE_SOURCES = new Set<unknown>(['URLS_LIST', 'WEBSITE', 'SITEMAP']);

/** The longest name of a document, in bytes: no common file system takes a longer file name. */
const MAX_NAME_BYTES = 255;

/** Control characters, and halves of characters, which UTF-8 doesn't have. */
const UNUSABLE = /[\p{Cc}\p{Surrogate}]/u;

/**
 * A collection as in the names of its documents. It has no slash, so the first slash of a name ends it: no document
 * can belong to two collections.
 * @throws a message for the user if it can't be one
 */
export function toCollection(text: string): string {
	const collection = text.normalize().trim();
	if (!/[/\\]/.test(collection) && isUsable(collection)) return collection;
	throw createValueError('Collection', text, 'Enter a name without slashes. For example: docs.');
}

/**
 * A key as in the name of its document. It may have slashes.
 * @throws a message for the user if it can't be one
 */
export function toKey(text: string, collection: string): string {
	const key = text.normalize().trim();
	if (!isUsable(key)) {
		const expected = 'Use a key without the parts "." and ".." and without control characters.';
		throw createValueError('Key', text, expected);
	}
	const bytes = Buffer.byteLength(nameOf(collection, key));
	if (bytes <= MAX_NAME_BYTES) return key;
	const expected = `The document's name would be ${bytes} bytes long, and ${MAX_NAME_BYTES} is the most. Use a shorter key, such as an ID.`;
	throw createValueError('Key', text, expected);
}

/** The name of a document. */
export function nameOf(collection: string, key: string): string {
	return `${collection}/${key}${EXTENSION}`;
}

/** The key of a document of the API, by its name; undefined if it isn't in the collection. */
export function keyIn(collection: string, document: ApiObject): string | undefined {
	const { name, externalId, source } = document;
	if (PAGE_SOURCES.has(source)) return undefined;
	const start = `${collection}/`;
	const [key] = [name, externalId]
		.filter((one) => typeof one === 'string')
		.map((one) => one.normalize())
		.filter((one) => one.startsWith(start) && one.endsWith(EXTENSION))
		.map((one) => one.slice(start.length, -EXTENSION.length));
	return key !== undefined && key === key.trim() && isUsable(key) ? key : undefined;
}

/** A server that resolves dot segments would take the name for one in another collection. */
function isUsable(part: string): boolean {
	const segments = part.split(/[/\\]/);
	return part !== '' && !UNUSABLE.test(part) && !segments.some((one) => /^\.\.?$/.test(one.trim()));
}
