import type { INodeProperties } from 'n8n-workflow';
import { getAnalytics as createRequest } from '../../api/chatbots';
import { objectIn } from '../../api/envelope';
import { readDay, readId } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { chatbotId } from '../operation/parameters';
import { createValueError } from '../operation/values';

const createDay = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'dateTime',
	typeOptions: { dateOnly: true },
	default: '',
	description,
});

/** The first day of the analytics. */
export const startDate = createDay(
	'Start Date',
	'startDate',
	'First day to include, in UTC. Leave both dates empty for the last 30 days.',
);

/** Their last day. */
export const endDate = createDay('End Date', 'endDate', 'Last day to include, in UTC');

/** What visitors did with a chatbot, as SiteGPT counts it. */
export async function getAnalytics(call: Call): Promise<Json[]> {
	const id = readId(call, chatbotId);
	const [startDay, endDay] = [readDay(call, startDate), readDay(call, endDate)];
	if (startDay !== undefined && endDay !== undefined && endDay < startDay) {
		const expected = `Enter a day that isn't before the Start Date, ${startDay}.`;
		throw createValueError(endDate.displayName, endDay, expected);
	}
	const data = await call.client.call(createRequest(id, { startDay, endDay }));
	return [objectIn(data, 'analytics')];
}
