import { randomUUID } from 'node:crypto';
import { triggers, type Trigger } from '../host/triggers.ts';

export interface Payload {
	event: string;
	data: Record<string, unknown>;
}

/** A valid event of the trigger's kind, as SiteGPT's page describes it, told apart by its id. */
export function eventFor({ event }: Trigger, id: string = randomUUID()): Payload {
	const chatbotId = 'bot_1';
	const threadId = `thread_${id}`;
	switch (event) {
		case 'ADD_MESSAGE':
			return {
				event,
				data: {
					chatbotId,
					threadId,
					gptModel: 'gpt-4o-mini',
					sources: ['https://example.com/opening-hours'],
					question: 'When do you open?',
					answer: 'At nine.',
					messageType: 'NORMAL_MESSAGE',
					agentId: null,
					iconUrl: null,
					agentName: null,
					systemMessageType: null,
				},
			};
		case 'CONVERSATION_ESCALATED':
			return {
				event,
				data: {
					chatbotId,
					threadId,
					dashboardUrl: `https://sitegpt.ai/bot_1/chat-history/${threadId}`,
					user: null,
				},
			};
		case 'NEW_LEAD_CAPTURE':
			return {
				event,
				data: {
					chatbotId,
					chatbotName: 'Front desk',
					dashboardUrl: `https://sitegpt.ai/bot_1/leads/lead_${id}`,
					leadDetails: {
						id: `lead_${id}`,
						name: 'Katherine Johnson',
						email: 'katherine@example.com',
						phone: null,
						capturedAt: '2026-01-15T10:30:00Z',
						'Company size': '11-50',
					},
				},
			};
	}
}

/** An event of another of SiteGPT's webhooks. */
export function foreignEventFor({ event }: Trigger): Payload {
	const other = Object.values(triggers).find((trigger) => trigger.event !== event);
	return eventFor(other as Trigger);
}
