import type { IncomingHttpHeaders } from 'node:http';
import type { Json, State } from './state.ts';

/** A received request. */
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

/** What a route gets. */
export interface Asked {
	state: State;
	/** the path's parameters, decoded */
	ids: string[];
	query: URLSearchParams;
	/** `{ isMissing: true }` if there is none */
	body: Json;
	token: Token;
	settings: Settings;
	/** sends an event to the webhook receivers, if there are any */
	tell(kind: 'message' | 'escalation' | 'lead', object: Json): void;
}

export interface Token {
	scopes: string[];
	/** default: all */
	chatbotIds?: string[];
}

/** How the server behaves; tests can change it at any time. */
export interface Settings {
	/** the chatbot's answer */
	answer(question: string): string | null;
	/** maximum objects on a page, even if the request's limit is higher; a page may be empty */
	pageSize(page: number): number;
	/** the order of leads, which SiteGPT doesn't document */
	leadOrder: 'newest first' | 'oldest first' | 'as they are';
	/** warnings in addition to an answer's data */
	warnings: string[];
	/** how many documents the plan allows in one call */
	documentsAllowed: number;
	/** whether each page repeats its own cursor, like a broken server would */
	repeatsCursor: boolean;
}

/** An error answer in SiteGPT's format. */
export class Refused extends Error {
	readonly status: number;
	readonly code: string;
	readonly more: Json;

	constructor(status: number, code: string, message: string, more: Json = {}) {
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
	answer(asked: Asked): unknown;
}

export function invalid(message: string, details?: unknown): Refused {
	return new Refused(400, 'VALIDATION_FAILED', message, { details });
}

/** @throws {Refused} if a DELETE isn't confirmed */
export function confirmed({ query, body }: Asked): void {
	if (query.get('confirm') !== 'true' && body.confirm !== true)
		throw invalid('confirm must be true');
}

export function textIn(body: Json, field: string): string {
	const value = body[field];
	if (typeof value !== 'string' || value === '') throw invalid(`${field} is missing`, { field });
	return value;
}

export function listIn(body: Json, field: string): string[] {
	const value = body[field];
	if (!Array.isArray(value) || value.length === 0) throw invalid(`${field} is empty`, { field });
	return value as string[];
}
