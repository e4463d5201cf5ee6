import { inOrder } from './order.ts';
import { page } from './pages.ts';
import { type ApiCall, confirmed, invalid, RefusedCall, type Route, textIn } from './route.ts';
import type { ApiJson, Conversation } from './state.ts';

const notFound = () =>
	new RefusedCall(404, 'CONVERSATION_NOT_FOUND', 'There is no such conversation.');

function findConversation({ state, ids: [chatbotId, threadId] }: ApiCall): Conversation {
	const found = state.conversation(threadId);
	if (!found || found.chatbotId !== chatbotId) throw notFound();
	return found;
}

/** The conversation as the API returns it. */
function shown({ messages, ...conversation }: Conversation): ApiJson {
	return { ...conversation, totalMessages: messages.length, lastMessage: messages.at(-1) ?? null };
}

const flags = ['important', 'escalated', 'read'] as const;

function isWanted(conversation: Conversation, query: URLSearchParams): boolean {
	const { messages, mode, resolved, tagIds, lead, title } = conversation;
	const is = (name: string, check: (value: string) => boolean) =>
		!query.has(name) || check(query.get(name)!);
	return (
		is('status', (value) => value === 'all' || (value === 'resolved') === resolved) &&
		is('mode', (value) => value === mode) &&
		flags.every((flag) => is(flag, (value) => String(conversation[flag]) === value)) &&
		is('leadId', (value) => (lead as ApiJson | null)?.id === value) &&
		query.getAll('tagId').every((tag) => (tagIds as string[]).includes(tag)) &&
		is('reaction', (value) => messages.some(({ reaction }) => reaction === value)) &&
		is('query', (value) => JSON.stringify([title, messages]).includes(value))
	);
}

/** Adds the chatbot's answer to a visitor, unless a person has taken over. */
export function ask(
	{ state, settings, tell }: Pick<ApiCall, 'state' | 'settings' | 'tell'>,
	conversation: Conversation,
	text: string,
) {
	const at = state.now();
	const said = conversation.mode === 'AGENT' ? null : settings.answer(text);
	const message = state.addMessage(conversation, {
		messageType: said === null ? 'USER_MESSAGE' : 'NORMAL_MESSAGE',
		question: { text, timestamp: at },
		answer: said === null ? null : { text: said, timestamp: state.now() },
		sources: said === null ? [] : ['https://example.com/docs'],
	});
	tell('message', {
		...message,
		threadId: conversation.threadId,
		chatbotId: conversation.chatbotId,
	});
	return message;
}

export function escalate(
	{ state, tell }: Pick<ApiCall, 'state' | 'tell'>,
	conversation: Conversation,
): void {
	conversation.escalated = true;
	state.addMessage(conversation, {
		messageType: 'SYSTEM_MESSAGE',
		systemMessageType: 'CONVERSATION_ESCALATED',
		gptModel: null,
	});
	tell('escalation', conversation);
}

const THREAD = '/chatbots/*/conversations/*';

/** SiteGPT rejects a missing body. */
function withBody(call: ApiCall): ApiCall {
	if (call.body.isMissing) throw invalid('A body is required');
	return call;
}

export const conversationRoutes: Route[] = [
	{
		method: 'GET',
		path: '/chatbots/*/conversations',
		scope: 'conversations:read',
		answer(call) {
			const { state, ids, query, settings } = call;
			const all = state.conversations.filter(({ chatbotId }) => chatbotId === ids[0]);
			const sorted = inOrder(all, settings.order, 'updatedAt', 'startedAt');
			const wanted = sorted.filter((one) => isWanted(one, query));
			const { objects, pagination } = page(wanted, 'threadId', call);
			const conversations = (objects as Conversation[]).map(shown);
			return { conversations, filters: Object.fromEntries(call.query), pagination };
		},
	},
	{
		method: 'GET',
		path: THREAD,
		scope: 'conversations:read',
		answer(call) {
			const conversation = findConversation(call);
			const messages = conversation.messages.slice(-10);
			return { conversation: { ...shown(conversation), messages } };
		},
	},
	{
		method: 'GET',
		path: `${THREAD}/messages`,
		scope: 'conversations:read',
		answer(call) {
			const { objects, pagination } = page(findConversation(call).messages, 'messageId', call);
			return { messages: objects, pagination };
		},
	},
	{
		method: 'POST',
		path: `${THREAD}/escalate`,
		scope: 'conversations:write',
		answer(call) {
			escalate(call, findConversation(withBody(call)));
			return {};
		},
	},
	{
		method: 'POST',
		path: `${THREAD}/take-over`,
		scope: 'conversations:write',
		answer(call) {
			findConversation(withBody(call)).mode = 'AGENT';
			return {};
		},
	},
	{
		method: 'POST',
		path: `${THREAD}/switch-to-ai`,
		scope: 'conversations:write',
		answer(call) {
			findConversation(withBody(call)).mode = 'AI';
			return {};
		},
	},
	{
		method: 'DELETE',
		path: THREAD,
		scope: 'conversations:delete',
		answer(call) {
			confirmed(call);
			const { conversations } = call.state;
			conversations.splice(conversations.indexOf(findConversation(call)), 1);
			return {};
		},
	},
	{
		method: 'POST',
		path: '/chatbots/*/messages',
		scope: 'conversations:write',
		answer(call) {
			const text = textIn(call.body, 'message');
			const { pageUrl = null } = call.body;
			const conversation = call.state.addConversation(call.ids[0]!, { pageUrl });
			const message = ask(call, conversation, text);
			return { conversation: shown(conversation), message };
		},
	},
	{
		method: 'POST',
		path: `${THREAD}/messages`,
		scope: 'conversations:write',
		answer(call) {
			const conversation = findConversation(call);
			return { message: ask(call, conversation, textIn(call.body, 'message')) };
		},
	},
];
