import type { Mask } from '../../secrets/maskToken';
import type { SentToken } from './headerToken';

/** The response of an endpoint, without tokens. */
export interface EndpointResponse {
	statusCode: number;
	/** Parsed if it is JSON, else text. */
	body: unknown;
	/** Where a redirect leads. */
	location?: string;
	/** Whether it came with WWW-Authenticate, which asks for a login. */
	asksForLogin?: boolean;
}

/** Why there was no response, in one sentence. */
interface PostFailure {
	error: string;
	timedOut?: boolean;
}

/** What one POST led to. */
export type PostResult = EndpointResponse | PostFailure;

/** The network and a clock in milliseconds. */
export interface EndpointIo {
	post(body: string, token: SentToken): Promise<PostResult>;
	sleep(ms: number): Promise<void>;
	now(): number;
}

/** The most characters of a body that an item gets. */
const MAX_BODY_CHARACTERS = 10_000;

/** The most bytes of a body that are read: enough that no token within MAX_BODY_CHARACTERS is cut. */
const MAX_RESPONSE_BYTES = 1024 * 1024;

/** Reads a body up to a limit, then closes the connection. */
export async function readResponseText(body: unknown): Promise<string> {
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
export function parseBody(text: string, mask: Mask): unknown {
	if (text.length <= MAX_BODY_CHARACTERS) {
		try {
			return mask.json(JSON.parse(text));
		} catch {
			return mask.text(text);
		}
	}
	return mask.text(text, MAX_BODY_CHARACTERS);
}

/** The `status` in a response of this package's triggers, such as "ignored"; undefined in other responses. */
export function readStatus({ body }: EndpointResponse): string | undefined {
	if (typeof body !== 'object' || body === null || !('status' in body)) return undefined;
	return typeof body.status === 'string' ? body.status : undefined;
}
