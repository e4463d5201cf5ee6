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
import { readBody } from './body';
import { ApiClient, type ClientOptions, type HttpRequest, type World } from './client';
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
	options?: ClientOptions,
): ApiClient {
	const http: SendHttp = async (request, signal) =>
		(await context.helpers.httpRequestWithAuthentication.call(
			signedBy<IAllExecuteFunctions>(context, credential, signal),
			CREDENTIAL,
			request,
		)) as IN8nHttpFullResponse;
	return clientWith(credential, http, context.getExecutionCancelSignal?.(), options);
}

/** A client that sends with `http`; see {@link siteGptClient}. */
export function clientWith(
	credential: ICredentialDataDecryptedObject,
	http: SendHttp,
	cancel?: AbortSignal,
	options: ClientOptions = {},
): ApiClient {
	const baseUrl = baseUrlOf(credential);
	assertAllowed(checkedUrl(baseUrl), credential);
	const world: World = {
		send: async (request) => await send(http, baseUrl, request, { cancel, ...options }),
		sleep: async (ms) =>
			await (cancel ? Promise.race([sleep(ms, cancel), rejectionOf(cancel)]) : sleep(ms)),
		now: () => performance.now(),
		random: Math.random,
	};
	return new ApiClient(world, options);
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
	{ cancel, onResponse }: { cancel?: AbortSignal } & Pick<ClientOptions, 'onResponse'>,
): Promise<Reply | Refusal> {
	// A fraction, as of a deadline, is an error.
	const timeout = AbortSignal.timeout(Math.ceil(ms));
	const signal = cancel ? AbortSignal.any([timeout, cancel]) : timeout;
	const options = {
		method,
		url: `${baseUrl}${path}`,
		headers: {
			Accept: 'application/json',
			...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
		},
		body,
		// n8n's own limit on silence, 5 minutes, is shorter than some timeouts.
		timeout: Math.ceil(ms) + 1000,
		// n8n would read a body of any size and round large numbers in it.
		encoding: 'stream' as const,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// The token is for this address only.
		disableFollowRedirect: true,
		abortSignal: signal,
	};
	const answered = async (): Promise<Reply> => {
		const sentAt = Date.now();
		const { statusCode, headers, body: stream } = await http(options, signal);
		onResponse?.({ status: statusCode, headers, sentAt, answeredAt: Date.now() });
		return { statusCode, headers, body: await readBody(stream) };
	};
	try {
		// n8n sometimes ignores the signal, for example during a DNS lookup.
		return await Promise.race([answered(), rejectionOf(signal)]);
	} catch (error) {
		cancel?.throwIfAborted();
		if (timeout.aborted) {
			const seconds = Math.ceil(ms / 100) / 10;
			const message = `SiteGPT didn't answer within ${seconds} second${seconds === 1 ? '' : 's'}`;
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
