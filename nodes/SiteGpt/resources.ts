import { account } from './account/account';
import { chatbot } from './chatbot/chatbot';
import { conversation } from './conversation/conversation';
import { knowledge } from './knowledge/knowledge';
import { lead } from './lead/lead';
import { message } from './message/message';
import type { Resource } from './operation/operation';

/** Everything that the node does with SiteGPT's API, sorted by name. Test events are separate: they don't call the API. */
export const resources: readonly Resource[] = [
	account,
	chatbot,
	conversation,
	knowledge,
	lead,
	message,
];
