import type { INodeProperties } from 'n8n-workflow';
import type { Json } from '../operation/operation';
import { asList, readCollection, type Input } from '../operation/input';
import { secondsFrom } from '../operation/values';

/** The default of Max Wait, in seconds. */
const DEFAULT_WAIT_S = 300;

/** The longest Max Wait, in seconds. */
const MAX_WAIT_S = 3600;

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
	typeOptions: { minValue: 1, maxValue: MAX_WAIT_S },
	default: DEFAULT_WAIT_S,
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

/** The API takes these in a separate object, `scrapeOptions`. */
const SCRAPING = ['onlyMainContent', 'includeSelectors', 'excludeSelectors'];

const READERS = {
	maxWait: secondsFrom,
	includePaths: asList,
	excludePaths: asList,
	allowedDomains: asList,
	includeSelectors: asList,
	excludeSelectors: asList,
};

/** The options of an operation that adds documents. */
export interface AddOptions {
	/** How long to wait until the documents are trained, in milliseconds; 0 for not at all. */
	maxWaitMs: number;
	/** The other options as the API takes them, only those that were set. */
	body: Json;
}

/** Reads the options of one of the ways to add documents. */
export function readAddOptions(input: Input, how: keyof typeof addOptions): AddOptions {
	const { waitUntilTrained, maxWait, ...others } = readCollection(input, addOptions[how], READERS);
	const body: Json = {};
	const scrapeOptions: Json = {};
	for (const [name, value] of Object.entries(others)) {
		(SCRAPING.includes(name) ? scrapeOptions : body)[name] = value;
	}
	if (Object.keys(scrapeOptions).length > 0) body.scrapeOptions = scrapeOptions;
	const longest = (maxWait as number | undefined) ?? DEFAULT_WAIT_S * 1000;
	return { maxWaitMs: waitUntilTrained === true ? longest : 0, body };
}
