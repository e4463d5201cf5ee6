import type { INodeProperties } from 'n8n-workflow';

/** Which leads to list. */
export const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: [
		{
			displayName: 'Captured After',
			name: 'capturedAfter',
			type: 'dateTime',
			default: '',
			description:
				"Only return leads that were captured after this time. SiteGPT can't filter by time, so the node reads the whole list.",
		},
		{
			displayName: 'Important',
			name: 'important',
			type: 'boolean',
			default: true,
			description: "Whether to return only starred leads (on) or only those that aren't (off)",
		},
		{
			displayName: 'Search',
			name: 'query',
			type: 'string',
			default: '',
			placeholder: 'e.g. jane@example.com',
			description: 'Only return leads that match this text',
		},
		{
			displayName: 'Status',
			name: 'status',
			type: 'options',
			default: 'open',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'Archived', value: 'archived' },
				{ name: 'Open', value: 'open' },
			],
		},
	],
};
