import { ApiError } from './apiError';
import type { ApiProblem } from './problem';
import { getFirstWords, isMarkup, reasonIn, toPlainWords } from './reason';
import type { ApiRequest } from './request';
import { readRetryAfter } from './retryAfter';

/** An HTTP response. */
export interface HttpResponse {
	statusCode: number;
	/** With lower-case names. */
	headers: Record<string, unknown>;
	/** Parsed if it is JSON, else text. */
	body: unknown;
	/** Who was asked, for example sitegpt.ai. */
	host?: string;
}

/** What SiteGPT answered: `data` of the envelope, and its warnings, such as what the plan doesn't allow. */
export interface Success {
	data: unknown;
	warnings: string[];
}

/** No response, or one that doesn't report success. */
export interface Failure {
	problem: ApiProblem;
}

/**
 * Takes the data out of the envelope: `{ok: true, data}` in v2, `{success: true, data}` in v0. Any other
 * response is a failure, even with 200, because an undocumented response may mean a failure.
 */
export function readEnvelope(
	request: ApiRequest & { list?: string },
	response: HttpResponse,
): Success | Failure {
	const { statusCode: status, body } = response;
	if (status === 204) return { data: {}, warnings: [] };
	const isSuccess = status >= 200 && status < 300;
	// Without an envelope, only a list can be recognized.
	if (request.list !== undefined && Array.isArray(body) && isSuccess) {
		return { data: body, warnings: [] };
	}
	const envelope = isObject(body) ? body : undefined;
	if (isSuccess && envelope?.[request.version === 'v0' ? 'success' : 'ok'] === true) {
		// Some responses aren't documented. Callers that need the data notice if it is missing.
		return { data: envelope.data ?? null, warnings: textsIn(envelope.warnings) };
	}
	const retryAfter = readRetryAfter(response.headers);
	const problem =
		envelope && isEnvelope(envelope)
			? readProblem(envelope, status)
			: describeForeignResponse(response);
	return { problem: { ...problem, status, retryAfter, scope: request.scope } };
}

/** Whether an object looks like a response of SiteGPT: one of v2, one of v0, or at least its error. */
function isEnvelope({ ok, success, error }: JsonObject): boolean {
	if (typeof ok === 'boolean' || typeof success === 'boolean') return true;
	return (
		isObject(error) && idText(error.code) !== undefined && nonEmptyText(error.message) !== undefined
	);
}

/** What SiteGPT itself says. */
function readProblem(envelope: JsonObject, status: number): ApiProblem {
	const error = isObject(envelope.error) ? envelope.error : undefined;
	const meta = isObject(envelope.meta) ? envelope.meta : {};
	const { ok, success, requestId } = envelope;
	const isRefusal = ok === false || success === false || error !== undefined;
	const reason = isRefusal ? reasonIn(envelope) : undefined;
	const hint = nonEmptyText(error?.hint);
	return {
		message: reason ?? unexplained('SiteGPT', status, envelope),
		from: 'siteGpt',
		isRefusal,
		code: idText(error?.code),
		hint: hint === undefined ? undefined : toPlainWords(hint),
		details: error?.details ?? undefined,
		// SiteGPT's documentation and its own client disagree on its place.
		requestId: idText(meta.requestId) ?? idText(requestId),
	};
}

/** A response without SiteGPT's envelope, which a server in front of SiteGPT may have sent. */
function describeForeignResponse({
	statusCode: status,
	headers,
	body,
	host,
}: HttpResponse): ApiProblem {
	const who = `The server at ${host ?? 'the Base URL'}`;
	if (status === 407 || headers['proxy-authenticate'] !== undefined) {
		return {
			message: `A proxy between n8n and SiteGPT asks for a login (${status})`,
			from: 'proxy',
		};
	}
	if (status === 511) {
		return { message: `The network that n8n is in asks for a login (${status})`, from: 'proxy' };
	}
	if (status >= 300 && status < 400 && typeof headers.location === 'string') {
		return { message: `${who} redirected to ${addressIn(headers.location)}`, from: 'front' };
	}
	const isInFront = isMarkup(body) || asksForOtherLogin(headers['www-authenticate']);
	return { message: unexplained(who, status, body), from: isInFront ? 'front' : 'unknown' };
}

function unexplained(who: string, status: number, body: unknown): string {
	const reason = reasonIn(body) ?? getFirstWords(body);
	const quoted = reason === undefined ? '' : `: ${reason}`;
	if (status >= 400) return `${who} answered ${status}${quoted || ' with an empty body'}`;
	const kind = isMarkup(body) ? 'a web page' : typeof body === 'string' ? 'text' : 'JSON';
	const content = body === '' ? 'an empty body' : kind;
	return `${who} answered ${status} with ${content}, which isn't the documented response${quoted}`;
}

/** SiteGPT takes a bearer token. A server that asks for a user name and a password isn't SiteGPT. */
function asksForOtherLogin(challenge: unknown): boolean {
	return typeof challenge === 'string' && !/\bbearer\b/i.test(challenge);
}

/** Without its query, which may hold a session or what was requested. */
function addressIn(location: string): string {
	return toPlainWords(location.split(/[?#]/)[0]);
}

type JsonObject = Record<string, unknown>;

/** Whether it is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An ID or a cursor as text, since SiteGPT doesn't document their type; undefined if there is none. */
export function idText(value: unknown): string | undefined {
	return nonEmptyText(typeof value === 'number' ? String(value) : value);
}

function nonEmptyText(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

function textsIn(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/**
 * The object that a response is about, for example `{lead: {...}}`. For some calls, SiteGPT's samples and
 * its clients disagree on whether the object is under a key.
 * @param mayBeDone whether the request must not be repeated without checking
 * @throws ApiError if the response has no object
 */
export function objectIn(data: unknown, key: string, mayBeDone = false): JsonObject {
	const inner = isObject(data) ? data[key] : undefined;
	// An object may have a text of that name, as a message does.
	const object = inner === undefined || typeof inner === 'string' ? data : inner;
	if (!isObject(object)) throw missing(`"${key}"`, mayBeDone);
	return object;
}

/** The error if a response doesn't have what its documentation says. */
export function missing(what: string, mayBeDone = false): ApiError {
	return new ApiError({
		message: `SiteGPT's response has no ${what}`,
		mayBeDone,
		remedy: 'Its API may have changed: please open an issue for n8n-nodes-sitegpt.',
	});
}
