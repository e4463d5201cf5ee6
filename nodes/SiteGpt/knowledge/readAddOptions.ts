import { type Input, readCollection, readListField } from '../operation/input';
import type { Json } from '../operation/operation';
import { toMilliseconds } from '../operation/values';
import { addOptions, DEFAULT_WAIT_S } from './addOptions';

/** The API takes these in a separate object, `scrapeOptions`. */
const SCRAPING = ['onlyMainContent', 'includeSelectors', 'excludeSelectors'];

const READERS = {
	maxWait: toMilliseconds,
	includePaths: readListField,
	excludePaths: readListField,
	allowedDomains: readListField,
	includeSelectors: readListField,
	excludeSelectors: readListField,
};

/** The options of an operation that adds documents. */
interface AddOptions {
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
