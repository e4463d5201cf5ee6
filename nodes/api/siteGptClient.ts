import {
	sleep,
	type IAllExecuteFunctions,
	type ICredentialDataDecryptedObject,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
} from 'n8n-workflow';
import { assertAllowed } from '../credential/allowedDomains';
import type { Refusal, Reply } from './answer';
import { baseUrlOf } from './baseUrl';
import { ApiClient, type HttpRequest } from './client';
import { networkCodeOf } from './networkCode';
import { rejectionOf } from './rejectionOf';
import { signedBy } from './signedBy';

/** The name of the credential. */
export const CREDENTIAL = 'siteGptApi';

/** What a client needs from a node's context, whether it runs, polls, or loads a list. */
export type ApiContext = Pick<IAllExecuteFunctions, 'helpers'> & {
	getExecutionCancelSignal?(): AbortSignal | undefined;
};

/** Sends a request with the credential's secret, and resolves to the answer with any status. */
export type SendHttp = (
	options: IHttpRequestOptions & { url: string },
	signal: AbortSignal,
) => Promise<Pick<IN8nHttpFullResponse, 'statusCode' | 'headers' | 'body'>>;

/**
 * A client with the address and the secrets of a credential.
 * @throws a message for the user if the credential's address isn't a URL or isn't allowed
 */
export function siteGptClient(
	context: ApiContext,
	credential: ICredentialDataDecryptedObject,
): ApiClient {
	const http: SendHttp = async (options, signal) =>
		(await context.helpers.httpRequestWithAuthentication.call(
			signedBy<IAllExecuteFunctions>(context, credential, signal),
			CREDENTIAL,
			options,
		)) as IN8nHttpFullResponse;
	return clientWith(credential, http, context.getExecutionCancelSignal?.());
}

/** A client that sends with `http`; see {@link siteGptClient}. */
export function clientWith(
	credential: ICredentialDataDecryptedObject,
	http: SendHttp,
	cancel?: AbortSignal,
): ApiClient {
	const baseUrl = baseUrlOf(credential);
	assertAllowed(checkedUrl(baseUrl), credential);
	return new ApiClient({
		send: async (request) => await send(http, baseUrl, request, cancel),
		sleep: async (ms) =>
			await (cancel ? Promise.race([sleep(ms, cancel), rejectionOf(cancel)]) : sleep(ms)),
		now: () => performance.now(),
		random: Math.random,
	});
}

function checkedUrl(baseUrl: string): URL {
	const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
	if (!url || !['http:', 'https:'].includes(url.protocol)) {
		throw new Error(
			`The Base URL in the credential, "${baseUrl}", isn't a URL. Enter https://sitegpt.ai.`,
		);
	}
	return url;
}

async function send(
	http: SendHttp,
	baseUrl: string,
	{ method, path, body, timeout: ms }: HttpRequest,
	cancel: AbortSignal | undefined,
): Promise<Reply | Refusal> {
	const timeout = AbortSignal.timeout(ms);
	const signal = cancel ? AbortSignal.any([timeout, cancel]) : timeout;
	const options = {
		method,
		url: `${baseUrl}${path}`,
		headers: {
			Accept: 'application/json',
			...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
		},
		body,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// The token is for this address only.
		disableFollowRedirect: true,
		abortSignal: signal,
	};
	try {
		// n8n sometimes ignores the signal, for example during a DNS lookup.
		const {
			statusCode,
			headers,
			body: text,
		} = await Promise.race([http(options, signal), rejectionOf(signal)]);
		return { statusCode, headers, body: text };
	} catch (error) {
		cancel?.throwIfAborted();
		if (timeout.aborted) {
			const message = `SiteGPT didn't answer within ${ms / 1000} seconds`;
			return { problem: { message, code: 'TIMEOUT' } };
		}
		const code = networkCodeOf(error, REASONS);
		const message = REASONS[code ?? ''] ?? (error as Error).message;
		return { problem: { message, code } };
	}
}

const REASONS: Record<string, string> = {
	ECONNREFUSED: 'Nothing is listening at the Base URL',
	ENOTFOUND: 'The host name in the Base URL does not exist',
	EAI_AGAIN: 'The host name could not be looked up',
	EHOSTUNREACH: 'SiteGPT could not be reached',
	ENETUNREACH: 'SiteGPT could not be reached',
	ETIMEDOUT: 'SiteGPT could not be reached',
	ECONNRESET: 'The connection was closed without an answer',
	ECONNABORTED: 'The connection was closed without an answer',
	EPIPE: 'The connection was closed without an answer',
};
