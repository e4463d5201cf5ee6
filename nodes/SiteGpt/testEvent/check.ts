import * as z from 'zod/v4';
import type { SiteGptEvent } from '../../events/event';
import type { Answer, Reply } from './answer';
import { isOk, testsFor } from './checkTests';
import { SITEGPT } from './delivery';
import type { Filtered } from './payload';
import type { SentToken } from './post';

/** One test of an endpoint, as an item. */
export const checkSchema = z.object({
	case: z.string().describe('What was tested'),
	required: z
		.boolean()
		.describe(
			"True if SiteGPT's documentation requires this of an endpoint, false if it is only advice",
		),
	passed: z.boolean(),
	expected: z.string().describe('What an endpoint for SiteGPT events should answer'),
	got: z.string().describe('What this one answered'),
	advice: z.string().nullable().describe('What to do about it; null if it passed'),
	responseTime: z.number().int().describe('Milliseconds'),
	url: z.string().describe('The URL that was tested'),
	event: z.string().describe('The event that it was tested with'),
});

/** What a check emits: one item per test. */
export type CheckRow = z.infer<typeof checkSchema>;

/** The network and a clock in milliseconds. */
export interface World {
	post(body: string, token: SentToken): Promise<Reply>;
	now(): number;
}

/** What to check. */
export interface Subject {
	/** As the items show it. */
	url: string;
	event: SiteGptEvent;
	/** An event that the endpoint is not for. */
	other: SiteGptEvent;
	/** Makes the ids of this run unique. */
	suffix: string;
	/** What the endpoint's filters accept. */
	filtered?: Filtered;
}

/**
 * Tests how an endpoint handles valid, invalid, unauthorized, and repeated events, one after the other.
 * The first test starts a real execution there, and so does the repeat if duplicates aren't ignored.
 */
export async function check(subject: Subject, world: World): Promise<CheckRow[]> {
	const tests = testsFor(subject);
	const replies: Reply[] = [];
	const times: number[] = [];
	for (const { body, token } of tests) {
		const start = world.now();
		replies.push(await world.post(body, token));
		times.push(Math.round(world.now() - start));
	}
	const accepts = [replies[0], replies[replies.length - 1]].some(isOk);
	const about = { url: subject.url, event: subject.event.name };
	const rows = tests.map(({ case: name, required, expected, advice }, n): CheckRow => {
		const reply = replies[n];
		const problem = advice(reply, accepts);
		return {
			case: name,
			required,
			passed: problem === null,
			expected,
			got: 'error' in reply ? reply.error : inShort(reply),
			advice: problem,
			responseTime: times[n],
			...about,
		};
	});
	const slowest = Math.max(...times);
	return [...rows, { ...answerTime(replies, slowest), responseTime: slowest, ...about }];
}

function answerTime(
	replies: readonly Reply[],
	slowest: number,
): Pick<CheckRow, 'case' | 'required' | 'passed' | 'expected' | 'got' | 'advice'> {
	const unanswered = replies.filter((reply) => 'error' in reply);
	const late = slowest >= SITEGPT.timeout || unanswered.some(({ timedOut }) => timedOut);
	return {
		case: 'Answer time',
		required: true,
		passed: !late && unanswered.length === 0,
		expected: `every answer within ${SITEGPT.timeout / 1000} seconds`,
		got:
			unanswered.length > 0
				? `no answer to ${unanswered.length} of ${replies.length} requests`
				: `the slowest took ${(slowest / 1000).toFixed(1)} s`,
		advice: timeAdvice(late, unanswered.length),
	};
}

function timeAdvice(late: boolean, unanswered: number): string | null {
	if (late) {
		return "An answer took 5 seconds or longer, so SiteGPT would retry the event. Respond before doing the work: set the trigger's Acknowledge to Immediately.";
	}
	return unanswered === 0
		? null
		: "Not every request got an answer, so the check can't tell how fast the endpoint is. Fix that first, then run the check again.";
}

/** Short enough that n8n's table also has room for the advice. */
function inShort({ statusCode, body, location }: Answer): string {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const shown = location === undefined ? text : `to ${location}`;
	const cut = shown.length > 80 ? `${shown.slice(0, 80)}...` : shown;
	return `${statusCode} ${cut}`.trim();
}
