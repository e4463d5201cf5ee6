import type { SourceType } from '../core/source';
import { escalations } from './escalations';
import { failedDocuments } from './failedDocuments';
import { leads } from './leads';
import { messages } from './messages';
import { newConversations } from './newConversations';
import { ratedMessages } from './ratedMessages';
import { resolvedConversations } from './resolvedConversations';

/** What the polling trigger can wait for, by the value of Trigger On. */
export const sourceTypes: Readonly<Record<string, SourceType>> = {
	newLead: leads,
	escalatedConversation: escalations,
	newMessage: messages,
	newConversation: newConversations,
	resolvedConversation: resolvedConversations,
	ratedMessage: ratedMessages,
	failedDocument: failedDocuments,
};
