import type { Checks } from './checks.ts';

/** Checks the calls that only read, for one chatbot. Returns what it has none of, such as "lead". */
export async function checkReading(checks: Checks, chatbot: string): Promise<string[]> {
	await checks.check('Account: Check Access', async () => await checks.one('me', 'getMe'));
	await checks.check('Account: Get Limits', async () => await checks.one('limits', 'getLimits'));
	await checks.check(
		'Chatbot: Get Many',
		async () => await checks.list('listChatbots'),
		'chatbotSchema',
	);
	await checks.check(
		'Chatbot: Get',
		async () => await checks.one('chatbot', 'getChatbot', chatbot),
		'chatbotSchema',
	);
	const conversations = await checks.check(
		'Conversation: Get Many',
		async () => await checks.list('listConversations', chatbot),
		'conversationSchema',
	);
	await checks.check(
		'Conversation: Get Many, escalated',
		async () => await checks.list('listConversations', chatbot, { escalated: true }),
	);
	const threadId = conversations?.[0]?.threadId;
	if (threadId) {
		await checks.check(
			'Conversation: Get',
			async () => await checks.one('conversation', 'getConversation', chatbot, threadId),
			'conversationSchema',
		);
		await checks.check(
			'Conversation: Get Transcript',
			async () => await checks.list('listMessages', chatbot, threadId),
		);
	}
	const leads = await checks.check(
		'Lead: Get Many',
		async () => await checks.list('listLeads', chatbot),
		'leadSchema',
	);
	const leadId = leads?.[0]?.id;
	if (leadId) {
		await checks.check(
			'Lead: Get',
			async () => await checks.one('lead', 'getLead', chatbot, leadId),
			'leadSchema',
		);
	}
	const documents = await checks.check(
		'Knowledge: Get Many',
		async () => await checks.list('listDocuments', chatbot),
		'documentSchema',
	);
	const documentId = documents?.[0]?.id;
	if (documentId) {
		const options = { includeContent: true, maxContentChars: 100 };
		await checks.check(
			'Knowledge: Get',
			async () => await checks.one('document', 'getDocument', chatbot, documentId, options),
			'documentSchema',
		);
	}
	const first = { conversation: threadId, lead: leadId, document: documentId };
	return Object.entries(first).flatMap(([name, id]) => (id ? [] : [name]));
}
