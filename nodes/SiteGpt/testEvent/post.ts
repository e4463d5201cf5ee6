import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
} from 'n8n-workflow';
import { readFailure, reasonFor } from '../../http/networkReasons';
import { TimeIsUp, withTimeLimit } from '../../http/timeLimit';
import { withCredential } from '../../http/withCredential';
import type { Mask } from '../../secrets/maskToken';
import { TOKEN_HEADER } from '../../webhookToken/token';
import { SITEGPT } from './delivery';
import { parseBody, type PostResult, readResponseText } from './endpoint';
import type { SentToken } from './headerToken';

/** An endpoint that accepts this doesn't compare tokens. */
const WRONG_TOKEN = 'a-wrong-token-sent-by-the-check';

/** The URL to send to, the credential, and what to mask in the response. */
interface PostTarget {
	url: string;
	/** Holds the token to send, already trimmed. */
	credential: ICredentialDataDecryptedObject;
	mask: Mask;
}

/**
 * Sends one POST as SiteGPT does and waits for the whole response as long as SiteGPT does. Doesn't follow
 * redirects: SiteGPT treats anything but 200 as a failed attempt, and the token is for this address only.
 * @throws if the execution was canceled
 */
export async function post(
	context: IExecuteFunctions,
	{ url, credential, mask }: PostTarget,
	body: string,
	token: SentToken,
): Promise<PostResult> {
	const cancel = context.getExecutionCancelSignal();
	const exchange = async (signal: AbortSignal) => {
		const options: IHttpRequestOptions = {
			method: 'POST',
			url,
			body,
			headers: { 'Content-Type': 'application/json' },
			// The only way to stop reading: n8n sets no limit on the size of a response.
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			abortSignal: signal,
		};
		const response = await request(withCredential(context, credential, signal), options, token);
		const header = (name: string) =>
			response.headers[name] === undefined ? undefined : String(response.headers[name]);
		const location = header('location');
		return {
			statusCode: response.statusCode,
			body: parseBody(await readResponseText(response.body), mask),
			location: location === undefined ? undefined : mask.text(location),
			asksForLogin: header('www-authenticate') !== undefined,
		};
	};
	try {
		return await withTimeLimit(SITEGPT.timeout, cancel, exchange);
	} catch (error) {
		cancel?.throwIfAborted();
		if (error instanceof TimeIsUp) {
			return { error: `No response within ${SITEGPT.timeout / 1000} seconds`, timedOut: true };
		}
		return { error: mask.text(getReason(error)) };
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

function getReason(error: unknown): string {
	const { code = '' } = readFailure(error);
	const sentence = reasonFor(code)?.sentence('this address');
	if (sentence === undefined) return error instanceof Error ? error.message : String(error);
	// What n8n can be made to trust, SiteGPT can't.
	return sentence.includes('certificate') ? `${sentence}, so SiteGPT can't use it` : sentence;
}
