import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accountRoutes, sendAsAgent } from './account.ts';
import { conversationRoutes } from './conversations.ts';
import { type Planned, takeFault } from './faults.ts';
import { inForm } from './forms.ts';
import { knowledgeRoutes } from './knowledge.ts';
import { leadRoutes } from './leads.ts';
import type { Kind } from './payloads.ts';
import {
	type Received,
	RefusedCall,
	type Route,
	type ServerSettings,
	type Token,
} from './route.ts';
import { type Clock, realClock } from './sender/clock.ts';
import type { Target } from './sender/deliver.ts';
import { type ApiJson, State } from './state.ts';
import { Visitor } from './visitor.ts';
import { Webhooks } from './webhooks.ts';

const routes: Route[] = [
	...accountRoutes,
	...conversationRoutes,
	...leadRoutes,
	...knowledgeRoutes,
];

const resources = ['chatbots', 'conversations', 'knowledge', 'leads'];
const allScopes = [
	'account:read',
	...resources.flatMap((name) => ['read', 'write', 'delete'].map((verb) => `${name}:${verb}`)),
];

/**
 * A mock of SiteGPT on loopback: its HTTP API and its webhooks, as documented in its reference and its official
 * clients. Rejects undocumented calls.
 */
export class SiteGptServer {
	readonly state: State;
	/** all requests, oldest first */
	readonly requests: Received[] = [];
	readonly faults: Planned[] = [];
	readonly webhooks: Webhooks;
	readonly settings: ServerSettings = {
		answer: (question) => `You asked: ${question}`,
		pageSize: () => 100,
		order: 'newest change first',
		cursors: 'object',
		leftOut: new Set(),
		times: 'ISO',
		emptyList: 'empty',
		delay: () => 0,
		warnings: [],
		documentsAllowed: Infinity,
		repeatsCursor: false,
	};
	readonly #tokens = new Map<string, Token & { isExpired?: boolean }>();
	readonly #accountKeys = new Set<string>();
	readonly #server: Server;
	readonly #clock: Clock;

	private constructor(clock: Clock) {
		this.#clock = clock;
		this.state = new State(clock);
		this.webhooks = new Webhooks(clock);
		this.#server = createServer((request, response) => void this.#take(request, response));
	}

	/** @param clock SiteGPT's clock, for the times of its objects and the Date header */
	static async start(clock: Clock = realClock): Promise<SiteGptServer> {
		const server = new SiteGptServer(clock);
		await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
		return server;
	}

	async close(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	/** The base URL to enter in the credential. */
	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** Creates an access token; default: all scopes, all chatbots. */
	addToken(token: Partial<Token> & { isExpired?: boolean } = {}): string {
		const secret = `sgpt_${randomBytes(12).toString('hex')}`;
		this.#tokens.set(secret, { scopes: allScopes, ...token });
		return secret;
	}

	addAccountKey(): string {
		const secret = randomBytes(12).toString('hex');
		this.#accountKeys.add(secret);
		return secret;
	}

	deliverTo(kind: Kind, chatbotId: string, target: Target): void {
		this.webhooks.deliverTo(kind, chatbotId, target);
	}

	readonly tell = (kind: Kind, object: ApiJson): void => this.webhooks.tell(kind, object);

	visitor(chatbotId: string): Visitor {
		return new Visitor(this, chatbotId);
	}

	async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
		let text = '';
		request.setEncoding('utf8');
		for await (const chunk of request) text += chunk;
		const { pathname, searchParams } = new URL(request.url ?? '', this.url);
		const received: Received = {
			method: request.method ?? '',
			path: pathname,
			query: searchParams,
			headers: request.headers,
			body: parseBody(text),
		};
		this.requests.push(received);
		response.setHeader('Date', new Date(this.#clock.now()).toUTCString());
		const fault = takeFault(this.faults, received);
		if (fault === 'drop') return void response.destroy();
		const isDelay = typeof fault === 'object' && 'delay' in fault;
		const delay = isDelay ? fault.delay : this.settings.delay(received);
		if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay).unref());
		if (typeof fault === 'object' && !isDelay) {
			received.status = fault.status;
			return void response.writeHead(fault.status, fault.headers).end(fault.body);
		}
		const { status, body } = this.#answer(received);
		if (fault === 'dropAfterDoing') return void response.destroy();
		received.status = status;
		response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
	}

