import type { SourceType } from '../core/source';
import { escalations } from './escalations';
import { leads } from './leads';
import { messages } from './messages';

/** What the polling trigger can wait for, by the value of Trigger On. */
export const sourceTypes: Readonly<Record<string, SourceType>> = {
	newLead: leads,
	escalatedConversation: escalations,
	newMessage: messages,
};
