import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Settings } from './settings';
import type { Finding, Source } from './core/source';

/** The items of what a poll has found. */
export function toItems(
	findings: readonly Finding[],
	source: Source,
	{ baseUrl, chatbotId }: Settings,
): INodeExecutionData[] {
	const place = { baseUrl, chatbotId, receivedAt: new Date().toISOString() };
	return findings.map((finding) => ({ json: source.toItem(finding, place) as IDataObject }));
}
