import type { IExecuteFunctions } from 'n8n-workflow';
import { withoutStop } from '../../api/apiError';
import type { Ingested } from '../../api/knowledge';
import { listOf } from '../operation/output';

/** A file as the API takes it: in JSON, not as a form. */
export interface ApiFile {
	name: string;
	/** MIME type. */
	type: string;
	base64: string;
}

/** Bytes of the files of one call: in JSON they take a third more, all of it in memory. */
export const MOST_BYTES = 25 * 1024 * 1024;

/**
 * The files in the binary fields of an input item.
 * @param fields their names, separated by commas
 * @throws a sentence for the person, if there is none, or they are too large
 */
export async function filesOf(
	context: IExecuteFunctions,
	itemIndex: number,
	fields: unknown,
): Promise<ApiFile[]> {
	const names = listOf(fields);
	if (!names) throw new Error('Input Data Field Name is empty. Enter the name of a binary field.');
	const files: ApiFile[] = [];
	let bytes = 0;
	for (const field of names) {
		const { fileName, mimeType } = context.helpers.assertBinaryData(itemIndex, field);
		const buffer = await context.helpers.getBinaryDataBuffer(itemIndex, field);
		bytes += buffer.length;
		if (buffer.length === 0) throw new Error(`The file in "${field}" is empty.`);
		if (bytes > MOST_BYTES) {
			throw new Error(
				`The files have more than ${MOST_BYTES / 1024 / 1024} MB together. Add fewer at once, or smaller ones.`,
			);
		}
		files.push({
			name: fileName ?? field,
			type: mimeType || 'application/octet-stream',
			base64: buffer.toString('base64'),
		});
	}
	return files;
}

/**
 * SiteGPT answers 200 although a file could not be read.
 * @throws a sentence that names what failed, and what was added nevertheless
 */
export function assertAllAdded(files: readonly ApiFile[], documents: readonly Ingested[]): void {
	const named = documents.map((document, index) => ({
		...document,
		name: files[index]?.name ?? 'A file',
	}));
	const failed = named.filter(({ state }) => state === 'failed');
	if (failed.length === 0) return;
	const reasons = failed.map(
		({ name, error }) => `${name}: ${withoutStop(error ?? 'no reason given')}`,
	);
	const added = named.filter(({ state }) => state !== 'failed').map(({ name }) => name);
	const others = added.length > 0 ? ` Added nevertheless: ${added.join(', ')}.` : '';
	throw new Error(`SiteGPT could not read ${reasons.join('; ')}.${others}`);
}
