import { randomUUID } from 'node:crypto';
import * as z from 'zod/v4';
import { allEvents } from '../../events/all';
import { readChoice, readText } from '../operation/input';
import type { Call, Json } from '../operation/operation';
import { createTests, isOk, type Subject } from './checkTests';
import { SITEGPT } from './delivery';
import type { EndpointIo, EndpointResponse, PostResult } from './endpoint';
import { sampleChatbotId, sampleMessageTypes } from './parameters';
import type { Target } from './target';

/** One test of an endpoint, as an item. */
export const checkSchema = z.object({
	case: z.string().describe('What was tested'),
	required: z
		.boolean()
		.describe(
			"True if SiteGPT's documentation requires this of an endpoint, false if it is only advice",
		),
	passed: z.boolean(),
	expected: z.string().describe('The response that SiteGPT events should get'),
	got: z.string().describe('The response that they got'),
	advice: z.string().nullable().describe('What to do about it; null if it passed'),
	responseTime: z.number().int().describe('Milliseconds'),
	url: z.string().describe('The URL that was tested'),
	event: z.string().describe('The event that it was tested with'),
});

/** What a check emits: one item per test. */
export type CheckRow = z.infer<typeof checkSchema>;

/** What a check needs of the endpoint. */
export type CheckIo = Pick<EndpointIo, 'post' | 'now'>;

/** Tests the endpoint with samples of the chosen event and of another one. */
export async function check(call: Call, { url, event, io }: Target): Promise<Json[]> {
	const other = allEvents.find(({ name }) => name !== event.name)!;
	const suffix = randomUUID().slice(0, 8);
	const chatbotId = readText(call, sampleChatbotId).trim();
	const type = event.types && readChoice(call, sampleMessageTypes.get(event.name)!);
	return await checkEndpoint({ url, event, other, suffix, filtered: { chatbotId, type } }, io);
}

/**
 * Tests how an endpoint handles valid, invalid, unauthorized, and repeated events, one after the other.
 * The first test starts a real execution there, and so does the repeat if duplicates aren't ignored.
 */
export async function checkEndpoint(subject: Subject, io: CheckIo): Promise<CheckRow[]> {
	const tests = createTests(subject);
	const results: PostResult[] = [];
	const times: number[] = [];
	for (const { body, token } of tests) {
		const start = io.now();
		results.push(await io.post(body, token));
		times.push(Math.round(io.now() - start));
	}
	const accepts = [results[0], results[results.length - 1]].some(isOk);
	const about = { url: subject.url, event: subject.event.name };
	const rows = tests.map(({ case: name, required, expected, advice }, n): CheckRow => {
		const result = results[n];
		const problem = advice(result, accepts);
		return {
			case: name,
			required,
			passed: problem === null,
			expected,
			got: 'error' in result ? result.error : summarize(result),
			advice: problem,
			responseTime: times[n],
			...about,
		};
	});
	const slowest = Math.max(...times);
	return [...rows, { ...judgeTimes(results, slowest), responseTime: slowest, ...about }];
}

function judgeTimes(
	results: readonly PostResult[],
	slowest: number,
): Pick<CheckRow, 'case' | 'required' | 'passed' | 'expected' | 'got' | 'advice'> {
	const unanswered = results.filter((result) => 'error' in result);
	const late = slowest >= SITEGPT.timeout || unanswered.some(({ timedOut }) => timedOut);
	return {
		case: 'Response time',
		required: true,
		passed: !late && unanswered.length === 0,
		expected: `every response within ${SITEGPT.timeout / 1000} seconds`,
		got:
			unanswered.length > 0
				? `no response to ${unanswered.length} of ${results.length} requests`
				: `the slowest took ${(slowest / 1000).toFixed(1)} s`,
		advice: adviseOnTime(late, unanswered.length),
	};
}

function adviseOnTime(late: boolean, unanswered: number): string | null {
	if (late) {
		return "A response took 5 seconds or longer, so SiteGPT would retry the event. Respond before doing the work: set the trigger's Acknowledge to Immediately.";
	}
	return unanswered === 0
		? null
		: "Not every request got a response, so the check can't tell how fast the endpoint is. Fix that first, then run the check again.";
}

/** Short enough that n8n's table also has room for the advice. */
function summarize({ statusCode, body, location }: EndpointResponse): string {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const shown = location === undefined ? text : `to ${location}`;
	const cut = shown.length > 80 ? `${shown.slice(0, 80)}...` : shown;
	return `${statusCode} ${cut}`.trim();
}
