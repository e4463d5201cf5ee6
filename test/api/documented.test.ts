import { getLimits, getMe } from '../../nodes/api/account';
import { getAnalytics, getChatbot, listChatbots } from '../../nodes/api/chatbots';
import {
	changeConversation,
	deleteConversation,
	getConversation,
	listConversations,
	listMessages,
} from '../../nodes/api/conversations';
import {
	addDocuments,
	deleteDocument,
	getDocument,
	listDocuments,
	resyncDocuments,
	setText,
	updateDocument,
} from '../../nodes/api/knowledge';
import { changeLead, deleteLead, getLead, listLeads } from '../../nodes/api/leads';
import { sendAsAgent, sendMessage } from '../../nodes/api/messages';
import { type ListRequest, readPage } from '../../nodes/api/pages';
import type { ApiRequest } from '../../nodes/api/request';
import { FakeTransport, ok, reply } from './fakeTransport';

const hi = { message: 'Hi' };

/** As in SiteGPT's documentation: the request, the scope, and the body. */
const calls: Array<[string, ApiRequest, scope: string | undefined, body?: object]> = [
	['GET /api/v2/me', getMe(), undefined],
	['GET /api/v2/limits', getLimits(), 'account:read'],
	['GET /api/v2/chatbots', listChatbots(), 'chatbots:read'],
	['GET /api/v2/chatbots/c', getChatbot('c'), 'chatbots:read'],
	['GET /api/v2/chatbots/c/analytics', getAnalytics('c', {}), undefined],
	['GET /api/v2/chatbots/c/conversations', listConversations('c'), 'conversations:read'],
	[
		'GET /api/v2/chatbots/c/conversations?status=open&read=false&tagId=a&tagId=b',
		listConversations('c', { status: 'open', read: false, tagId: ['a', 'b'] }),
		'conversations:read',
	],
	['GET /api/v2/chatbots/c/conversations/t', getConversation('c', 't'), 'conversations:read'],
	['GET /api/v2/chatbots/c/conversations/t/messages', listMessages('c', 't'), 'conversations:read'],
	...(
		[
			['escalate', 'escalate'],
			['take-over', 'takeOver'],
			['switch-to-ai', 'switchToAi'],
		] as const
	).flatMap(([path, change]): typeof calls => {
		const request = `POST /api/v2/chatbots/c/conversations/t/${path}`;
		return [
			[request, changeConversation('c', 't', change, 'Hi'), 'conversations:write', hi],
			[request, changeConversation('c', 't', change, undefined), 'conversations:write', {}],
		];
	}),
	[
		'DELETE /api/v2/chatbots/c/conversations/t?confirm=true',
		deleteConversation('c', 't'),
		'conversations:delete',
	],
	['POST /api/v2/chatbots/c/messages', sendMessage('c', '', hi, 1), 'conversations:write', hi],
	[
		'POST /api/v2/chatbots/c/conversations/t/messages',
		sendMessage('c', 't', hi, 1),
		'conversations:write',
		hi,
	],
	[
		'POST /api/v0/chatbots/c/message',
		sendAsAgent('c', { ...hi, threadId: 't' }),
		undefined,
		{ ...hi, threadId: 't', from: 'AGENT' },
	],
	['GET /api/v2/chatbots/c/leads', listLeads('c'), 'leads:read'],
	[
		'GET /api/v2/chatbots/c/leads?status=open&important=true&query=olga',
		listLeads('c', { status: 'open', important: true, query: 'olga' }),
		'leads:read',
	],
	['GET /api/v2/chatbots/c/leads/l', getLead('c', 'l'), 'leads:read'],
	[
		'POST /api/v2/chatbots/c/leads/actions',
		changeLead('c', ' l ', 'star'),
		'leads:write',
		{ action: 'star', leadIds: ['l'] },
	],
	['DELETE /api/v2/chatbots/c/leads/l?confirm=true', deleteLead('c', 'l'), 'leads:delete'],
	['GET /api/v2/chatbots/c/documents', listDocuments('c'), 'knowledge:read'],
	[
		'GET /api/v2/chatbots/c/documents?status=FAILED&status=QUEUED',
		listDocuments('c', { status: ['FAILED', 'QUEUED'] }),
		'knowledge:read',
	],
	['GET /api/v2/chatbots/c/documents/d', getDocument('c', 'd'), 'knowledge:read'],
	[
		'GET /api/v2/chatbots/c/documents/d?includeContent=true&maxContentChars=9',
		getDocument('c', 'd', { includeContent: true, maxContentChars: 9 }),
		'knowledge:read',
	],
	[
		'POST /api/v2/chatbots/c/knowledge/links',
		addDocuments('c', 'links', { urls: ['u'] }),
		'knowledge:write',
		{ urls: ['u'] },
	],
	[
		'POST /api/v2/chatbots/c/knowledge/text',
		setText('c', 'text', undefined),
		'knowledge:write',
		{ text: 'text' },
	],
	[
		'POST /api/v2/chatbots/c/knowledge/text',
		setText('c', 'text', 'n'),
		'knowledge:write',
		{ text: 'text', name: 'n' },
	],
	[
		'PATCH /api/v2/chatbots/c/documents/d',
		updateDocument('c', 'd', 'text'),
		'knowledge:write',
		{ content: 'text' },
	],
	[
		'DELETE /api/v2/chatbots/c/documents/d?confirm=true',
		deleteDocument('c', 'd'),
		'knowledge:delete',
	],
	[
		'POST /api/v2/chatbots/c/documents/resync',
		resyncDocuments('c', ['d', 7]),
		'knowledge:write',
		{ documentIds: ['d', '7'] },
	],
];

