import type { VirtualTime } from './virtualTime';

type Json = Record<string, unknown>;

/** How SiteGPT may be. None of it is documented. */
export interface SiteGptTraits {
	/** The most objects on a page. */
	pageSize: number;
	/** Milliseconds before a response. */
	latency: number;
	order: 'changed' | 'started' | 'oldest' | 'any';
	/** Whether a cursor is a place in the list, so that what moves shifts the next page. */
	isOffset: boolean;
	times: 'ms' | 'seconds' | 'noZone' | 'epochSeconds' | 'epochMs' | 'epochText';
	emptyList: 'list' | 'null' | 'absent' | 'noContent';
	hasNumericIds: boolean;
	/** How far its clock is ahead of n8n's, in milliseconds. */
	ahead: number;
	/** Whether its conversations say nothing about when they changed. */
	hidesChanges?: boolean;
	/** Whether an escalation adds a message that marks it. */
	hasMarkers: boolean;
	/** Which times a rating changes, or that a conversation is resolved or a document fails. */
	touches: 'all' | 'object' | 'none';
}

export interface Chatbot {
	id: string;
	createdAt: number;
	/** Whether it is deleted, or out of the token's reach. */
	isHidden: boolean;
	/** Whether the trigger can know it: it was in a list. */
	isSeen: boolean;
	/** The status of its requests, if not 200. */
	status?: number;
	/** Milliseconds before its responses, in addition. */
	delay?: number;
}

export interface Lead {
	id: unknown;
	chatbot: string;
	/** SiteGPT's time of arrival. */
	at: number;
	fields: Json;
}

export interface Message {
	id: string | number;
	at: number;
	updatedAt: number;
	reaction: 'NEUTRAL' | 'POSITIVE' | 'NEGATIVE';
	/** When the chatbot answers; Infinity for a message without a question. */
	receivedAt: number;
	type: string;
	systemType: string | null;
}

export interface Conversation {
	id: string | number;
	chatbot: string;
	startedAt: number;
	updatedAt: number;
	escalated: boolean;
	resolved: boolean;
	messages: Message[];
	/** The status of requests for its messages, if not 200. */
	status?: number;
	/** Whether it is still listed, but gone. */
	isGone?: boolean;
	isDeleted?: boolean;
}

export interface Document {
	chatbot: string;
	id: string | number;
	at: number;
	updatedAt: number;
	status: 'SUCCESS' | 'QUEUED' | 'FAILED';
	isDeleted?: boolean;
}

/** What happens to the next request for a list. */
export type Fault =
	| { kind: 'status'; status: number; retryAfter?: number }
	| { kind: 'empty' }
	| { kind: 'leaveOut' }
	/** A visitor of the last conversation writes after the page was read. */
	| { kind: 'move' };

/** A list in its order, and how its objects look from outside. */
interface List<One extends { id: unknown } = never> {
	name: string;
	objects: One[];
	show(object: One): Json;
}

interface Response {
	statusCode: number;
	headers: Record<string, string>;
	text: string;
}

/** A simulated SiteGPT, with times and orders of many kinds, faults, and a clock of its own. */
export class SimulatedSiteGpt {
	/** The first one always works. */
	readonly chatbots: Chatbot[] = [];

	/** What happens to the next requests for the list of chatbots. */
	readonly chatbotFaults: Fault[] = [];

	/** SiteGPT's time of the last list of chatbots. */
	chatbotsListedAt = -Infinity;

	readonly leads: Lead[] = [];

	readonly conversations: Conversation[] = [];

	readonly documents: Document[] = [];

	readonly faults: Fault[] = [];

	/** n8n's time of each request, and its path. */
	readonly requests: Array<{ at: number; path: string }> = [];

	/** No requests are allowed before this time of n8n's clock. */
	noRequestsBefore = 0;

	/** Requests that came although they were not allowed. */
	forbidden = 0;

	isDown = false;

	/** Whether it has listed everything, and the trigger may know it. */
	hasListedAll = false;

	private ids = 0;

	constructor(
		private readonly time: VirtualTime,
		private readonly traits: SiteGptTraits,
	) {
		this.addChatbot('bot');
	}

	get now(): number {
		return this.time.now + this.traits.ahead;
	}

