import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { TOKEN_HEADER } from '../../credential/token';
import { bodyOf, readText, type Reply } from './answer';
import { SITEGPT } from './delivery';
import type { Mask } from '../../secrets/maskToken';
import { networkCodeOf } from '../../api/networkCode';
import { rejectionOf } from '../../api/rejectionOf';
import { signedBy } from '../../api/signedBy';

/** What to send as the token: the credential's, a wrong one, or none. */
export type SentToken = 'right' | 'wrong' | 'none';

/** An endpoint that accepts this doesn't compare tokens. */
const WRONG_TOKEN = 'a-wrong-token-sent-by-the-check';

/** The URL to send to, the credential, and what to mask in the answer. */
export interface Target {
	url: string;
	/** Holds the token to send, already trimmed. */
	credential: ICredentialDataDecryptedObject;
	mask: Mask;
}

/**
 * Sends one POST as SiteGPT does and waits for the whole answer as long as SiteGPT does. Doesn't follow
 * redirects: SiteGPT treats anything but 200 as a failed attempt, and the token is for this address only.
 * @throws if the execution was canceled
 */
export async function post(
	context: IExecuteFunctions,
	{ url, credential, mask }: Target,
	body: string,
	token: SentToken,
): Promise<Reply> {
	const timeout = AbortSignal.timeout(SITEGPT.timeout);
	const cancel = context.getExecutionCancelSignal();
	const signal = cancel ? AbortSignal.any([timeout, cancel]) : timeout;
	const options: IHttpRequestOptions = {
		method: 'POST',
		url,
		body,
		headers: { 'Content-Type': 'application/json' },
		// The only way to stop reading: n8n sets no limit on the size of an answer.
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		abortSignal: signal,
	};
	try {
		const answered = async () => {
			const {
				statusCode,
				headers,
				body: stream,
			} = await request(signedBy(context, credential, signal), options, token);
			const header = (name: string) =>
				headers[name] === undefined ? undefined : String(headers[name]);
			const location = header('location');
			return {
				statusCode,
				body: bodyOf(await readText(stream), mask),
				location: location === undefined ? undefined : mask.text(location),
				asksForLogin: header('www-authenticate') !== undefined,
			};
		};
		// n8n sometimes ignores the signal, for example during a DNS lookup.
		return await Promise.race([answered(), rejectionOf(signal)]);
	} catch (error) {
		cancel?.throwIfAborted();
		if (timeout.aborted) {
			return { error: `No answer within ${SITEGPT.timeout / 1000} seconds`, timedOut: true };
		}
		return { error: mask.text(reasonOf(error)) };
	}
}

async function request(
	context: IExecuteFunctions,
	options: IHttpRequestOptions,
	token: SentToken,
): Promise<IN8nHttpFullResponse> {
	const { helpers } = context;
	if (token === 'right') {
		return await helpers.httpRequestWithAuthentication.call(context, 'siteGptWebhookApi', options);
	}
	const headers =
		token === 'wrong' ? { ...options.headers, [TOKEN_HEADER]: WRONG_TOKEN } : options.headers;
	return await helpers.httpRequest({ ...options, headers });
}

const REASONS: Record<string, string> = {
	ECONNREFUSED: 'Nothing is listening at this address',
	ECONNRESET: 'The connection was closed without an answer',
	EPIPE: 'The connection was closed without an answer',
	ERR_STREAM_PREMATURE_CLOSE: 'The connection was closed without an answer',
	ENOTFOUND: 'The host name does not exist',
	EAI_AGAIN: 'The host name could not be looked up',
	ETIMEDOUT: 'The host could not be reached',
	EHOSTUNREACH: 'The host could not be reached',
	ENETUNREACH: 'The host could not be reached',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is self-signed, which SiteGPT would not accept',
	SELF_SIGNED_CERT_IN_CHAIN: 'The certificate is self-signed, which SiteGPT would not accept',
	CERT_HAS_EXPIRED: 'The certificate has expired',
	ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host',
};

/** The reason in words. */
function reasonOf(error: unknown): string {
	const code = networkCodeOf(error, REASONS);
	if (code !== undefined) return REASONS[code];
	return error instanceof Error ? error.message : String(error);
}
