import type { INodeProperties } from 'n8n-workflow';
import type { Json } from '../operation/operation';
import { listOf } from '../operation/output';
import { DEFAULT_WAIT, LONGEST_WAIT } from './training';

type Option = NonNullable<INodeProperties['options']>[number] & INodeProperties;

const list = (
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

const frequency = (displayName: string, name: string, description: string): Option => ({
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
	typeOptions: { minValue: 1, maxValue: LONGEST_WAIT },
	default: DEFAULT_WAIT,
	description:
		'Max number of seconds to wait. Documents that are not trained by then are returned as pending.',
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

const includePaths = list(
	'Include Paths',
	'includePaths',
	'e.g. /docs',
	'Only add pages with these paths',
);
const excludePaths = list(
	'Exclude Paths',
	'excludePaths',
	'e.g. /blog',
	'Skip pages with these paths',
);
const includeSelectors = list(
	'Include Selectors',
	'includeSelectors',
	'e.g. article',
	'Only read these parts of a page, as CSS selectors',
);
const excludeSelectors = list(
	'Exclude Selectors',
	'excludeSelectors',
	'e.g. nav',
	'Ignore these parts of a page, as CSS selectors',
);
const allowedDomains = list(
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

const syncFrequency = frequency(
	'Sync Frequency',
	'syncFrequency',
	'How often SiteGPT reads the pages again',
);
const scanFrequency = frequency(
	'Scan Frequency',
	'scanFrequency',
	'How often SiteGPT looks for new and removed pages in the sitemap',
);

const scraping = [onlyMainContent, includeSelectors, excludeSelectors];
const waiting = [waitUntilTrained, maxWait];

function optionsOf(...options: Option[]): INodeProperties {
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
	links: optionsOf(syncFrequency, skipExisting, ...scraping, ...waiting),
	website: optionsOf(
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
	sitemap: optionsOf(
		maxLinks,
		includePaths,
		excludePaths,
		syncFrequency,
		scanFrequency,
		skipExisting,
		...scraping,
		...waiting,
	),
	youtube: optionsOf(syncFrequency, ...waiting),
	files: optionsOf(...waiting),
};

/** Options for the node itself, which the API doesn't take. */
const WAITING = ['waitUntilTrained', 'maxWait'];

/** The API takes these in a separate object, `scrapeOptions`. */
const SCRAPING = ['onlyMainContent', 'includeSelectors', 'excludeSelectors'];

const LISTS = [
	'includePaths',
	'excludePaths',
	'allowedDomains',
	'includeSelectors',
	'excludeSelectors',
];

/** The options as the API takes them, only those that were set. */
export function bodyFrom(entered: Json): Json {
	const options: Json = {};
	const scrapeOptions: Json = {};
	for (const [name, value] of Object.entries(entered)) {
		if (WAITING.includes(name)) continue;
		const given = LISTS.includes(name) ? listOf(value) : value;
		// Nothing was entered, or an expression found nothing.
		if (given === undefined || given === null || given === '') continue;
		(SCRAPING.includes(name) ? scrapeOptions : options)[name] = given;
	}
	const isScraped = Object.keys(scrapeOptions).length > 0;
	return { ...options, ...(isScraped ? { scrapeOptions } : {}) };
}
