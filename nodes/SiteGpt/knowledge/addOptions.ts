import type { INodeProperties } from 'n8n-workflow';

/** The default of Max Wait, in seconds. */
export const DEFAULT_WAIT_S = 300;

/** The longest Max Wait, in seconds. */
const MAX_WAIT_S = 3600;

type Option = NonNullable<INodeProperties['options']>[number] & INodeProperties;

const createList = (
	displayName: string,
	name: string,
	placeholder: string,
	description: string,
): Option => ({
	displayName,
	name,
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	placeholder,
	description: `${description} (one per line, or comma-separated)`,
});

const createFrequency = (displayName: string, name: string, description: string): Option => ({
	displayName,
	name,
	type: 'options',
	default: 'NEVER',
	options: [
		{ name: 'Daily', value: 'DAILY' },
		{ name: 'Monthly', value: 'MONTHLY' },
		{ name: 'Never', value: 'NEVER' },
		{ name: 'Weekly', value: 'WEEKLY' },
	],
	description,
});

const waitUntilTrained: Option = {
	displayName: 'Wait Until Trained',
	name: 'waitUntilTrained',
	type: 'boolean',
	default: true,
	description:
		'Whether to wait until each document is trained or has failed, and return the result in its item',
};

const maxWait: Option = {
	displayName: 'Max Wait',
	name: 'maxWait',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MAX_WAIT_S },
	default: DEFAULT_WAIT_S,
	description:
		'Max number of seconds to wait. Documents that are not trained by then are returned as pending.',
};

const deleteMissing: Option = {
	displayName: 'Delete Missing',
	name: 'deleteMissing',
	type: 'boolean',
	default: false,
	description:
		'Whether to permanently delete the documents of the collection whose key is in no input item',
};

const deleteEvenMost: Option = {
	displayName: 'Delete Even Most',
	name: 'deleteEvenMost',
	type: 'boolean',
	default: false,
	description:
		'Whether Delete Missing may delete more than ten documents if they are more than half of the collection',
};

const skipExisting: Option = {
	displayName: 'Skip Existing',
	name: 'skipExisting',
	type: 'boolean',
	default: true,
	description: 'Whether to skip pages that the chatbot was already trained on',
};

const maxLinks: Option = {
	displayName: 'Max Links',
	name: 'maxLinks',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 1000 },
	default: 50,
	description: 'Max number of pages to add',
};

const includePaths = createList(
	'Include Paths',
	'includePaths',
	'e.g. /docs',
	'Only add pages with these paths',
);
const excludePaths = createList(
	'Exclude Paths',
	'excludePaths',
	'e.g. /blog',
	'Skip pages with these paths',
);
const includeSelectors = createList(
	'Include Selectors',
	'includeSelectors',
	'e.g. article',
	'Only read these parts of a page, as CSS selectors',
);
const excludeSelectors = createList(
	'Exclude Selectors',
	'excludeSelectors',
	'e.g. nav',
	'Ignore these parts of a page, as CSS selectors',
);
const allowedDomains = createList(
	'Allowed Domains',
	'allowedDomains',
	'e.g. docs.example.com',
	'Also follow links to these domains',
);

const onlyMainContent: Option = {
	displayName: 'Only Main Content',
	name: 'onlyMainContent',
	type: 'boolean',
	default: true,
	description: 'Whether to ignore menus, footers, and similar parts of a page',
};

const maxDepth: Option = {
	displayName: 'Max Depth',
	name: 'maxDepth',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 5 },
	default: 3,
	description: 'Max number of links to follow from the first page to any other',
};

const syncFrequency = createFrequency(
	'Sync Frequency',
	'syncFrequency',
	'How often SiteGPT reads the pages again',
);
const scanFrequency = createFrequency(
	'Scan Frequency',
	'scanFrequency',
	'How often SiteGPT looks for new and removed pages in the sitemap',
);

const scraping = [onlyMainContent, includeSelectors, excludeSelectors];
const waiting = [waitUntilTrained, maxWait];

function createOptions(...options: Option[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		// Not localeCompare, whose collator takes longer to load than the package.
		options: options.sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
	};
}

/** The options of each way to add documents. */
export const addOptions = {
	links: createOptions(syncFrequency, skipExisting, ...scraping, ...waiting),
	website: createOptions(
		maxDepth,
		maxLinks,
		includePaths,
		excludePaths,
		allowedDomains,
		syncFrequency,
		skipExisting,
		...scraping,
		...waiting,
	),
	sitemap: createOptions(
		maxLinks,
		includePaths,
		excludePaths,
		syncFrequency,
		scanFrequency,
		skipExisting,
		...scraping,
		...waiting,
	),
	youtube: createOptions(syncFrequency, ...waiting),
	files: createOptions(...waiting),
	sync: createOptions(deleteMissing, deleteEvenMost, waitUntilTrained, {
		...maxWait,
		description: 'Max number of seconds to wait',
	}),
};
