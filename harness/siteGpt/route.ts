import type { IncomingHttpHeaders } from 'node:http';
import type { ApiJson, State } from './state.ts';

export interface Received {
	method: string;
	/** without the query */
	path: string;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	/** parsed if it's JSON, otherwise the text; undefined if empty */
	body: unknown;
	/** the answer's status; undefined if there wasn't an answer */
	status?: number;
}

export interface ApiCall {
	state: State;
	/** the path's parameters, decoded */
	ids: string[];
	query: URLSearchParams;
	/** `{ isMissing: true }` if there is none */
	body: ApiJson;
	token: Token;
	settings: ServerSettings;
	/** sends an event to the webhook receivers, if there are any */
	tell(kind: 'message' | 'escalation' | 'lead', object: ApiJson): void;
}

export interface Token {
	scopes: string[];
	/** default: all */
	chatbotIds?: string[];
}

/** By the last change, by the start (newest first), by the start (oldest first), or in a new order each time. */
export type Order = 'newest change first' | 'newest first' | 'oldest first' | 'random';

/** ISO 8601 as SiteGPT's clients expect it, variants of it, or the time since 1970. */
export type Times = 'ISO' | 'whole seconds' | 'without zone' | 'epoch s' | 'epoch ms';

/** How the server behaves; tests can change it at any time. */
export interface ServerSettings {
	answer(question: string): string | null;
	/** maximum objects on a page, even if the request's limit is higher; a page may be empty */
	pageSize(page: number): number;
	/** the order of its lists, which SiteGPT doesn't document */
	order: Order;
	/** what a cursor refers to: with an offset, an object that moves shifts the pages after it */
	cursors: 'object' | 'offset';
	/** IDs of objects that are each missing from the next list that should have them */
	readonly leftOut: Set<string>;
	times: Times;
	/** what stands for a list without objects */
	emptyList: 'empty' | 'null' | 'absent' | '204';
	/** ms before the answer to a request */
	delay(request: Received): number;
	/** warnings in addition to an answer's data */
	warnings: string[];
	/** how many documents the plan allows in one call */
	documentsAllowed: number;
	/** whether each page repeats its own cursor, like a broken server would */
	repeatsCursor: boolean;
}

/** An error answer in SiteGPT's format. */
export class RefusedCall extends Error {
	readonly status: number;
	readonly code: string;
	readonly more: ApiJson;

	constructor(status: number, code: string, message: string, more: ApiJson = {}) {
		super(message);
		this.status = status;
		this.code = code;
		this.more = more;
	}
}

/** One API call: the scope it needs, and the `data` it answers with. */
export interface Route {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** relative to /api/v2, with a `*` for each parameter */
	path: string;
	/** the scope that the token needs; null: no token is needed */
	scope: string | null;
	answer(call: ApiCall): unknown;
}

export function invalid(message: string, details?: unknown): RefusedCall {
	return new RefusedCall(400, 'VALIDATION_FAILED', message, { details });
}

/** @throws {RefusedCall} if a DELETE isn't confirmed */
export function confirmed({ query, body }: ApiCall): void {
	if (query.get('confirm') !== 'true' && body.confirm !== true)
		throw invalid('confirm must be true');
}

export function textIn(body: ApiJson, field: string): string {
	const value = body[field];
	if (typeof value !== 'string' || value === '') throw invalid(`${field} is missing`, { field });
	return value;
}

export function listIn(body: ApiJson, field: string): string[] {
	const value = body[field];
	if (!Array.isArray(value) || value.length === 0) throw invalid(`${field} is empty`, { field });
	return value as string[];
}
