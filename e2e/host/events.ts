export const kinds = ['message', 'escalation', 'lead'] as const;
export type Kind = (typeof kinds)[number];

/** One thing that happened at SiteGPT, told apart from all others by its id. */
export interface SentEvent {
	/** also the payload's threadId, or a lead's id */
	id: string;
	kind: Kind;
	payload: { event: string; data: Record<string, unknown> };
}

const chatbotId = 'chatbot_sender';

const payloads: Record<Kind, (id: string) => SentEvent['payload']> = {
	message: (threadId) => ({
		event: 'ADD_MESSAGE',
		data: {
			chatbotId,
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
		},
	}),
	escalation: (threadId) => ({
		event: 'CONVERSATION_ESCALATED',
		data: {
			chatbotId,
			threadId,
			dashboardUrl: `https://sitegpt.ai/${chatbotId}/chat-history/${threadId}`,
			user: {
				id: 'user_1',
				email: 'mary@example.com',
				name: 'Mary Jackson',
				phone: '+15550102',
				verified: true,
				createdAt: '2026-01-15T10:25:00Z',
			},
		},
	}),
	lead: (id) => ({
		event: 'NEW_LEAD_CAPTURE',
		data: {
			chatbotId,
			chatbotName: 'Sender',
			dashboardUrl: `https://sitegpt.ai/${chatbotId}/leads/${id}`,
			leadDetails: {
				id,
				name: 'Dorothy Vaughan',
				email: 'dorothy@example.com',
				phone: '+15550103',
				capturedAt: '2026-01-15T10:30:00Z',
				company: 'Example Ltd',
			},
		},
	}),
};

export function newEvent(kind: Kind, id: string): SentEvent {
	return { id, kind, payload: payloads[kind](id) };
}
