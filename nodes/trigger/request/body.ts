import type { IWebhookFunctions } from 'n8n-workflow';
import { parseExactJson } from '../../json/exactJson';

/** What n8n adds to Express's request (n8n, middlewares/body-parser.ts). */
interface N8nRequest {
	/** Without parameters, in lower case. */
	contentType?: string;
	/** The charset. */
	encoding?: string;
	rawBody?: Buffer;
	readRawBody?: () => Promise<void>;
}

/** The body of a request, which should be JSON. */
export type Body =
	| { json: unknown }
	/** `contentType` is what the sender says it is, if that is short and plain. */
	| { notJson: true; contentType: string | undefined };

/**
 * Reads the body as JSON with any content type, because senders and proxies get that wrong. n8n itself
 * only parses `application/json`, and at node version 2 it doesn't read types that it can't parse. A body
 * that can't be read, for example because its encoding is corrupt, isn't JSON either. Throws nothing.
 */
export async function readBody(context: IWebhookFunctions): Promise<Body> {
	const request = context.getRequestObject() as N8nRequest;
	if (request.contentType === 'application/json') {
		const body: unknown = context.getBodyData();
		if (!request.rawBody?.length) return { json: body };
		// n8n has parsed it, so it is JSON.
		return { json: parseExactJson(decoded(request.rawBody, request.encoding), body) };
	}
	try {
		// n8n has taken the files out of the request already.
		if (!request.contentType?.startsWith('multipart/')) await request.readRawBody?.();
		return { json: parseExactJson(decoded(request.rawBody, request.encoding)) };
	} catch {
		return { notJson: true, contentType: plain(request.contentType) };
	}
}

/** The text of the bytes, without a byte order mark. An unknown charset is read as UTF-8. */
function decoded(bytes: Buffer = Buffer.alloc(0), charset = 'utf-8'): string {
	try {
		return new TextDecoder(charset).decode(bytes);
	} catch {
		return new TextDecoder().decode(bytes);
	}
}

function plain(contentType: string | undefined): string | undefined {
	return /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.exec(contentType?.trim() ?? '')?.[0];
}
