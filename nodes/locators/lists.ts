import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { isObject } from '../api/answer';
import { baseUrlOf } from '../api/baseUrl';
import { listChatbots } from '../api/chatbots';
import { listConversations } from '../api/conversations';
import { listDocuments } from '../api/knowledge';
import { listLeads } from '../api/leads';
import { readPage, type ApiObject, type ListRequest } from '../api/pages';
import { CREDENTIAL, siteGptClient } from '../api/siteGptClient';

type Search = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

interface List {
	request(context: ILoadOptionsFunctions, query: string | undefined): ListRequest;
	/** The name that users recognize the object by. Without one, the list shows the ID. */
	nameOf(object: ApiObject): unknown;
	/** The segment of its dashboard URL that follows the chatbot. */
	page?: string;
	/** Set if SiteGPT can't search the list. */
	isSearchedHere?: true;
}

/** A page of a list for a resource locator, which loads the next one as the user scrolls. */
function search({ request, nameOf, page, isSearchedHere }: List): Search {
	return async function (filter, paginationToken) {
		const credential = await this.getCredentials(CREDENTIAL);
		const list = request(this, filter);
		const client = siteGptClient(this, credential);
		const { objects, next } = await readPage(client, list, 100, paginationToken);
		const results = objects.flatMap((object): INodeListSearchItems[] => {
			const { [list.id]: id } = object;
			if (typeof id !== 'string') return [];
			const name = String(nameOf(object) || id);
			const isFound = !isSearchedHere || contains(`${name} ${id}`, filter);
			return isFound
				? [{ name, value: id, ...(page ? { url: urlOf(object, page, id) } : {}) }]
				: [];
		});
		return { results, paginationToken: next };
		function urlOf({ chatbotId }: ApiObject, segment: string, id: string): string {
			return `${baseUrlOf(credential)}/${String(chatbotId)}/${segment}/${id}`;
		}
	};
}

/** The chatbot that is chosen in the same node. */
function chatbotOf(context: ILoadOptionsFunctions): unknown {
	return context.getCurrentNodeParameter('chatbotId', { extractValue: true });
}

function contains(text: string, filter = ''): boolean {
	return text.toLowerCase().includes(filter.trim().toLowerCase());
}

function visitorOf({ lead, chatUser }: ApiObject): unknown {
	const people = [lead, chatUser].filter(isObject);
	return people.map(({ name, email }) => name || email).find(Boolean);
}

/** The lists of the resource locators, by their `searchListMethod`. */
export const listSearch: Record<string, Search> = {
	searchChatbots: search({
		request: () => listChatbots(),
		nameOf: ({ title, name }) => title || name,
		isSearchedHere: true,
	}),
	searchConversations: search({
		request: (context, query) => listConversations(chatbotOf(context), { query }),
		nameOf: (conversation) => conversation.title || visitorOf(conversation),
		page: 'chat-history',
	}),
	searchLeads: search({
		request: (context, query) => listLeads(chatbotOf(context), { query, status: 'all' }),
		nameOf: ({ name, email }) =>
			name && email ? `${String(name)} (${String(email)})` : name || email,
		page: 'leads',
	}),
	searchDocuments: search({
		request: (context, query) => listDocuments(chatbotOf(context), { query }),
		nameOf: ({ name, externalId }) => name || externalId,
	}),
};
