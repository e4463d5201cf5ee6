import { parseExactJson } from '../json/exactJson';
import { toStorable } from '../json/storable';
import type { ResponseMask } from '../secrets/maskResponse';

/**
 * The most bytes of a response that are read. SiteGPT's largest documented object, a document with 500,000
 * characters, has at most 2 MB; n8n itself takes no more than 16 MB in one request by default.
 */
export const MAX_RESPONSE_BYTES = 50 * 1024 * 1024;

/** The code of an answer of more than {@link MAX_RESPONSE_BYTES}. */
export const TOO_LARGE = 'ANSWER_TOO_LARGE';

/**
 * Reads the body of an answer: parsed if it is JSON, else text; in both cases without secrets.
 * @param body a stream, or what n8n already read
 * @returns undefined if it has more than {@link MAX_RESPONSE_BYTES}
 * @throws whatever ends the stream early
 */
export async function readBody(
	body: unknown,
	mask: ResponseMask,
): Promise<{ body: unknown } | undefined> {
	if (typeof body !== 'string' && !isStream(body)) return { body: mask.json(body ?? '') };
	const text = typeof body === 'string' ? body : await readText(body);
	if (text === undefined) return undefined;
	const json = parsed(text.replace(/^\ufeff/, ''));
	return { body: mask.mayBeIn(text) ? mask.json(json) : json };
}

async function readText(stream: AsyncIterable<Uint8Array>): Promise<string | undefined> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of stream) {
		size += chunk.length;
		// Leaving the loop closes the connection.
		if (size > MAX_RESPONSE_BYTES) return undefined;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString('utf8');
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

function parsed(text: string): unknown {
	try {
		const { json } = toStorable(parseExactJson(text));
		// Whatever needs fewer digits is exact.
		return MAY_BE_UNSAFE.test(text) ? withTextIntegers(json) : json;
	} catch {
		return text;
	}
}

const MAY_BE_UNSAFE = /\d{16}/;

/** The same JSON; integers that JavaScript can't tell from their neighbors are text, since they must be IDs. */
function withTextIntegers(value: unknown): unknown {
	if (typeof value === 'number') {
		return Number.isInteger(value) && !Number.isSafeInteger(value) ? String(value) : value;
	}
	if (Array.isArray(value)) return value.map(withTextIntegers);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, field]) => [name, withTextIntegers(field)]),
	);
}
