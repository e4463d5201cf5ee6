import type { INodeProperties } from 'n8n-workflow';

/** The pages or videos to add. */
export const urls: INodeProperties = {
	displayName: 'URLs',
	name: 'urls',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	default: '',
	placeholder: 'e.g. https://example.com/faq',
	description: 'The addresses to add (one per line, or comma-separated)',
};

/** Where to start reading. */
export const url: INodeProperties = {
	displayName: 'URL',
	name: 'url',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. https://example.com',
	description: 'The address to start from',
};

/** The text document of the chatbot. */
export const text: INodeProperties = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 6 },
	required: true,
	default: '',
	description: "The text to train the chatbot on. It replaces the chatbot's current text document.",
};

/** The name of a document. */
export const name: INodeProperties = {
	displayName: 'Name',
	name: 'documentName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Opening hours',
	description: 'The name of the document in SiteGPT',
};

/** The new content of a document. */
export const content: INodeProperties = {
	displayName: 'Content',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 6 },
	required: true,
	default: '',
	description: 'The new content, which replaces the current content',
};

/** Which documents to sync: those whose names begin with it and a slash. */
export const collection: INodeProperties = {
	displayName: 'Collection',
	name: 'collection',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. docs',
	description: 'The name of the group of documents to sync. Other documents are never touched.',
};

/** What a document of a collection is recognized by. */
export const key: INodeProperties = {
	displayName: 'Key',
	name: 'key',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. {{ $json.slug }}',
	description:
		'What identifies the document of an input item, such as an ID. It must never change.',
};

/** The content of a document of a collection. */
export const syncedContent: INodeProperties = {
	displayName: 'Content',
	name: 'content',
	type: 'string',
	typeOptions: { rows: 6 },
	required: true,
	default: '',
	placeholder: 'e.g. {{ $json.text }}',
	description: 'The text of the document, in Markdown',
};

/** Where the files are. */
export const binaryFields: INodeProperties = {
	displayName: 'Input Data Field Name',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	hint: 'The name of the binary field with the file, or several names separated by commas',
};

/** Which documents to read again. */
export const documentIds: INodeProperties = {
	displayName: 'Document IDs',
	name: 'documentIds',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. document_1, document_2',
	description: 'The documents to read again (comma-separated IDs)',
};

/** How much of a document to return. */
export const getOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Include Content',
			name: 'includeContent',
			type: 'boolean',
			default: true,
			description: 'Whether to return the text of the document',
		},
		{
			displayName: 'Max Content Length',
			name: 'maxContentChars',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 500000 },
			default: 100000,
			description: 'Max number of characters of the text to return',
		},
	],
};

/** Which documents to list. */
export const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: 'Search',
			name: 'query',
			type: 'string',
			default: '',
			placeholder: 'e.g. pricing',
			description: 'Only return documents that match this text',
		},
		{
			displayName: 'Sources',
			name: 'source',
			type: 'string',
			default: '',
			placeholder: 'e.g. WEBSITE, SITEMAP',
			description: 'Only return documents from these sources (comma-separated)',
		},
		{
			displayName: 'Statuses',
			name: 'status',
			type: 'string',
			default: '',
			placeholder: 'e.g. FAILED',
			description: 'Only return documents with these statuses (comma-separated)',
		},
		{
			displayName: 'Types',
			name: 'type',
			type: 'string',
			default: '',
			description: 'Only return documents of these types (comma-separated)',
		},
	],
};
