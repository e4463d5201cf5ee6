import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

/** Which chatbot: from a list, or by its ID. */
export const chatbotId = locator({
	displayName: 'Chatbot',
	name: 'chatbotId',
	searchListMethod: 'searchChatbots',
	example: 'chatbot_123',
	description: 'The chatbot to work with',
});

/** Which conversation: from a list, by its ID, or by the link to it in SiteGPT's dashboard. */
export const threadId = locator({
	displayName: 'Conversation',
	name: 'threadId',
	searchListMethod: 'searchConversations',
	example: 'thread_456',
	page: 'chat-history',
	description: 'The conversation to work with. In message and escalation events, this is threadId.',
});

/** Which lead: from a list, by its ID, or by the link to it in SiteGPT's dashboard. */
export const leadId = locator({
	displayName: 'Lead',
	name: 'leadId',
	searchListMethod: 'searchLeads',
	example: 'lead_789',
	page: 'leads',
	description: 'The lead to work with. In a lead event, use lead.id, or dashboardUrl with By URL.',
});

/** Which document of a chatbot's knowledge: from a list, or by its ID. */
export const documentId = locator({
	displayName: 'Document',
	name: 'documentId',
	searchListMethod: 'searchDocuments',
	example: 'document_123',
	description: 'The document to work with',
});

interface Locator {
	displayName: string;
	name: string;
	/** In lists.ts. */
	searchListMethod: string;
	/** An ID. */
	example: string;
	/** The segment of its dashboard URL that follows the chatbot, if it has its own page. */
	page?: string;
	description: string;
}

function locator({
	displayName,
	name,
	searchListMethod,
	example,
	page,
	description,
}: Locator): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod, searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${example}` },
			...(page === undefined
				? []
				: [
						{
							displayName: 'By URL',
							name: 'url',
							type: 'string' as const,
							placeholder: `e.g. https://sitegpt.ai/chatbot_123/${page}/${example}`,
							...idInUrl(page),
						},
					]),
		],
		description,
	};
}

/** Takes the ID out of a dashboard URL, as SiteGPT's webhooks have it. */
function idInUrl(page: string): Pick<INodePropertyMode, 'extractValue' | 'validation'> {
	const regex = `https?://[^/]+/[^/]+/${page}/([^/?#]+)`;
	const errorMessage = `This isn't a dashboard URL: it doesn't contain /${page}/ and an ID after it`;
	return {
		extractValue: { type: 'regex', regex },
		validation: [{ type: 'regex', properties: { regex: `${regex}.*`, errorMessage } }],
	};
}
