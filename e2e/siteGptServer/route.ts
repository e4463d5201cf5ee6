import type { IncomingHttpHeaders } from 'node:http';
import type { Json, State } from './state.ts';

/** A request that was received. */
export interface Received {
	method: string;
	/** without the query */
	path: string;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	/** parsed if it is JSON, else the text; undefined if there is none */
	body: unknown;
	/** of the answer; undefined if there was none */
	status?: number;
}

/** What a route needs. */
export interface Asked {
	state: State;
	/** what the path has in place of its parameters, decoded */
	ids: string[];
	query: URLSearchParams;
	/** an empty object if there is none */
	body: Json;
	token: Token;
	settings: Settings;
	/** tells the receivers of webhooks, if there are any */
	tell(kind: 'message' | 'escalation' | 'lead', object: Json): void;
}

export interface Token {
	scopes: string[];
	/** all unless given */
	chatbotIds?: string[];
}

/** How the server behaves, which a test may change at any time. */
export interface Settings {
	/** the chatbot's answer */
	answer(question: string): string | null;
	/** objects a page at most, whatever is asked for; a page may be empty */
	pageSize(page: number): number;
	/** how leads are sorted: SiteGPT doesn't say */
	leadOrder: 'newest first' | 'oldest first' | 'as they are';
	/** what an answer has beside its data */
	warnings: string[];
	/** how many documents the plan allows in one call */
	documentsAllowed: number;
	/** whether each cursor is the one before, as of a broken server */
	repeatsCursor: boolean;
}

/** A refusal, in SiteGPT's words. */
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

/** A call of the API: what it needs, and the `data` that it answers. */
export interface Route {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** below /api/v2, a `*` for each parameter */
	path: string;
	/** none: any token; undefined: no token at all */
	scope: string | null;
	answer(asked: Asked): unknown;
}

export function invalid(message: string, details?: unknown): Refused {
	return new Refused(400, 'VALIDATION_FAILED', message, { details });
}

/** DELETE is only done if it is confirmed. */
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
