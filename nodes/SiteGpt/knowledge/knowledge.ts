import type { INodeProperties } from 'n8n-workflow';
import * as z from 'zod/v4';
import { isObject, objectIn } from '../../api/answer';
import {
	deleteDocument,
	documentSchema,
	getDocument,
	listDocuments,
	resyncDocuments,
	setText,
	updateDocument,
	type Ingestion,
} from '../../api/knowledge';
import type { Call, Json, Operation, Resource } from '../operation/operation';
import { deletedSchema, enteredText, listed, listOf, simplified } from '../operation/output';
import { chatbotId, documentId, limit, returnAll, simple } from '../operation/parameters';
import { assertAllAdded, filesOf, namedAfter } from './files';
import { addOptions, bodyFrom } from './options';
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

/**
 * The addresses that the user entered. An address may contain commas: a comma only ends it before
 * whitespace, another address, or the end.
 * @throws a message for the user if there are no addresses
 */
function urlsOf({ parameter }: Call): string[] {
	const entered = parameter('urls');
	const isText = typeof entered === 'string';
	const urls = listOf(isText ? entered.split(/\n|,(?=\s|$|https?:)/) : entered);
	if (!urls) throw new Error('URLs is empty. Enter at least one URL.');
	return urls;
}

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
			const entered =
				page === urls ? { urls: urlsOf(call) } : { url: enteredText(call, 'url', 'URL').trim() };
			const options = bodyFrom((call.parameter('options') ?? {}) as Json);
			return await addAndTrain(call, how, { ...entered, ...options });
		},
	};
}

async function addFile(call: Call): Promise<Json[]> {
	const { context, itemIndex, parameter } = call;
	const files = await filesOf(context, itemIndex, parameter('binaryPropertyName'));
	return await addAndTrain(call, 'files', { files }, (answered) => {
		const documents = namedAfter(files, answered);
		assertAllAdded(documents);
		return documents;
	});
}

async function getOne(call: Call): Promise<Json[]> {
	const { includeContent, maxContentChars } = (call.parameter('options') ?? {}) as Json;
	const isWanted = String(includeContent ?? true) !== 'false';
	const most = isWanted && maxContentChars ? Number(maxContentChars) : undefined;
	const [chatbot, document] = [call.parameter('chatbotId'), call.parameter('documentId')];
	const content = { includeContent: isWanted, maxContentChars: most };
	const data = await call.client.call(getDocument(chatbot, document, content));
	const found = simplified(call, documentSchema, objectIn(data, 'document'));
	return [{ ...found, content: isObject(data) ? (data.content ?? null) : null }];
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
			async run({ client, parameter }) {
				await client.call(deleteDocument(parameter('chatbotId'), parameter('documentId')));
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
			async run(call) {
				const { query, source, status, type } = call.parameter('filters') as Json;
				const request = listDocuments(call.parameter('chatbotId'), {
					query: query as string | undefined,
					source: listOf(source),
					status: listOf(status),
					type: listOf(type),
				});
				const documents = await listed(call, request);
				return documents.map((one) => simplified(call, documentSchema, one));
			},
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
			async run(call) {
				const ids = listOf(call.parameter('documentIds'));
				if (!ids) throw new Error('Document IDs is empty. Enter at least one ID.');
				const data = await call.client.call(resyncDocuments(call.parameter('chatbotId'), ids));
				return [objectIn(data, 'data')];
			},
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
			async run(call) {
				const name = String(call.parameter('documentName') ?? '').trim();
				const request = setText(
					call.parameter('chatbotId'),
					enteredText(call, 'text', 'Text'),
					name,
				);
				const data = objectIn(await call.client.call(request), 'data');
				const { id = null, source = null } = objectIn(data, 'document');
				return [{ documentId: id, source, replacedDocumentId: data.replacedDocumentId ?? null }];
			},
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
			async run(call) {
				const [chatbot, document] = [call.parameter('chatbotId'), call.parameter('documentId')];
				const request = updateDocument(chatbot, document, enteredText(call, 'text', 'Content'));
				return [objectIn(await call.client.call(request), 'document')];
			},
		},
	],
};
