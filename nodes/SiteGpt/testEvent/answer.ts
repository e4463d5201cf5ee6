import type { Mask } from '../../secrets/maskToken';

/** What an endpoint answered, without tokens. */
export interface Answer {
	statusCode: number;
	/** Parsed if it is JSON, else text. */
	body: unknown;
	/** Where a redirect leads. */
	location?: string;
	/** Whether it came with WWW-Authenticate, which asks for a login. */
	asksForLogin?: boolean;
}

/** Why there was no answer, in one sentence. */
export interface NoAnswer {
	error: string;
	timedOut?: boolean;
}

/** What came back from one POST. */
export type Reply = Answer | NoAnswer;

/** The most characters of an answer that are passed on. */
const MAX_BODY_CHARACTERS = 10_000;

/** The most bytes of an answer that are read: enough that no token within MAX_BODY_CHARACTERS is cut. */
const MAX_RESPONSE_BYTES = 1024 * 1024;

/** Reads a body up to a limit, then closes the connection. */
export async function readText(body: unknown): Promise<string> {
	if (!isStream(body)) return typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of body) {
		chunks.push(Buffer.from(chunk));
		size += chunk.length;
		if (size >= MAX_RESPONSE_BYTES) break;
	}
	return Buffer.concat(chunks)
		.toString('utf8')
		.replace(/^\ufeff/, '');
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/** The body for an item. The token is masked after JSON is parsed and before anything is cut. */
export function bodyOf(text: string, mask: Mask): unknown {
	if (text.length <= MAX_BODY_CHARACTERS) {
		try {
			return mask.json(JSON.parse(text));
		} catch {
			return mask.text(text);
		}
	}
	return mask.text(text, MAX_BODY_CHARACTERS);
}
