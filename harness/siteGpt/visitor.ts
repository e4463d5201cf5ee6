import { ask, escalate } from './conversations.ts';
import type { ApiCall } from './route.ts';
import type { ApiJson, Conversation, Lead } from './state.ts';

/** A visitor who talks to a chatbot on a website. */
export class Visitor {
	readonly #server: Pick<ApiCall, 'state' | 'settings' | 'tell'>;
	readonly #chatbotId: string;
	#conversation: Conversation | undefined;

	constructor(server: Pick<ApiCall, 'state' | 'settings' | 'tell'>, chatbotId: string) {
		this.#server = server;
		this.#chatbotId = chatbotId;
	}

	get conversation(): Conversation {
		this.#conversation ??= this.#server.state.addConversation(this.#chatbotId);
		return this.#conversation;
	}

	ask(text: string): void {
		ask(this.#server, this.conversation, text);
	}

	escalate(): void {
		escalate(this.#server, this.conversation);
	}

	leave(fields: ApiJson = {}): Lead {
		const lead = this.#server.state.addLead(this.#chatbotId, fields);
		this.conversation.lead = lead;
		this.#server.tell('lead', lead);
		return lead;
	}

	/** What the chat window shows, in order. */
	get sees(): string[] {
		return this.conversation.messages.flatMap(({ question, answer, agentName }) => [
			...(question ? [`me: ${question.text}`] : []),
			...(answer ? [`${String(agentName ?? 'chatbot')}: ${answer.text}`] : []),
		]);
	}
}
