import type { IExecuteFunctions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import { TOKEN_HEADER } from '../../webhook/token';
import { SITEGPT, type Reply } from './delivery';

/** What to send as the token: the credential's, a wrong one, or none. */
export type SentToken = 'right' | 'wrong' | 'none';

/** An endpoint that takes this for a right token has a wrong idea of tokens. */
const WRONG_TOKEN = 'a-wrong-token-sent-by-the-check';

/** More of an answer than this, in characters, is not passed on. */
const LONGEST_BODY = 10_000;

/**
 * Sends one POST as SiteGPT does and waits as long as SiteGPT does. Follows no redirect, since SiteGPT
 * takes anything but 200 for a failed attempt, and since the token is meant for this address alone.
 * @throws where the execution was cancelled
 */
export async function post(
	context: IExecuteFunctions,
	url: string,
	body: string,
	token: SentToken,
): Promise<Reply> {
	const timeout = AbortSignal.timeout(SITEGPT.timeout);
	const cancel = context.getExecutionCancelSignal();
	const options: IHttpRequestOptions = {
		method: 'POST',
		url,
		body,
		headers: { 'Content-Type': 'application/json' },
		encoding: 'text',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: SITEGPT.timeout,
		abortSignal: cancel ? AbortSignal.any([timeout, cancel]) : timeout,
	};
	try {
		const { statusCode, body: answer } = await Promise.race([
			request(context, options, token),
			rejectionOf(timeout),
		]);
		return { statusCode, body: await withoutToken(context, String(answer ?? '')) };
	} catch (error) {
		cancel?.throwIfAborted();
		if (timeout.aborted) {
			return { error: `No answer within ${SITEGPT.timeout / 1000} seconds` };
		}
		return { error: await withoutToken(context, reasonOf(error)) };
	}
}

/** Beside abortSignal, which n8n replaces by its own where it adds a credential. */
async function rejectionOf(signal: AbortSignal): Promise<never> {
	return await new Promise((_, reject) => {
		signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
	});
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

/** Some servers repeat a request's headers in their answer. A token has no place in an item. */
async function withoutToken(context: IExecuteFunctions, text: string): Promise<string> {
	const { token } = await context.getCredentials('siteGptWebhookApi');
	const shortened = text.length > LONGEST_BODY ? `${text.slice(0, LONGEST_BODY)}...` : text;
	return typeof token === 'string' && token !== ''
		? shortened.replaceAll(token, '[token]')
		: shortened;
}

const REASONS: Record<string, string> = {
	ECONNREFUSED: 'Nothing listens at this address',
	ECONNRESET: 'The connection was closed without an answer',
	EPIPE: 'The connection was closed without an answer',
	ENOTFOUND: 'There is no host of this name',
	EAI_AGAIN: 'The name of the host could not be looked up',
	ETIMEDOUT: 'The host could not be reached',
	EHOSTUNREACH: 'The host could not be reached',
	ENETUNREACH: 'The host could not be reached',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is self-signed, which SiteGPT would not accept',
	SELF_SIGNED_CERT_IN_CHAIN: 'The certificate is self-signed, which SiteGPT would not accept',
	CERT_HAS_EXPIRED: 'The certificate has expired',
	ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host',
};

/** The reason in words. n8n wraps what the network says, at times twice, and older ones keep its code only. */
function reasonOf(error: unknown): string {
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		const { code, httpCode } = cause as { code?: string; httpCode?: string };
		const reason = REASONS[code ?? ''] ?? REASONS[httpCode ?? ''];
		if (reason) return reason;
	}
	return error instanceof Error ? error.message : String(error);
}
