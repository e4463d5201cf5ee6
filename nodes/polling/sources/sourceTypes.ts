import { escalations } from './escalations';
import { leads } from './leads';
import { messages } from './messages';
import type { SourceType } from '../core/source';

/** What the polling trigger can wait for, by the value of Trigger On. */
export const sourceTypes: Readonly<Record<string, SourceType>> = {
	newLead: leads,
	escalatedConversation: escalations,
	newMessage: messages,
};
