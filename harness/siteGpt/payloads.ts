import { randomUUID } from 'node:crypto';

/**
 * What SiteGPT sends, based on its documentation and independent of the package under test.
 * Source: https://sitegpt.ai/docs/developers/webhooks
 */
export type EventData = Record<string, unknown>;

export interface Payload {
	event: string;
	data: EventData;
}

const CHATBOT_ID = 'bot_1';

const messageData = (threadId: string): EventData => ({
	chatbotId: CHATBOT_ID,
	threadId,
	gptModel: 'gpt-4o-mini',
	sources: ['https://example.com/parcels'],
	question: 'Where is my parcel?',
	answer: 'It left our warehouse this morning.',
	messageType: 'NORMAL_MESSAGE',
	agentId: null,
	iconUrl: null,
	agentName: null,
	systemMessageType: null,
});

const escalationData = (threadId: string): EventData => ({
	chatbotId: CHATBOT_ID,
	threadId,
	dashboardUrl: `https://sitegpt.ai/${CHATBOT_ID}/chat-history/${threadId}`,
	user: {
		id: 'user_1',
		email: 'mary@example.com',
		name: 'Mary Jackson',
		phone: '+15550102',
		verified: true,
		createdAt: '2026-01-15T10:25:00Z',
	},
});

const leadData = (id: string): EventData => ({
	chatbotId: CHATBOT_ID,
	chatbotName: 'Front desk',
	dashboardUrl: `https://sitegpt.ai/${CHATBOT_ID}/leads/${id}`,
	leadDetails: {
		id,
		name: 'Dorothy Vaughan',
		email: 'dorothy@example.com',
		phone: '+15550103',
		capturedAt: '2026-01-15T10:30:00Z',
		company: 'Example Ltd',
	},
});

export const events = {
	message: { event: 'ADD_MESSAGE', data: messageData },
	escalation: { event: 'CONVERSATION_ESCALATED', data: escalationData },
	lead: { event: 'NEW_LEAD_CAPTURE', data: leadData },
};

export type Kind = keyof typeof events;
export const kinds = Object.keys(events) as Kind[];

export function eventFor(
	{ event, data }: (typeof events)[Kind],
	id = `id_${randomUUID()}`,
): Payload {
	return { event, data: data(id) };
}

/** One event at SiteGPT, identified by its ID. */
export interface SentEvent {
	/** also the payload's threadId, or a lead's id */
	id: string;
	kind: Kind;
	payload: Payload;
}

export function newEvent(kind: Kind, id: string): SentEvent {
	return { id, kind, payload: eventFor(events[kind], id) };
}