test.each(calls)('%s', async (...[line, request, scope, body]) => {
	const transport = new FakeTransport([reply(400)]);
	await expect(transport.client.call(request)).rejects.toMatchObject({ problem: { scope } });
	const [sent] = transport.sent;
	expect(`${sent.method} ${sent.path}`).toBe(line);
	expect(sent.body).toBe(body && JSON.stringify(body));
});

const lists: Array<[string, ListRequest, id: string]> = [
	['chatbots', listChatbots(), 'id'],
	['conversations', listConversations('c'), 'threadId'],
	['messages', listMessages('c', 't'), 'messageId'],
	['leads', listLeads('c'), 'id'],
	['documents', listDocuments('c'), 'id'],
];

test.each(lists)('a page of %s is read from that field', async (name, request, id) => {
	const transport = new FakeTransport([ok({ [name]: [{ [id]: '1' }] })]);
	expect((await readPage(transport.client, request, 500)).objects).toEqual([{ [id]: '1' }]);
	expect(request.id).toBe(id);
	// SiteGPT documents no limit for chatbots.
	const limit = name === 'chatbots' ? null : '100';
	expect(new URL(transport.sent[0].path, 'https://a.example').searchParams.get('limit')).toBe(
		limit,
	);
});

test('SiteGPT has more time for an answer of the chatbot and for files', async () => {
	const transport = new FakeTransport([ok({})]);
	for (const request of [
		sendMessage('c', 't', hi, 90_000),
		addDocuments('c', 'files', {}),
		getMe(),
	]) {
		await transport.client.call(request);
	}
	expect(transport.sent.map(({ timeout }) => timeout)).toEqual([90_000, 120_000, 30_000]);
});

test('IDs that could mean something else are not deleted', () => {
	for (const remove of [deleteConversation, deleteDocument, deleteLead]) {
		expect(() => remove('c', '%2e%2e')).toThrow("can't be a");
		expect(() => remove('a%2fb', 'x')).toThrow("can't be a chatbot ID to delete");
	}
	expect(() => changeLead('c', '', 'star')).toThrow('The lead ID is empty');
	expect(() => resyncDocuments('c', ['d', null])).toThrow('The document ID is empty');
});