	addChatbot(id: string, isHidden = false): Chatbot {
		const chatbot = { id, createdAt: this.now, isHidden, isSeen: false };
		this.chatbots.push(chatbot);
		return chatbot;
	}

	addLead(chatbot: string): Lead {
		const lead = { id: this.newId(), chatbot, at: this.now, fields: {} };
		this.leads.push(lead);
		return lead;
	}

	addConversation(chatbot: string): Conversation {
		const conversation: Conversation = {
			id: this.newId(),
			chatbot,
			startedAt: this.now,
			updatedAt: this.now,
			escalated: false,
			resolved: false,
			messages: [],
		};
		this.conversations.push(conversation);
		return conversation;
	}

	addDocument(chatbot: string): Document {
		const document: Document = {
			chatbot,
			id: this.newId(),
			at: this.now,
			updatedAt: this.now,
			status: 'SUCCESS',
		};
		this.documents.push(document);
		return document;
	}

	write(conversation: Conversation, message: Partial<Message> = {}): Message {
		const added: Message = {
			id: this.newId(),
			at: this.now,
			updatedAt: this.now,
			reaction: 'NEUTRAL',
			receivedAt: Infinity,
			type: 'USER_MESSAGE',
			systemType: null,
			...message,
		};
		conversation.messages.push(added);
		conversation.updatedAt = this.now;
		return added;
	}

	escalate(conversation: Conversation): void {
		conversation.escalated = true;
		conversation.updatedAt = this.now;
		if (!this.traits.hasMarkers) return;
		this.write(conversation, {
			type: 'SYSTEM_MESSAGE',
			systemType: 'CONVERSATION_ESCALATED',
		});
	}

	handBack(conversation: Conversation): void {
		conversation.escalated = false;
		conversation.updatedAt = this.now;
	}

	/** Resolves a conversation, or opens it again. */
	resolve(conversation: Conversation, resolved: boolean): void {
		conversation.resolved = resolved;
		if (this.traits.touches !== 'none') conversation.updatedAt = this.now;
	}

	rate(conversation: Conversation, message: Message, reaction: Message['reaction']): void {
		message.reaction = reaction;
		if (this.traits.touches !== 'none') message.updatedAt = this.now;
		if (this.traits.touches === 'all') conversation.updatedAt = this.now;
	}

	train(document: Document, status: Document['status']): void {
		document.status = status;
		if (this.traits.touches !== 'none') document.updatedAt = this.now;
	}

	/** Answers a request as n8n's request helper returns it. */
	async respond(options: { url: string; encoding?: string }): Promise<object> {
		const url = new URL(options.url);
		this.requests.push({ at: this.time.now, path: url.pathname });
		if (this.time.now < this.noRequestsBefore) this.forbidden++;
		const chatbot = this.chatbots.find(({ id }) => id === url.pathname.split('/')[4]);
		const latency = this.traits.latency + (chatbot?.delay ?? 0);
		await this.time.sleep(latency / 2);
		const { statusCode, headers, text } = this.responseTo(url);
		const all = { ...headers, date: new Date(this.now).toUTCString() };
		// What happens now isn't in the response.
		await this.time.sleep(latency / 2);
		const chunks = async function* () {
			yield Buffer.from(text);
		};
		const body = options.encoding === 'stream' ? chunks() : parsed(text);
		return { statusCode, headers: all, body };
	}

	private responseTo({ pathname, searchParams }: URL): Response {
		const [, , , , chatbotId, kind, id, part] = pathname.split('/');
		if (this.isDown) return refusal(502, 'BAD_GATEWAY');
		if (chatbotId === undefined) return this.chatbotPage(searchParams);
		const chatbot = this.chatbots.find((one) => one.id === chatbotId);
		if (!chatbot || chatbot.isHidden) return refusal(404, 'CHATBOT_NOT_FOUND');
		if (chatbot.status !== undefined) return refusal(chatbot.status, 'REFUSED');
		if (kind === 'leads') return this.list(this.leadList(chatbotId), searchParams);
		if (kind === 'documents') return this.documentResponse(chatbotId, id, searchParams);
		if (id === undefined)
			return this.list(this.conversationList(chatbotId, searchParams), searchParams);
		const conversation = this.conversations.find(
			(one) => one.chatbot === chatbotId && String(one.id) === id,
		);
		if (!conversation || conversation.isDeleted || conversation.isGone)
			return refusal(404, 'CONVERSATION_NOT_FOUND');
		if (part !== 'messages') {
			return ok({ conversation: this.conversationObject(conversation) });
		}
		if (conversation.status !== undefined) return refusal(conversation.status, 'BROKEN');
		return this.page(this.messageList(conversation), searchParams);
	}

