import { type LeadFilters, leadSchema, listLeads } from '../../api/leads';
import { readList } from '../../api/pages';
import { parseTime } from '../../api/time';
import { readCollection, readFlag, readId, readLimit } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { simplify } from '../operation/output';
import { chatbotId, simple } from '../operation/parameters';
import { filters } from './parameters';

interface Filters extends LeadFilters {
	/** Milliseconds since 1970. */
	capturedAfter?: number;
}

/** Lists leads. SiteGPT can't filter by time, so Captured After is applied here. */
export async function getAll(call: Call): Promise<Json[]> {
	const { capturedAfter, ...wanted } = readCollection(call, filters) as Filters;
	const request = listLeads(readId(call, chatbotId), wanted);
	const maxResults = readLimit(call);
	const isSimple = readFlag(call, simple);
	let undated = 0;
	const isWanted = ({ createdAt }: Json) => {
		const time = parseTime(createdAt);
		if (time === null) undated++;
		return time !== null && time > capturedAfter!;
	};
	const isFiltered = capturedAfter !== undefined;
	const leads = await readList(call.client, request, {
		limit: maxResults,
		isWanted: isFiltered ? isWanted : undefined,
	});
	if (undated > 0) {
		call.client.warnings.push(
			`Leads without a readable createdAt were left out, because of Captured After: ${undated}`,
		);
	}
	return leads.map((one) => simplify(isSimple, leadSchema, one));
}
