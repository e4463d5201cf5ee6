import type { Note } from '../core/notes';

/** A line for n8n's log. Those of a type are logged once a minute. */
export interface AllNote {
	type: string;
	text: string;
}

/** What the poller of one chatbot says. */
export function namedNote(chatbotId: string, { type, text }: Note): AllNote {
	return { type: `${type} ${chatbotId}`, text: `Chatbot ${chatbotId}: ${text}` };
}

/** Chatbots are gone, or out of the token's reach. */
export function refused(reasons: readonly string[]): AllNote {
	const which = reasons.length === 1 ? 'a chatbot' : `${reasons.length} chatbots`;
	const text = `Could not read ${which}: ${reasons.join(', ')}. The trigger tries again in 10 minutes or, if SiteGPT no longer lists it, once it does. It then continues where it stopped. Other chatbots are not affected.`;
	return { type: 'refused', text };
}

/** SiteGPT has listed chatbots that no request can be made for. */
export function unidentifiedChatbots(count: number): AllNote {
	const which = count === 1 ? 'a chatbot' : `${count} chatbots`;
	const text = `SiteGPT listed ${which} without an ID, which can't be read. Report this to SiteGPT.`;
	return { type: 'unidentifiedChatbots', text };
}

/** The token may see no chatbot. */
export const noChatbots: AllNote = {
	type: 'noChatbots',
	text: 'SiteGPT lists no chatbots for this access token. The next poll reads the list again.',
};
