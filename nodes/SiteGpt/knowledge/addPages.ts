import type { INodeProperties } from 'n8n-workflow';
import type { Ingestion } from '../../api/knowledge';
import { readEntries, readId, readText } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { chatbotId } from '../operation/parameters';
import { url, urls } from './parameters';
import { readAddOptions } from './readAddOptions';
import { addAndTrain } from './training';

/** An address may contain commas: a comma only ends it before whitespace, another address, or the end. */
const splitUrls = (text: string) => text.split(/\n|,(?=\s|$|https?:)/);

/**
 * Makes SiteGPT read pages or videos.
 * @param page the parameter with their addresses, or with the one to start from
 */
export async function addPages(
	call: Call,
	how: Exclude<Ingestion, 'files'>,
	page: INodeProperties,
): Promise<Json[]> {
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
}
