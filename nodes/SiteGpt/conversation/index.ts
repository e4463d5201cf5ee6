import * as z from 'zod/v4';
import {
	changeConversation,
	conversationSchema,
	deleteConversation,
	getConversation,
	listConversations,
} from '../../api/conversations';
import { assertDeleted } from '../../api/deleted';
import { objectIn } from '../../api/envelope';
import { readList } from '../../api/pages';
import { readFlag, readId, readLimit, readText } from '../operation/input';
import type { Operation, Resource } from '../operation/operation';
import { deletedSchema, simplify } from '../operation/output';
import { chatbotId, limit, returnAll, simple, threadId } from '../operation/parameters';
import { getTranscript, transcriptSchema } from './getTranscript';
import {
	conversationFilters,
	message,
	messageLimit,
	messageReturnAll,
	messageSimple,
	output,
	readFilters,
	readPlace,
} from './parameters';
import { from, MAX_WAITS, waitForMessage, waitOptions, waitSchema } from './waitForMessage';

const changedSchema = z.object({
	chatbotId: z.string(),
	threadId: z.string(),
	done: z.boolean().describe('Always true'),
});

/** An operation that changes who answers. SiteGPT doesn't document its response, so the item only says that it's done. */
function change(
	to: Parameters<typeof changeConversation>[2],
	labels: Pick<Operation, 'value' | 'name' | 'action' | 'description' | 'confidence'>,
): Operation {
	return {
		...labels,
		access: 'conversations:write',
		parameters: [chatbotId, threadId, message],
		output: changedSchema,
		async run(call) {
			const place = readPlace(call);
			const text = readText(call, message).trim();
			await call.client.call(changeConversation(place.chatbotId, place.threadId, to, text));
			return [{ ...place, done: true }];
		},
	};
}

/** Conversations of visitors with a chatbot. */
export const conversation: Resource = {
	value: 'conversation',
	name: 'Conversation',
	operations: [
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete a conversation',
			description: 'Permanently delete a conversation with its messages',
			access: 'conversations:delete',
			confidence: 'documented',
			parameters: [chatbotId, threadId],
			output: deletedSchema,
			async run(call) {
				const { chatbotId, threadId } = readPlace(call);
				assertDeleted(await call.client.call(deleteConversation(chatbotId, threadId)));
				return [{ deleted: true }];
			},
		},
		change('escalate', {
			value: 'escalate',
			name: 'Escalate',
			action: 'Escalate a conversation',
			description: 'Mark a conversation as needing a person on your team',
			confidence: 'inferred',
		}),
		{
			value: 'get',
			name: 'Get',
			action: 'Get a conversation',
			description: 'Get the details of one conversation',
			access: 'conversations:read',
			confidence: 'documented',
			parameters: [chatbotId, threadId, simple],
			output: conversationSchema,
			async run(call) {
				const [place, isSimple] = [readPlace(call), readFlag(call, simple)];
				const data = await call.client.call(getConversation(place.chatbotId, place.threadId));
				return [simplify(isSimple, conversationSchema, objectIn(data, 'conversation'))];
			},
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many conversations',
			description: 'List the conversations of a chatbot, with filters',
			access: 'conversations:read',
			confidence: 'documented',
			parameters: [chatbotId, returnAll, limit, simple, conversationFilters],
			output: conversationSchema,
			async run(call) {
				const request = listConversations(readId(call, chatbotId), readFilters(call));
				const [maxResults, isSimple] = [readLimit(call), readFlag(call, simple)];
				const found = await readList(call.client, request, { limit: maxResults });
				return found.map((one) => simplify(isSimple, conversationSchema, one));
			},
		},
		{
			value: 'getTranscript',
			name: 'Get Transcript',
			action: 'Get the transcript of a conversation',
			description: 'Read everything that was said in a conversation, as text or as messages',
			access: 'conversations:read',
			confidence: 'documented',
			parameters: [chatbotId, threadId, output, messageReturnAll, messageLimit, messageSimple],
			output: transcriptSchema,
			run: getTranscript,
		},
		change('switchToAi', {
			value: 'handBack',
			name: 'Hand Back to AI',
			action: 'Hand a conversation back to the AI',
			description: 'Let the chatbot answer again after a person has taken over',
			confidence: 'documented',
		}),
		change('takeOver', {
			value: 'takeOver',
			name: 'Take Over',
			action: 'Take over a conversation',
			description: 'Stop the chatbot from answering. The visitor sees that a person has joined.',
			confidence: 'documented',
		}),
		{
			value: 'waitForMessage',
			name: 'Wait for Message',
			action: 'Wait for a message in a conversation',
			description: 'Wait until somebody writes in a conversation, and return what was written',
			access: 'conversations:read',
			confidence: 'documented',
			parameters: [chatbotId, threadId, from, waitOptions],
			output: waitSchema,
			getMaxConcurrent: () => MAX_WAITS,
			run: waitForMessage,
		},
	],
};