	private documentResponse(
		chatbotId: string,
		id: string | undefined,
		query: URLSearchParams,
	): Response {
		if (id === undefined) return this.list(this.documentList(chatbotId, query), query);
		const document = this.documents.find(
			(one) => one.chatbot === chatbotId && String(one.id) === id && !one.isDeleted,
		);
		if (!document) return refusal(404, 'DOCUMENT_NOT_FOUND');
		return ok({ document: this.documentObject(document) });
	}

	private chatbotPage(query: URLSearchParams): Response {
		this.chatbotsListedAt = this.now;
		const objects = this.chatbots.filter(({ isHidden }) => !isHidden);
		const show = (chatbot: Chatbot) => {
			chatbot.isSeen = true;
			const { id, createdAt } = chatbot;
			return { id, title: 'Support', createdAt: this.shown(createdAt) };
		};
		return this.list({ name: 'chatbots', objects, show }, query, this.chatbotFaults);
	}

	private list<One extends { id: unknown }>(
		list: List<One>,
		query: URLSearchParams,
		faults = this.faults,
	): Response {
		const fault = faults.shift();
		if (fault?.kind === 'status') {
			const { status, retryAfter } = fault;
			if (retryAfter === undefined) return refusal(status, 'FAULT');
			this.noRequestsBefore = this.time.now + Math.min(retryAfter, 3600) * 1000;
			return refusal(status, 'RATE_LIMITED', { 'retry-after': String(retryAfter) });
		}
		if (fault?.kind === 'empty') return this.emptyPage(list.name);
		if (fault?.kind === 'leaveOut') list.objects.shift();
		const response = this.page(list, query);
		if (fault?.kind === 'move') {
			const moving = this.conversations.find(({ isDeleted }) => !isDeleted);
			if (moving) moving.updatedAt = this.now;
		}
		return response;
	}

	private page<One extends { id: unknown }>(list: List<One>, query: URLSearchParams): Response {
		const { name, objects, show } = list;
		if (objects.length === 0) return this.emptyPage(name);
		const [place = '0', id] = query.get('cursor')?.split(' ') ?? [];
		const size = Math.min(this.traits.pageSize, Number(query.get('limit') ?? 50));
		const after = objects.findIndex((object) => String(object.id) === id);
		const isPlace = this.traits.isOffset || after < 0 || objects[after].id === undefined;
		const start = isPlace ? Number(place) : after + 1;
		const end = start + size;
		const hasNextPage = end < objects.length;
		if (!hasNextPage && ['conversations', 'documents'].includes(name)) this.hasListedAll = true;
		const nextCursor = hasNextPage ? `${end} ${String(objects[end - 1].id)}` : null;
		return ok({
			[name]: objects.slice(start, end).map(show),
			pagination: { hasNextPage, nextCursor },
		});
	}

	private emptyPage(name: string): Response {
		const pagination = { hasNextPage: false, nextCursor: null };
		switch (this.traits.emptyList) {
			case 'noContent':
				return { statusCode: 204, headers: {}, text: '' };
			case 'null':
				return ok({ [name]: null, pagination });
			case 'absent':
				return ok({ pagination });
			default:
				return ok({ [name]: [], pagination });
		}
	}

	private leadList(chatbotId: string): List<Lead> {
		const key = ({ at }: Lead) => (this.traits.order === 'oldest' ? at : -at);
		const any = ({ id, at }: Lead) => scramble(`${String(id)} ${at}`);
		const by = this.traits.order === 'any' ? any : key;
		const own = this.leads.filter(({ chatbot }) => chatbot === chatbotId);
		const objects = own.reverse().sort((a, b) => by(a) - by(b));
		return { name: 'leads', objects, show: (lead) => this.leadObject(lead) };
	}

	private leadObject({ id, chatbot, at, fields }: Lead): Json {
		return {
			...(id === undefined ? {} : { id }),
			chatbotId: chatbot,
			email: `${at}@example.com`,
			name: 'Jane',
			createdAt: this.shown(at),
			updatedAt: this.shown(at),
			...fields,
		};
	}

