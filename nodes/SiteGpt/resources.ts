import { account } from './account';
import { chatbot } from './chatbot';
import { conversation } from './conversation';
import { knowledge } from './knowledge';
import { lead } from './lead';
import { message } from './message';
import type { Resource } from './operation/operation';
import { testEvent } from './testEvent';

/** Everything that the node does, sorted by name. */
export const resources: readonly Resource[] = [
	account,
	chatbot,
	conversation,
	knowledge,
	lead,
	message,
	testEvent,
];
