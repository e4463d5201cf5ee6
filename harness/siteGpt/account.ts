import { type ApiCall, invalid, RefusedCall, type Route } from './route.ts';
import type { ApiJson } from './state.ts';

export const accountRoutes: Route[] = [
	{ method: 'GET', path: '/health', scope: null, answer: () => ({ status: 'ok' }) },
	{
		method: 'GET',
		path: '/me',
		scope: 'none',
		answer: ({ token: { scopes } }) => ({
			user: { id: 'user_1', email: 'owner@example.com', name: 'Olga Owner' },
			auth: { type: 'agent_token', scopes },
		}),
	},
	{
		method: 'GET',
		path: '/limits',
		scope: 'account:read',
		answer: () => ({ messages: { limit: 1000, used: 7 } }),
	},
	{
		method: 'GET',
		path: '/chatbots',
		scope: 'chatbots:read',
		answer({ state, token: { chatbotIds } }) {
			return {
				chatbots: state.chatbots.filter(({ id }) => !chatbotIds || chatbotIds.includes(id)),
			};
		},
	},
	{
		method: 'GET',
		path: '/chatbots/*',
		scope: 'chatbots:read',
		answer: ({ state, ids }) => ({ chatbot: state.chatbots.find(({ id }) => id === ids[0]) }),
	},
	{
		method: 'GET',
		path: '/chatbots/*/analytics',
		scope: 'none',
		answer({ state, query }) {
			const today = state.now().slice(0, 10);
			const { startDay = today, endDay = today } = Object.fromEntries(query);
			if (![startDay, endDay].every((day) => /^\d{4}-\d\d-\d\d$/.test(day))) throw invalid('day');
			const totals = { widgetOpens: 5 };
			return { analytics: { startDay, endDay, insightsEnabled: true, totals, newField: 1 } };
		},
	},
];

/** The v0 call that sends a person's answer; v2 doesn't have one. */
export function sendAsAgent(
	{ state, tell }: Pick<ApiCall, 'state' | 'tell'>,
	chatbotId: string,
	body: ApiJson,
) {
	const conversation = state.conversation(body.threadId);
	if (!state.chatbots.some(({ id }) => id === chatbotId) || conversation?.chatbotId !== chatbotId) {
		throw new RefusedCall(404, 'CHATBOT_NOT_FOUND', 'There is no such chatbot.');
	}
	if (body.from !== 'AGENT' || typeof body.message !== 'string') {
		throw new RefusedCall(400, 'REQUEST_VALIDATION_FAILED', 'The request is not valid.');
	}
	const { agentName = null, iconUrl = null } = body;
	const message = state.addMessage(conversation, {
		messageType: 'AGENT_MESSAGE',
		answer: { text: body.message, timestamp: state.now() },
		gptModel: null,
		agentName,
		iconUrl,
	});
	tell('message', { ...message, threadId: conversation.threadId, chatbotId });
	return {
		message: {
			id: message.messageId,
			question: null,
			answer: body.message,
			sources: [],
			gptModel: null,
			reaction: 'NEUTRAL',
			threadId: conversation.threadId,
			messageType: 'AGENT_MESSAGE',
			iconUrl,
			agentName,
			prompts: [],
			smartPrompts: [],
			chatbotId,
		},
	};
}
