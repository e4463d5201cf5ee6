import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { assertAllowed } from '../http/allowedDomains';
import { type NetworkFailure, readFailure, reasonFor } from '../http/networkReasons';
import { sleepUnlessCanceled, TimeIsUp, withTimeLimit } from '../http/timeLimit';
import { withCredential } from '../http/withCredential';
import { createResponseMask, type ResponseMask } from '../secrets/maskResponse';
import { getBaseUrl } from './baseUrl';
import { MAX_RESPONSE_BYTES, readBody, TOO_LARGE } from './body';
import {
	ApiClient,
	type ClientOptions,
	type HttpRequest,
	outOfTime,
	type Transport,
} from './client';
import type { Failure, HttpResponse } from './envelope';
import { limiterFor, TurnTooLate } from './limiter';
import type { ApiProblem } from './problem';
import { toPlainWords } from './reason';
import { TIMEOUT_CODE } from './retries';
import { readRetryAfter } from './retryAfter';
import { authorizationFor, getSecrets } from './secret';

export const CREDENTIAL = 'siteGptApi';

/** What a client needs from a node's context, whether it runs, polls, or loads a list. */
export type ApiContext = Pick<IAllExecuteFunctions, 'helpers'> & {
	getExecutionCancelSignal?(): AbortSignal | undefined;
};

/** Sends a request with the credential's secret, and resolves to the response with any status. */
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
			withCredential<IAllExecuteFunctions>(context, credential, signal),
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
	const address = new URL(getBaseUrl(credential));
	assertAllowed(address, credential);
	const mask = createResponseMask(getSecrets(credential));
	const limiter = limiterFor(credential);
	const connection = { http, address, mask, cancel, onResponse: options.onResponse };
	const transport: Transport = {
		send: async (request) => {
			// Fails here, before anything is sent, if the secret can't be one.
			authorizationFor(credential, request.path);
			return await send(connection, request);
		},
		inTurn: async (work, patience) =>
			await limiter.run(work, pauseAskedFor, cancel, patience).catch((error: unknown) => {
				if (!(error instanceof TurnTooLate)) throw error;
				const { pauseMs } = error;
				if (pauseMs === 0) throw outOfTime();
				const message = 'SiteGPT received too many requests before';
				return { problem: { message, status: 429, retryAfter: pauseMs } };
			}),
		sleep: async (ms) => await sleepUnlessCanceled(ms, cancel),
		now: () => performance.now(),
		random: Math.random,
	};
	return new ApiClient(transport, options);
}

/** How long SiteGPT asks to wait, in milliseconds, if it refuses a request because there are too many. */
function pauseAskedFor(response: HttpResponse | Failure): number | undefined {
	if (!('statusCode' in response) || response.statusCode !== 429) return undefined;
	return readRetryAfter(response.headers) ?? 1000;
}

interface Connection extends Pick<ClientOptions, 'onResponse'> {
	http: SendHttp;
	address: URL;
	mask: ResponseMask;
	cancel: AbortSignal | undefined;
}

async function send(connection: Connection, request: HttpRequest): Promise<HttpResponse | Failure> {
	const { cancel } = connection;
	try {
		return await withTimeLimit(
			request.timeout,
			cancel,
			async (signal) => await exchange(connection, request, signal),
		);
	} catch (error) {
		cancel?.throwIfAborted();
		if (error instanceof TimeIsUp) {
			const seconds = Math.ceil(request.timeout / 100) / 10;
			const message = `SiteGPT didn't answer within ${seconds} second${seconds === 1 ? '' : 's'}`;
			return { problem: { message, code: TIMEOUT_CODE } };
		}
		return { problem: problemIn(error, connection) };
	}
}

async function exchange(
	{ http, address, mask, onResponse }: Connection,
	{ method, path, body, timeout }: HttpRequest,
	signal: AbortSignal,
): Promise<HttpResponse | Failure> {
	const options = {
		method,
		url: `${address.origin}${path}`,
		headers: {
			Accept: 'application/json',
			...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
		},
		body,
		// n8n's own limit on silence, 5 minutes, is shorter than some timeouts.
		timeout: Math.ceil(timeout) + 1000,
		// n8n would read a body of any size and round large numbers in it.
		encoding: 'stream' as const,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// The token is for this address only.
		disableFollowRedirect: true,
		abortSignal: signal,
	};
	const sentAt = Date.now();
	const { statusCode, headers, body: stream } = await http(options, signal);
	onResponse?.({ status: statusCode, headers, sentAt, receivedAt: Date.now() });
	const read = await readBody(stream, mask);
	if (read === undefined) {
		const message = `The response is larger than ${MAX_RESPONSE_BYTES / 1024 / 1024} MB`;
		return { problem: { message, code: TOO_LARGE, status: statusCode } };
	}
	const { location } = headers;
	return {
		statusCode,
		headers: typeof location === 'string' ? { ...headers, location: mask.text(location) } : headers,
		body: read.body,
		host: address.host,
	};
}

function problemIn(error: unknown, { address, mask }: Connection): ApiProblem {
	const failure = readFailure(error);
	const { code = '' } = failure;
	const message = reasonFor(code)?.sentence(describePlace(failure, address));
	if (message === undefined) return { message: toPlainWords(mask.text((error as Error).message)) };
	const mayBeHttps = code === 'ECONNRESET' && address.protocol === 'http:';
	const remedy = 'If the server uses HTTPS, the Base URL must start with https://.';
	return { message, code, ...(mayBeHttps ? { remedy } : {}) };
}

/** With a proxy, n8n connects to another port. */
function describePlace(
	{ port, address: ip }: NetworkFailure,
	{ port: asked, protocol }: URL,
): string {
	const wanted = Number(asked) || (protocol === 'https:' ? 443 : 80);
	return port === undefined || port === wanted ? 'the Base URL' : `n8n's proxy, ${ip}:${port}`;
}
