import type { INodeProperties } from 'n8n-workflow';

/** Which chatbot: from a list, or by its ID. */
export const chatbotId: INodeProperties = {
	displayName: 'Chatbot',
	name: 'chatbotId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchChatbots', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. chatbot_123' },
	],
	description: 'The chatbot to work with',
};

/** Which conversation: from a list, by its ID, or by the link to it in SiteGPT's dashboard. */
export const threadId: INodeProperties = {
	displayName: 'Conversation',
	name: 'threadId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchConversations', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. thread_456' },
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://sitegpt.ai/chatbot_123/chat-history/thread_456',
			...idInUrl('chat-history'),
		},
	],
	description: 'The conversation. Webhook events have its ID as threadId.',
};

/** Which lead: from a list, by its ID, or by the link to it in SiteGPT's dashboard. */
export const leadId: INodeProperties = {
	displayName: 'Lead',
	name: 'leadId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchLeads', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. lead_789' },
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://sitegpt.ai/chatbot_123/leads/lead_789',
			...idInUrl('leads'),
		},
	],
	description: 'The lead. A lead event has its ID, and its URL as dashboardUrl.',
};

/** Which document of a chatbot's knowledge: from a list, or by its ID. */
export const documentId: INodeProperties = {
	displayName: 'Document',
	name: 'documentId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchDocuments', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. document_123' },
	],
	description: 'The document to work with',
};

/** The mode of a locator that takes the ID out of a dashboard URL, as SiteGPT's webhooks have it. */
function idInUrl(segment: string) {
	const regex = `https?://[^/]+/[^/]+/${segment}/([^/?#]+)`;
	return {
		extractValue: { type: 'regex' as const, regex },
		validation: [
			{
				type: 'regex' as const,
				properties: {
					regex: `${regex}.*`,
					errorMessage: `This isn't a dashboard URL: it has no /${segment}/ with an ID after it`,
				},
			},
		],
	};
}
