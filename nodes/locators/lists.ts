import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { getBaseUrl } from '../api/baseUrl';
import { listChatbots } from '../api/chatbots';
import { listConversations } from '../api/conversations';
import { isObject } from '../api/envelope';
import { listDocuments } from '../api/knowledge';
import { listLeads } from '../api/leads';
import { type ApiObject, type ListRequest, readPage } from '../api/pages';
import { CREDENTIAL, siteGptClient } from '../api/siteGptClient';
import { locatedId } from './locatedId';

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

/** How long a search may take, in milliseconds: a person is waiting. */
export const MAX_SEARCH_MS = 20_000;

/** How many results of a search fill the list. The editor doesn't load more of a search until the user scrolls. */
const MIN_RESULTS = 20;

/**
 * The next page of a list for a resource locator, which loads more as the user scrolls. A page may hold
 * nothing that was searched for and still not be the last one, so it reads on until there is something to
 * show. If that takes too long, it says so, because the editor would show "No results".
 */
function search({ request, nameOf, page, isSearchedHere }: List): Search {
	return async function (filter, paginationToken) {
		const credential = await this.getCredentials(CREDENTIAL);
		const list = request(this, filter);
		const client = siteGptClient(this, credential);
		const ends = client.now() + MAX_SEARCH_MS;
		const results: INodeListSearchItems[] = [];
		let next = paginationToken;
		let read = 0;
		do {
			const found = await readPage(client, list, 100, next);
			results.push(...found.objects.flatMap(toResult));
			next = found.next;
			read += found.objects.length;
		} while (
			next !== undefined &&
			results.length < (filter ? MIN_RESULTS : 1) &&
			client.now() < ends
		);
		if (next !== undefined && results.length === 0) {
			throw new Error(
				`None of the ${read} that SiteGPT has returned so far match. Search for something else, or choose By ID.`,
			);
		}
		return { results, paginationToken: next };

		function toResult(object: ApiObject): INodeListSearchItems[] {
			const id = object[list.id];
			if (typeof id !== 'string' && typeof id !== 'number') return [];
			const value = String(id);
			const name = String(nameOf(object) || value);
			if (isSearchedHere && !contains(`${name} ${value}`, filter)) return [];
			return [{ name, value, ...(page ? { url: getDashboardUrl(object, page, value) } : {}) }];
		}
		function getDashboardUrl({ chatbotId }: ApiObject, segment: string, id: string): string {
			const path = [String(chatbotId), segment, id].map(encodeURIComponent).join('/');
			return `${getBaseUrl(credential)}/${path}`;
		}
	};
}

/** The chatbot that is chosen in the same node. */
function getChosenChatbot(context: ILoadOptionsFunctions): string {
	return locatedId(context.getCurrentNodeParameter('chatbotId'), 'chatbot ID');
}

function contains(text: string, filter = ''): boolean {
	return text.toLowerCase().includes(filter.trim().toLowerCase());
}

function describeVisitor({ lead, chatUser }: ApiObject): unknown {
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
		request: (context, query) => listConversations(getChosenChatbot(context), { query }),
		nameOf: (conversation) => conversation.title || describeVisitor(conversation),
		page: 'chat-history',
	}),
	searchLeads: search({
		request: (context, query) => listLeads(getChosenChatbot(context), { query, status: 'all' }),
		nameOf: ({ name, email }) =>
			name && email ? `${String(name)} (${String(email)})` : name || email,
		page: 'leads',
	}),
	searchDocuments: search({
		request: (context, query) => listDocuments(getChosenChatbot(context), { query }),
		nameOf: ({ name, externalId }) => name || externalId,
	}),
};
