import { randomBytes } from 'node:crypto';
import type { Clock } from './sender/clock.ts';

/**
 * SiteGPT's data, shaped like the types of its official clients. Each object has an extra field that no client
 * expects, because SiteGPT may add fields at any time.
 */
export interface ApiJson {
	[field: string]: unknown;
}

export interface Message extends ApiJson {
	messageId: string;
	createdAt: string;
	question: { text: string; timestamp: string } | null;
	answer: { text: string; timestamp: string } | null;
}

export interface Conversation extends ApiJson {
	threadId: string;
	chatbotId: string;
	updatedAt: string;
	messages: Message[];
}

export interface Lead extends ApiJson {
	id: string;
	chatbotId: string;
	createdAt: string;
}

export interface Document extends ApiJson {
	id: string;
	status: string;
	/** how many reads until it's trained; default: never trained */
	readsUntilTrained?: number;
}

export interface Chatbot extends ApiJson {
	id: string;
}

/** All data, in plain lists that tests can read and change. */
export class State {
	readonly chatbots: Chatbot[] = [];
	readonly conversations: Conversation[] = [];
	readonly leads: Lead[] = [];
	readonly documents: Array<Document & { chatbotId: string }> = [];
	readonly #clock: Clock;
	#last = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	newId(kind: string): string {
		return `${kind}_${++this.#last}_${randomBytes(4).toString('hex')}`;
	}

	now(): string {
		return new Date(this.#clock.now()).toISOString();
	}

	addChatbot(fields: ApiJson = {}): Chatbot {
		const at = this.now();
		const chatbot = {
			id: this.newId('chatbot'),
			title: 'Support',
			description: null,
			createdAt: at,
			updatedAt: at,
			newField: { of: 'SiteGPT' },
			...fields,
		};
		this.chatbots.push(chatbot);
		return chatbot;
	}

	addConversation(chatbotId: string, fields: ApiJson = {}): Conversation {
		const at = this.now();
		const conversation = {
			threadId: this.newId('thread'),
			chatbotId,
			mode: 'AI',
			startedAt: at,
			updatedAt: at,
			endedAt: null,
			escalated: false,
			important: false,
			resolved: false,
			read: false,
			title: null,
			tagIds: [],
			sessionId: null,
			pageUrl: null,
			chatUserId: null,
			chatUser: null,
			lead: null,
			unreadMessages: 0,
			newField: { of: 'SiteGPT' },
			...fields,
			messages: [] as Message[],
		};
		this.conversations.push(conversation);
		return conversation;
	}

	addMessage(conversation: Conversation, fields: ApiJson = {}): Message {
		const at = this.now();
		const message = {
			messageId: this.newId('message'),
			reaction: 'NEUTRAL',
			gptModel: 'gpt-4',
			sources: [],
			agentId: null,
			agentName: null,
			iconUrl: null,
			pageUrl: null,
			createdAt: at,
			updatedAt: at,
			messageType: 'NORMAL_MESSAGE',
			systemMessageType: null,
			question: null,
			answer: null,
			newField: { of: 'SiteGPT' },
			...fields,
		};
		conversation.messages.push(message);
		conversation.updatedAt = message.createdAt;
		return message;
	}

	addLead(chatbotId: string, fields: ApiJson = {}): Lead {
		const at = this.now();
		const lead = {
			id: this.newId('lead'),
			chatbotId,
			email: 'jane@example.com',
			name: 'Jane Doe',
			phone: null,
			tags: [],
			chatUser: null,
			customData: {},
			important: false,
			archived: false,
			createdAt: at,
			updatedAt: at,
			newField: { of: 'SiteGPT' },
			...fields,
		};
		this.leads.push(lead);
		return lead;
	}

	addDocument(chatbotId: string, fields: ApiJson = {}): Document & { chatbotId: string } {
		const at = this.now();
		const document = {
			id: this.newId('document'),
			chatbotId,
			name: null,
			externalId: 'https://example.com/',
			type: 'URL',
			source: 'URLS_LIST',
			status: 'SUCCESS',
			error: null,
			content: 'Some words.',
			metadata: {},
			properties: null,
			isContentUpdatedManually: false,
			lastSyncedAt: null,
			createdAt: at,
			updatedAt: at,
			newField: { of: 'SiteGPT' },
			...fields,
		};
		this.documents.push(document);
		return document;
	}

	conversation(threadId: unknown): Conversation | undefined {
		return this.conversations.find((one) => one.threadId === threadId);
	}
}
