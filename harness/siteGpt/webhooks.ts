import type { Kind, Payload } from './payloads.ts';
import { type Clock, realClock } from './sender/clock.ts';
import { deliver, type Target } from './sender/deliver.ts';
import { Ledger } from './sender/ledger.ts';
import type { ApiJson } from './state.ts';

const DASHBOARD = 'https://sitegpt.ai';

type Text = { text: string } | null;

/** The events as SiteGPT's webhook documentation shows them: flatter than the API's objects. */
const payloads: Record<Kind, (object: ApiJson) => Payload> = {
	message: ({ chatbotId, threadId, question, answer, ...message }) => ({
		event: 'ADD_MESSAGE',
		data: {
			chatbotId,
			threadId,
			messageType: message.messageType,
			question: (question as Text)?.text ?? null,
			answer: (answer as Text)?.text ?? null,
			sources: message.sources,
			gptModel: message.gptModel,
			agentId: message.agentId,
			agentName: message.agentName,
			iconUrl: message.iconUrl,
			systemMessageType: message.systemMessageType,
		},
	}),
	escalation: ({ chatbotId, threadId, chatUser }) => ({
		event: 'CONVERSATION_ESCALATED',
		data: {
			chatbotId,
			threadId,
			dashboardUrl: `${DASHBOARD}/${String(chatbotId)}/chat-history/${String(threadId)}`,
			user: chatUser,
		},
	}),
	lead: ({ chatbotId, id, name, email, phone, createdAt, customData }) => ({
		event: 'NEW_LEAD_CAPTURE',
		data: {
			chatbotId,
			chatbotName: 'Support',
			dashboardUrl: `${DASHBOARD}/${String(chatbotId)}/leads/${String(id)}`,
			leadDetails: { id, name, email, phone, capturedAt: createdAt, ...(customData as ApiJson) },
		},
	}),
};

/** Delivers events as SiteGPT documents it: retries a few times, then drops the event. */
export class Webhooks {
	readonly ledger = new Ledger();
	readonly #receivers = new Map<string, Target>();
	readonly #underWay = new Set<Promise<unknown>>();
	readonly #clock: Clock;
	#events = 0;

	constructor(clock: Clock = realClock) {
		this.#clock = clock;
	}

	deliverTo(kind: Kind, chatbotId: string, receiver: Target): void {
		this.#receivers.set(`${kind} ${chatbotId}`, receiver);
	}

	tell(kind: Kind, object: ApiJson): void {
		const receiver = this.#receivers.get(`${kind} ${String(object.chatbotId)}`);
		if (!receiver) return;
		const event = { id: `event_${++this.#events}`, kind, payload: payloads[kind](object) };
		const delivery = deliver(event, receiver, { ledger: this.ledger, clock: this.#clock });
		this.#underWay.add(delivery);
		void delivery.catch(() => {}).finally(() => this.#underWay.delete(delivery));
	}

	/** Resolves once each event is delivered or dropped. */
	async settled(): Promise<void> {
		while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
	}
}
