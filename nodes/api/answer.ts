import { ApiError, type ApiProblem } from './apiError';
import type { ApiRequest } from './request';

/** An HTTP answer. */
export interface Reply {
	statusCode: number;
	/** With lower-case names. */
	headers: Record<string, unknown>;
	/** Parsed if it is JSON, else text. */
	body: unknown;
}

/** What SiteGPT answered: `data` of the envelope, and its warnings, such as what the plan doesn't allow. */
export interface Answer {
	data: unknown;
	warnings: string[];
}

/** No answer, or one that doesn't report success. */
export interface Refusal {
	problem: ApiProblem;
}

/**
 * Takes the data out of the envelope: `{ok: true, data}` in v2, `{success: true, data}` in v0. Any other
 * answer is a refusal, even with 200, because an undocumented answer may mean a failure.
 */
export function readAnswer(
	request: ApiRequest & { list?: string },
	reply: Reply,
): Answer | Refusal {
	const { statusCode: status, body } = reply;
	if (status === 204) return { data: {}, warnings: [] };
	const envelope = isObject(body) ? body : undefined;
	const isSuccess = envelope?.[request.version === 'v0' ? 'success' : 'ok'] === true;
	// Without an envelope, only a list can be recognized.
	if (request.list !== undefined && Array.isArray(body) && status >= 200 && status < 300) {
		return { data: body, warnings: [] };
	}
	if (envelope && isSuccess && status >= 200 && status < 300) {
		// Some answers aren't documented. Callers that need the data notice if it is missing.
		return { data: envelope.data ?? null, warnings: textsOf(envelope.warnings) };
	}
	return { problem: { ...problemOf(reply, envelope), scope: request.scope } };
}

function problemOf(
	{ statusCode: status, headers, body }: Reply,
	envelope?: JsonObject,
): ApiProblem {
	const retryAfter = retryAfterOf(headers['retry-after']);
	const error = isObject(envelope?.error) ? envelope.error : undefined;
	const meta = isObject(envelope?.meta) ? envelope.meta : {};
	const message = textOf(error?.message) ?? textOf(envelope?.message);
	if (message !== undefined) {
		return {
			message,
			status,
			retryAfter,
			code: textOf(error?.code),
			hint: textOf(error?.hint),
			details: error?.details ?? undefined,
			// SiteGPT's documentation and its own client disagree on its place.
			requestId: textOf(meta.requestId) ?? textOf(envelope?.requestId),
		};
	}
	if (status >= 300 && status < 400) {
		return {
			message: `SiteGPT redirected to ${String(headers.location ?? 'another address')}. Check the Base URL in the credential`,
			status,
		};
	}
	const kind = envelope
		? 'JSON'
		: typeof body === 'string' && body !== ''
			? 'text'
			: 'an empty body';
	const documented = status >= 200 && status < 300 ? ", which isn't the documented response" : '';
	return { message: `SiteGPT answered ${status} with ${kind}${documented}`, status, retryAfter };
}

/** Milliseconds from a Retry-After header: seconds or a date (RFC 9110). */
function retryAfterOf(header: unknown): number | undefined {
	if (typeof header !== 'string' && typeof header !== 'number') return undefined;
	const seconds = Number(header);
	const ms = Number.isNaN(seconds) ? Date.parse(String(header)) - Date.now() : seconds * 1000;
	return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

type JsonObject = Record<string, unknown>;

/** Whether it is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An ID or a cursor as text, since SiteGPT doesn't document their type; undefined if there is none. */
export function idText(value: unknown): string | undefined {
	return textOf(typeof value === 'number' ? String(value) : value);
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

function textsOf(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/**
 * The object that an answer is about, for example `{lead: {...}}`. For some calls, SiteGPT's samples and
 * its clients disagree on whether the object is under a key.
 * @throws ApiError if the answer has no object
 */
export function objectIn(data: unknown, key: string): JsonObject {
	const object = isObject(data) && isObject(data[key]) ? data[key] : data;
	if (!isObject(object)) throw new ApiError({ message: `SiteGPT's answer has no "${key}"` });
	return object;
}
