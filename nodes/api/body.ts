import { parseExactJson } from '../json/exactJson';
import { toStorable } from '../json/storable';

/**
 * Reads the body of an answer: parsed if it is JSON, else text.
 * @param body a stream, or what n8n already read
 * @throws whatever ends the stream early
 */
export async function readBody(body: unknown): Promise<unknown> {
	if (isStream(body)) return parsed(await readText(body));
	if (typeof body === 'string') return parsed(body);
	return body ?? '';
}

async function readText(stream: AsyncIterable<Uint8Array>): Promise<string> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks).toString('utf8');
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

function parsed(text: string): unknown {
	const json = text.replace(/^\ufeff/, '');
	try {
		const { json: value } = toStorable(parseExactJson(json));
		// Whatever needs fewer digits is exact.
		return MAY_BE_UNSAFE.test(json) ? withTextIntegers(value) : value;
	} catch {
		return json;
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
