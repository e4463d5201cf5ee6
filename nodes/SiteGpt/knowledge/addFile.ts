import type { IExecuteFunctions } from 'n8n-workflow';
import { withoutStop } from '../../api/apiError';
import type { Ingested } from '../../api/knowledge';
import { readEntries, readId } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { chatbotId } from '../operation/parameters';
import { binaryFields } from './parameters';
import { readAddOptions } from './readAddOptions';
import { addAndTrain } from './training';

/** A file as the API takes it: in JSON, not as a form. */
interface ApiFile {
	name: string;
	/** MIME type. */
	type: string;
	base64: string;
}

/** The most bytes of files in one call: in JSON they take a third more, all of it in memory. */
const MAX_FILE_BYTES = 25 * 1024 * 1024;

/** Adds the files in the binary fields of the input item. */
export async function addFile(call: Call): Promise<Json[]> {
	const { context, itemIndex } = call;
	const chatbot = readId(call, chatbotId);
	const { maxWaitMs } = readAddOptions(call, 'files');
	const files = await readFiles(context, itemIndex, readEntries(call, binaryFields));
	return await addAndTrain(call.client, {
		chatbotId: chatbot,
		how: 'files',
		body: { files },
		maxWaitMs,
		complete(ingested) {
			const documents = nameAfterFiles(files, ingested);
			assertAllAdded(documents);
			return documents;
		},
	});
}

/**
 * The files in the binary fields of an input item.
 * @param fields the names of the fields
 * @throws a message for the user if a file is missing, or they are too large
 */
async function readFiles(
	context: IExecuteFunctions,
	itemIndex: number,
	fields: readonly string[],
): Promise<ApiFile[]> {
	const { assertBinaryData, getBinaryDataBuffer } = context.helpers;
	const files: ApiFile[] = [];
	let bytes = 0;
	for (const field of fields) {
		const { fileName, mimeType, bytes: length = 0 } = assertBinaryData(itemIndex, field);
		// Without parameters, such as "; charset=utf-8".
		const type = (mimeType ?? '').split(';')[0].trim();
		if (!/^[^\s/]+\/[^\s/]+$/.test(type)) {
			throw new Error(`The file in "${field}" has no MIME type. Set one, such as application/pdf.`);
		}
		// Checked before reading, if n8n gives the size. Older versions don't.
		assertFits(bytes + length);
		const buffer = await getBinaryDataBuffer(itemIndex, field);
		bytes += buffer.length;
		if (buffer.length === 0) throw new Error(`The file in "${field}" is empty.`);
		assertFits(bytes);
		files.push({ name: fileName || field, type, base64: buffer.toString('base64') });
	}
	return files;
}

function assertFits(bytes: number): void {
	if (bytes <= MAX_FILE_BYTES) return;
	throw new Error(
		`The files are larger than ${MAX_FILE_BYTES / 1024 / 1024} MB in total. Add fewer files per call, or smaller ones.`,
	);
}

/** The documents, named after their files if SiteGPT returns no names. */
function nameAfterFiles(files: readonly ApiFile[], documents: readonly Ingested[]): Ingested[] {
	// If the numbers differ, it isn't clear which document is which file.
	const names = files.length === documents.length ? files.map(({ name }) => name) : [];
	return documents.map((document, index) => ({
		...document,
		name: document.name ?? names[index] ?? null,
	}));
}

/**
 * SiteGPT answers 200 even if it couldn't read a file.
 * @throws a message that names what failed and what was added anyway
 */
function assertAllAdded(documents: readonly Ingested[]): void {
	const failed = documents.filter(({ state }) => state === 'failed');
	if (failed.length === 0) return;
	const getName = ({ name, documentId }: Ingested) => name ?? documentId ?? 'a file';
	const reasons = failed.map(
		(one) => `${getName(one)}: ${withoutStop(one.reason ?? 'no reason given')}`,
	);
	const added = documents.filter(({ state }) => state !== 'failed').map(getName);
	const others = added.length > 0 ? ` These were added: ${added.join(', ')}.` : '';
	throw new Error(`SiteGPT could not read ${reasons.join('; ')}.${others}`);
}
