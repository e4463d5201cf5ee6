/**
 * A link to a conversation or a lead in SiteGPT's dashboard, as webhooks have it:
 * `https://sitegpt.ai/{chatbotId}/chat-history/{threadId}`.
 */
const LINK =
	/^https?:\/\/[^/?#]+(?:\/[^?#]*?)?\/([^/?#]+)\/(chat-history|leads)(?:\/([^/?#]+))?(?=[/?#]|$)/i;

/** By the name of the ID. */
const PAGES: Record<string, string> = { 'conversation ID': 'chat-history', 'lead ID': 'leads' };

/**
 * The ID that a link to the dashboard contains, decoded; undefined if the text is no such link.
 * @param name `chatbot ID`, `conversation ID`, or `lead ID`
 */
export function idInLink(text: string, name: string): string | undefined {
	const [, chatbotId, page, id] = LINK.exec(text) ?? [];
	const found = name === 'chatbot ID' ? chatbotId : page === PAGES[name] ? id : undefined;
	return found === undefined ? undefined : decoded(found);
}

/** The text that percent-encoding stands for; the text itself if it is malformed. */
export function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
