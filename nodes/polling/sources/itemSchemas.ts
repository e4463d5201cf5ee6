import type * as z from 'zod/v4';
import { conversationSchema } from '../../api/conversations';
import { documentSchema } from '../../api/knowledge';
import { messageSchema } from '../../api/messages';
import { createApiItemSchema } from './apiItem';

/** The items that no webhook trigger emits, by the value of Trigger On. */
export const itemSchemas: Readonly<Record<string, z.ZodType>> = {
	newConversation: createApiItemSchema(conversationSchema),
	resolvedConversation: createApiItemSchema(conversationSchema),
	ratedMessage: createApiItemSchema(messageSchema),
	failedDocument: createApiItemSchema(documentSchema),
};
