import type { JsonObject } from '../../harness/json.ts';

/** An object of an API that is polled. */
export interface ApiObject {
	id: string;
	/** when it was created, in ms since 1970 */
	at: number;
}

/** A request as a node hands it to n8n. */
export interface PollerRequest {
	path: string;
	/** the query, and what is in the body */
	parameters: Record<string, unknown>;
}

/** A polling trigger of n8n's own, and the API that it polls. */
export interface OtherPoller {
	/** as in n8n */
	name: string;
	/** in n8n-nodes-base/dist/nodes, without .node.js; its last part is the name of the class */
	file: string;
	version: number;
	parameters: JsonObject;
	/** @param all newest first */
	answer(request: PollerRequest, all: ApiObject[]): object;
	idOf(item: JsonObject): unknown;
}

const iso = (at: number) => new Date(at).toISOString();

/** The time in a text that matches, in ms. */
function timeIn(text: unknown, pattern: RegExp): number {
	return Date.parse(pattern.exec(String(text))?.[1] ?? '');
}

/** One page of the wanted objects, and the offset of the next. */
function pageOf(wanted: ApiObject[], size: number, offset: unknown) {
	const start = Number(offset ?? 0);
	const next = start + size < wanted.length ? String(start + size) : undefined;
	return { objects: wanted.slice(start, start + size), next };
}

/** Each answers as the API's documentation says: its filter, its order, its page size. */
export const otherPollers: readonly OtherPoller[] = [
	{
		name: 'Airtable Trigger',
		file: 'Airtable/AirtableTrigger',
		version: 1,
		parameters: {
			authentication: 'airtableTokenApi',
			downloadAttachments: false,
			additionalFields: {},
			baseId: 'base',
			tableId: 'table',
			triggerField: 'Created',
		},
		answer({ parameters }, all) {
			const after = timeIn(parameters.filterByFormula, /DATETIME_PARSE\("([^"]+)"/);
			const wanted = all.filter(({ at }) => at > after);
			const { objects, next } = pageOf(wanted, Number(parameters.pageSize), parameters.offset);
			return {
				records: objects.map(({ id, at }) => ({ id, fields: { Created: iso(at) } })),
				...(next === undefined ? {} : { offset: next }),
			};
		},
		idOf: ({ id }) => id,
	},
	{
		name: 'Notion Trigger',
		file: 'Notion/NotionTrigger',
		version: 1.1,
		parameters: {
			authentication: 'apiKey',
			event: 'pageAddedToDatabase',
			simple: false,
			dataSourceId: 'source',
		},
		answer({ parameters }, all) {
			// Notion's times are those of the minute.
			const minute = (at: number) => at - (at % 60_000);
			const { created_time: created } = parameters.filter as { created_time: JsonObject };
			const from = Date.parse(String(created.on_or_after));
			const wanted = all.filter(({ at }) => minute(at) >= from);
			const size = Number(parameters.page_size);
			const { objects, next } = pageOf(wanted, size, parameters.start_cursor);
			return {
				results: objects.map(({ id, at }) => ({
					object: 'page',
					id,
					created_time: iso(minute(at)),
					properties: {},
				})),
				has_more: next !== undefined,
				next_cursor: next ?? null,
			};
		},
		idOf: ({ id }) => id,
	},
	{
		name: 'Salesforce Trigger',
		file: 'Salesforce/SalesforceTrigger',
		version: 1.1,
		parameters: { authentication: 'oAuth2', triggerOn: 'leadCreated' },
		answer({ path, parameters }, all) {
			const from = timeIn(parameters.q, /CreatedDate >= (\S+)/);
			const to = timeIn(parameters.q, /CreatedDate < (\S+)/);
			const wanted = all.filter(({ at }) => at >= from && at < to);
			const offset = /-(\d+)$/.exec(path)?.[1];
			const { objects, next } = pageOf(wanted, 2_000, offset);
			return {
				records: objects.map(({ id, at }) => ({ Id: id, CreatedDate: iso(at) })),
				done: next === undefined,
				...(next === undefined
					? {}
					: { nextRecordsUrl: `/services/data/v59.0/query/more-${next}` }),
			};
		},
		idOf: ({ Id: id }) => id,
	},
	{
		name: 'Google Calendar Trigger',
		file: 'Google/Calendar/GoogleCalendarTrigger',
		version: 1,
		parameters: {
			'pollTimes.item': [{ mode: 'everyMinute' }],
			triggerOn: 'eventCreated',
			calendarId: 'primary',
			'options.matchTerm': '',
		},
		answer({ parameters }, all) {
			const from = Date.parse(String(parameters.updatedMin));
			// orderBy=updated: the oldest change first
			const wanted = all.filter(({ at }) => at >= from).toReversed();
			const size = Number(parameters.maxResults);
			const { objects, next } = pageOf(wanted, size, parameters.pageToken);
			return {
				items: objects.map(({ id, at }) => ({ id, created: iso(at), updated: iso(at) })),
				...(next === undefined ? {} : { nextPageToken: next }),
			};
		},
		idOf: ({ id }) => id,
	},
	{
		name: 'Gmail Trigger',
		file: 'Google/Gmail/GmailTrigger',
		version: 1.4,
		parameters: {
			authentication: 'oAuth2',
			options: {},
			filters: {},
			simple: true,
			maxResults: 10,
		},
		answer({ path, parameters }, all) {
			if (path.endsWith('/labels')) return { labels: [] };
			const id = path.split('/').at(-1);
			const found = all.find((one) => one.id === id);
			if (found) return { id: found.id, internalDate: String(found.at), labelIds: ['INBOX'] };
			const after = Number(/after:(\d+)/.exec(String(parameters.q))?.[1]) * 1_000;
			const wanted = all.filter(({ at }) => at >= after);
			const { objects, next } = pageOf(wanted, 100, parameters.pageToken);
			return {
				messages: objects.map((one) => ({ id: one.id })),
				...(next === undefined ? {} : { nextPageToken: next }),
			};
		},
		idOf: ({ id }) => id,
	},
];
