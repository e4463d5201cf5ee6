import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Finding, Place, Source } from './core/source';
import type { PollSettings } from './settings';

/** The items of what a poll has found. */
export function toItems(
	findings: readonly Finding[],
	source: Source,
	{ baseUrl, chatbotId }: PollSettings,
): INodeExecutionData[] {
	const place = { baseUrl, chatbotId, receivedAt: new Date().toISOString() };
	return findings.map((finding) => {
		const own = { ...place, chatbotId: finding.chatbotId ?? chatbotId };
		return { json: toJson(finding, source, own) as IDataObject };
	});
}

/** An object that can't become an item must not keep others from being emitted. */
function toJson(finding: Finding, source: Source, place: Place): Record<string, unknown> {
	try {
		return source.toItem(finding, place);
	} catch (error) {
		const { key, object, threadId = null } = finding;
		const { chatbotId, receivedAt } = place;
		const issues = [{ path: '', message: (error as Error).message }];
		const known = { chatbotId, threadId, idempotencyKey: key, receivedAt };
		return { ...known, issues, payload: object, api: object };
	}
}
