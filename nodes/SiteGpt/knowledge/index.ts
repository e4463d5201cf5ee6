import type { INodeProperties } from 'n8n-workflow';
import * as z from 'zod/v4';
import { assertDeleted } from '../../api/deleted';
import { deleteDocument, documentSchema, type Ingestion } from '../../api/knowledge';
import { readId } from '../operation/input';
import type { Operation, Resource } from '../operation/operation';
import { deletedSchema } from '../operation/output';
import { chatbotId, documentId, limit, returnAll, simple } from '../operation/parameters';
import { addFile } from './addFile';
import { addOptions } from './addOptions';
import { addPages } from './addPages';
import { get } from './get';
import { getAll } from './getAll';
import {
	binaryFields,
	collection,
	content,
	documentIds,
	filters,
	getOptions,
	key,
	name,
	syncedContent,
	text,
	url,
	urls,
} from './parameters';
import { resync } from './resync';
import { setText } from './setText';
import { sync, syncedSchema } from './sync';
import { trainingSchema } from './training';
import { updateContent } from './updateContent';

/** An operation that makes SiteGPT read pages or videos. */
function createAddPages(
	how: Exclude<Ingestion, 'files'>,
	page: INodeProperties,
	labels: Pick<Operation, 'value' | 'name' | 'action' | 'description'>,
): Operation {
	return {
		...labels,
		access: 'knowledge:write',
		confidence: 'documented',
		parameters: [chatbotId, page, addOptions[how]],
		output: trainingSchema,
		run: async (call) => await addPages(call, how, page),
	};
}

/** What a chatbot knows. */
export const knowledge: Resource = {
	value: 'knowledge',
	name: 'Knowledge',
	operations: [
		{
			value: 'addFile',
			name: 'Add File',
			action: 'Add files to the knowledge of a chatbot',
			description: 'Train the chatbot on files, such as PDFs',
			access: 'knowledge:write',
			confidence: 'documented',
			parameters: [chatbotId, binaryFields, addOptions.files],
			output: trainingSchema,
			takesBinary: true,
			run: addFile,
		},
		createAddPages('links', urls, {
			value: 'addLinks',
			name: 'Add Links',
			action: 'Add links to the knowledge of a chatbot',
			description: 'Train the chatbot on individual pages',
		}),
		createAddPages('sitemap', url, {
			value: 'addSitemap',
			name: 'Add Sitemap',
			action: 'Add a sitemap to the knowledge of a chatbot',
			description: 'Train the chatbot on the pages of a sitemap',
		}),
		createAddPages('website', url, {
			value: 'addWebsite',
			name: 'Add Website',
			action: 'Add a website to the knowledge of a chatbot',
			description: 'Train the chatbot on a website by following its links',
		}),
		createAddPages('youtube', urls, {
			value: 'addYoutube',
			name: 'Add YouTube',
			action: 'Add videos to the knowledge of a chatbot',
			description: 'Train the chatbot on YouTube videos, playlists, or channels',
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete a document from the knowledge of a chatbot',
			description: 'Permanently delete a document',
			access: 'knowledge:delete',
			confidence: 'documented',
			parameters: [chatbotId, documentId],
			output: deletedSchema,
			async run(call) {
				const [chatbot, document] = [readId(call, chatbotId), readId(call, documentId)];
				assertDeleted(await call.client.call(deleteDocument(chatbot, document)));
				return [{ deleted: true }];
			},
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get a document from the knowledge of a chatbot',
			description: 'Get the details and the content of one document',
			access: 'knowledge:read',
			confidence: 'documented',
			parameters: [chatbotId, documentId, simple, getOptions],
			output: documentSchema.extend({
				content: z.string().nullable().describe('The text, unless Include Content is off'),
			}),
			run: get,
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many documents from the knowledge of a chatbot',
			description: 'List the documents that a chatbot was trained on, with filters',
			access: 'knowledge:read',
			confidence: 'documented',
			parameters: [chatbotId, returnAll, limit, simple, filters],
			output: documentSchema,
			run: getAll,
		},
		{
			value: 'resync',
			name: 'Resync',
			action: 'Resync documents in the knowledge of a chatbot',
			description: 'Have SiteGPT read documents from their sources again',
			access: 'knowledge:write',
			confidence: 'documented',
			parameters: [chatbotId, documentIds],
			output: z.object({ itemsQueued: z.number().nullable(), itemsSkipped: z.number().nullable() }),
			run: resync,
		},
		{
			value: 'setText',
			name: 'Set Text',
			action: 'Replace the text document of a chatbot',
			description: "Create or replace the chatbot's text document. Each chatbot has one.",
			access: 'knowledge:write',
			confidence: 'documented',
			parameters: [chatbotId, text, name],
			output: z.object({
				documentId: z.string().nullable(),
				source: z.string().nullable(),
				replacedDocumentId: z
					.string()
					.nullable()
					.describe('The previous text document; null if none'),
			}),
			run: setText,
		},
		{
			value: 'sync',
			name: 'Sync',
			action: 'Sync documents with the knowledge of a chatbot',
			description: 'Make the documents of a collection equal to the input items',
			access: 'knowledge:write',
			confidence: 'documented',
			parameters: [chatbotId, collection, key, syncedContent, addOptions.sync],
			output: syncedSchema,
			isForAllItems: true,
			run: sync,
		},
		{
			value: 'updateContent',
			name: 'Update Content',
			action: 'Replace the content of a document in the knowledge of a chatbot',
			description: 'Replace the content of one document. SiteGPT then retrains the chatbot on it.',
			access: 'knowledge:write',
			confidence: 'documented',
			parameters: [chatbotId, documentId, content],
			output: z.object({ id: z.string().nullable(), status: z.string().nullable() }),
			run: updateContent,
		},
	],
};