	private conversationList(chatbotId: string, query: URLSearchParams): List<Conversation> {
		const [reaction, isResolved] = [query.get('reaction'), query.get('status') === 'resolved'];
		const isListed = ({ chatbot, escalated, resolved, isDeleted, messages }: Conversation) =>
			chatbot === chatbotId &&
			!isDeleted &&
			(query.get('escalated') !== 'true' || escalated) &&
			(!isResolved || resolved) &&
			(reaction === null || messages.some((message) => message.reaction === reaction));
		return {
			name: 'conversations',
			objects: this.sorted(this.conversations.filter(isListed)),
			show: (one) => this.conversationObject(one),
		};
	}

	private documentList(chatbotId: string, query: URLSearchParams): List<Document> {
		const isListed = ({ chatbot, status, isDeleted }: Document) =>
			chatbot === chatbotId && !isDeleted && query.getAll('status').includes(status);
		const listed = this.documents.filter(isListed).map((one) => ({ ...one, startedAt: one.at }));
		return {
			name: 'documents',
			objects: this.sorted(listed),
			show: (one) => this.documentObject(one),
		};
	}

	private documentObject({ id, at, updatedAt, status }: Document): Json {
		return { id, status, createdAt: this.shown(at), updatedAt: this.shown(updatedAt) };
	}

	private sorted<One extends Pick<Conversation, 'id' | 'startedAt' | 'updatedAt'>>(all: One[]) {
		const orders: Record<SiteGptTraits['order'], (one: One) => number> = {
			changed: ({ updatedAt }) => -updatedAt,
			started: ({ startedAt }) => -startedAt,
			oldest: ({ updatedAt }) => updatedAt,
			any: ({ id }) => scramble(String(id)),
		};
		const by = orders[this.traits.order];
		return all.sort((a, b) => by(a) - by(b));
	}

	private messageList({ messages }: Conversation): List<Message> {
		return { name: 'messages', objects: [...messages], show: (one) => this.messageObject(one) };
	}

	private conversationObject(conversation: Conversation): Json {
		const { id, chatbot, startedAt, updatedAt, escalated, resolved, messages } = conversation;
		const known = { threadId: id, chatbotId: chatbot, escalated, resolved, chatUser: null };
		if (this.traits.hidesChanges) return known;
		return {
			...known,
			startedAt: this.shown(startedAt),
			updatedAt: this.shown(updatedAt),
			totalMessages: messages.length,
		};
	}

	private messageObject(message: Message): Json {
		const { id, at, updatedAt, receivedAt, type, systemType, reaction } = message;
		const isQuestion = receivedAt < Infinity;
		const isAnswered = isQuestion && this.now >= receivedAt;
		return {
			messageId: id,
			messageType: type,
			systemMessageType: systemType,
			createdAt: this.shown(at),
			updatedAt: this.shown(updatedAt),
			reaction,
			question: isQuestion ? { text: 'And?', timestamp: this.shown(at) } : null,
			answer: isAnswered ? { text: 'Yes.', timestamp: this.shown(receivedAt) } : null,
		};
	}

	/** A time in the form that this SiteGPT has. */
	shown(at: number): unknown {
		const iso = new Date(at).toISOString();
		const forms: Record<SiteGptTraits['times'], unknown> = {
			ms: iso,
			seconds: `${iso.slice(0, 19)}Z`,
			noZone: iso.slice(0, 19).replace('T', ' '),
			epochSeconds: Math.floor(at / 1000),
			epochMs: at,
			epochText: String(at),
		};
		return forms[this.traits.times];
	}

	private newId(): string | number {
		this.ids++;
		return this.traits.hasNumericIds ? this.ids : `id_${this.ids}`;
	}
}

function ok(data: Json): Response {
	return { statusCode: 200, headers: {}, text: JSON.stringify({ ok: true, data, meta: {} }) };
}

function refusal(statusCode: number, code: string, headers = {}): Response {
	const error = { code, message: 'It did not work.' };
	return { statusCode, headers, text: JSON.stringify({ ok: false, error, meta: {} }) };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

/** A number that says nothing about the order of arrival. */
function scramble(text: string): number {
	let hash = 0;
	for (const letter of text) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) % 1009;
	return Math.abs(hash);
}
