import type { INodeProperties } from 'n8n-workflow';
import * as z from 'zod/v4';
import { documentSchema, type Ingestion } from '../../api/knowledge';
import { readEntries, readId, readText } from '../operation/input';
import type { Call, Json, Operation, Resource } from '../operation/operation';
import { deletedSchema } from '../operation/output';
import { chatbotId, documentId, limit, returnAll, simple } from '../operation/parameters';
import { deleteOne, getMany, getOne, replaceText, resync, updateContent } from './documents';
import { assertAllAdded, filesOf, namedAfter } from './files';
import { addOptions, readAddOptions } from './options';
import {
	urls,
	url,
	text,
	name,
	content,
	binaryFields,
	documentIds,
	getOptions,
	filters,
} from './parameters';
import { addAndTrain, trainingSchema } from './training';

/** An address may contain commas: a comma only ends it before whitespace, another address, or the end. */
const splitUrls = (text: string) => text.split(/\n|,(?=\s|$|https?:)/);

/** An operation that makes SiteGPT read pages or videos. */
function addPages(
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
		async run(call) {
			const pages =
				page === urls
					? { urls: readEntries(call, urls, splitUrls) }
					: { url: readText(call, url).trim() };
			const { maxWaitMs, body } = readAddOptions(call, how);
			return await addAndTrain(call.client, {
				chatbotId: readId(call, chatbotId),
				how,
				body: { ...pages, ...body },
				maxWaitMs,
			});
		},
	};
}

async function addFile(call: Call): Promise<Json[]> {
	const { context, itemIndex } = call;
	const chatbot = readId(call, chatbotId);
	const { maxWaitMs } = readAddOptions(call, 'files');
	const files = await filesOf(context, itemIndex, readEntries(call, binaryFields));
	return await addAndTrain(call.client, {
		chatbotId: chatbot,
		how: 'files',
		body: { files },
		maxWaitMs,
		complete(answered) {
			const documents = namedAfter(files, answered);
			assertAllAdded(documents);
			return documents;
		},
	});
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
		addPages('links', urls, {
			value: 'addLinks',
			name: 'Add Links',
			action: 'Add links to the knowledge of a chatbot',
			description: 'Train the chatbot on individual pages',
		}),
		addPages('sitemap', url, {
			value: 'addSitemap',
			name: 'Add Sitemap',
			action: 'Add a sitemap to the knowledge of a chatbot',
			description: 'Train the chatbot on the pages of a sitemap',
		}),
		addPages('website', url, {
			value: 'addWebsite',
			name: 'Add Website',
			action: 'Add a website to the knowledge of a chatbot',
			description: 'Train the chatbot on a website by following its links',
		}),
		addPages('youtube', urls, {
			value: 'addYoutube',
			name: 'Add YouTube',
			action: 'Add videos to the knowledge of a chatbot',
			description: 'Train the chatbot on YouTube videos, playlists, or channels',
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete a document from the knowledge of a chatbot',
			description: "Delete a document for good. This can't be undone.",
			access: 'knowledge:delete',
			confidence: 'documented',
			parameters: [chatbotId, documentId],
			output: deletedSchema,
			run: deleteOne,
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
			run: getOne,
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
			run: getMany,
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
			description: "Replace the chatbot's only text document. Its previous text is lost.",
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
			run: replaceText,
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