	#answer(received: Received): { status: number; body?: ApiJson } {
		const isV0 = received.path.startsWith('/api/v0/');
		const meta = { requestId: this.state.newId('request') };
		try {
			if (isV0) {
				const data = this.#v0(received);
				return { status: 200, body: { success: true, message: 'Message sent', data } };
			}
			const data = inForm(this.#v2(received), this.settings);
			if (data === undefined) return { status: 204 };
			const { warnings } = this.settings;
			const body = { ok: true, data, meta, ...(warnings.length > 0 ? { warnings } : {}) };
			return { status: 200, body };
		} catch (refused) {
			if (!(refused instanceof RefusedCall)) throw refused;
			const { status, code, message, more } = refused;
			const error = { code, message, ...more };
			return isV0
				? { status, body: { success: false, message, data: null, error } }
				: { status, body: { ok: false, error, meta } };
		}
	}

	#v2({ method, path, query, headers, body }: Received): unknown {
		for (const route of routes) {
			const ids = route.method === method ? idsIn(route.path, path) : undefined;
			if (!ids) continue;
			const token = route.scope === null ? { scopes: [] } : this.#tokenOf(headers.authorization);
			if (route.scope && route.scope !== 'none' && !token.scopes.includes(route.scope)) {
				// SiteGPT doesn't document the HTTP status of each code; these are the usual ones.
				throw new RefusedCall(
					403,
					'TOKEN_SCOPE_NOT_ALLOWED',
					'The token is not allowed to do this.',
					{
						hint: `Ask for a token with ${route.scope}.`,
					},
				);
			}
			const [chatbotId] = ids;
			const isVisible = !token.chatbotIds || token.chatbotIds.includes(chatbotId ?? '');
			if (chatbotId !== undefined) {
				const exists = this.state.chatbots.some(({ id }) => id === chatbotId);
				if (!exists || !isVisible) {
					throw new RefusedCall(404, 'CHATBOT_NOT_FOUND', 'There is no such chatbot.');
				}
			}
			const { state, settings, tell } = this;
			const given = body === undefined ? { isMissing: true } : (body as ApiJson);
			return route.answer({ state, settings, tell, ids, query, body: given, token });
		}
		throw new RefusedCall(404, 'NOT_FOUND', 'There is no such call.');
	}

	#tokenOf(header: string | undefined): Token {
		if (!header) {
			throw new RefusedCall(401, 'AUTHORIZATION_HEADER_REQUIRED', 'Send an Authorization header.');
		}
		const token = this.#tokens.get(header.replace(/^Bearer /, ''));
		if (!token) throw new RefusedCall(401, 'TOKEN_NOT_VALID', 'The token is not valid.');
		if (token.isExpired) throw new RefusedCall(401, 'TOKEN_NOT_VALID', 'The token has expired.');
		return token;
	}

	#v0({ method, path, headers, body }: Received): unknown {
		const ids = method === 'POST' ? idsIn('/chatbots/*/message', path, 'v0') : undefined;
		if (!this.#accountKeys.has((headers.authorization ?? '').replace(/^Bearer /, ''))) {
			throw new RefusedCall(401, 'API_KEY_NOT_VALID', 'The API key is not valid.', {
				details: null,
			});
		}
		if (!ids) throw new RefusedCall(404, 'NOT_FOUND', 'There is no such call.');
		return sendAsAgent(this, ids[0]!, body as ApiJson);
	}
}

function parseBody(text: string): unknown {
	if (text === '') return undefined;
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

/** Returns the path's values for each `*`; undefined if the path doesn't match. */
function idsIn(pattern: string, path: string, version = 'v2'): string[] | undefined {
	const expected = `/api/${version}${pattern}`.split('/');
	const segments = path.split('/');
	if (segments.length !== expected.length) return undefined;
	if (expected.some((one, index) => one !== '*' && one !== segments[index])) return undefined;
	return segments.filter((_, index) => expected[index] === '*').map(decodeURIComponent);
}
