import * as z from 'zod/v4';
import type { SiteGptEvent } from '../../events/event';
import { SITEGPT, type Reply } from './delivery';
import { uniqueSample } from './payload';
import type { SentToken } from './post';

/** One case that an endpoint was put through, as it goes into an item. */
export const checkSchema = z.object({
	case: z.string(),
	passed: z.boolean(),
	expected: z.string().describe('What a receiver of SiteGPT events should answer'),
	got: z.string().describe('What this one answered'),
	advice: z.string().nullable().describe('What to do about it; null where it passed'),
	responseTime: z.number().int().describe('Milliseconds'),
});

/** What a check emits: a row a case. */
export type CheckRow = z.infer<typeof checkSchema>;

/** What the check needs of the world: the network and a clock in milliseconds. */
export interface World {
	post(body: string, token: SentToken): Promise<Reply>;
	now(): number;
}

interface Case {
	case: string;
	token: SentToken;
	body: string;
	expected: string;
	passes(statusCode: number): boolean;
	/** Given the status, undefined where no answer came. */
	advice(statusCode: number | undefined): string;
}

/**
 * Puts an endpoint through the cases that a receiver of `event` must get right, one after the other.
 * Starts real executions there: with the first case, and with the repeat if duplicates are not ignored.
 * @param suffix makes the ids of this run's events its own
 */
export async function check(
	event: SiteGptEvent,
	other: SiteGptEvent,
	suffix: string,
	world: World,
): Promise<CheckRow[]> {
	const rows: CheckRow[] = [];
	for (const { case: name, token, body, expected, passes, advice } of cases(event, other, suffix)) {
		const start = world.now();
		const reply = await world.post(body, token);
		const responseTime = Math.round(world.now() - start);
		const status = 'error' in reply ? undefined : reply.statusCode;
		const passed = status !== undefined && passes(status);
		rows.push({
			case: name,
			passed,
			expected,
			got: 'error' in reply ? reply.error : `${reply.statusCode} ${shortened(reply.body)}`.trim(),
			advice: passed ? null : advice(status),
			responseTime,
		});
	}
	return [...rows, speedRow(rows)];
}

function cases(event: SiteGptEvent, other: SiteGptEvent, suffix: string): Case[] {
	const valid = JSON.stringify(uniqueSample(event, suffix));
	const accepts = (statusCode: number) => statusCode === 200;
	const refuses = (statusCode: number) =>
		statusCode >= 400 && statusCode < 500 && statusCode !== 404;
	return [
		{
			case: 'Valid event',
			token: 'right',
			body: valid,
			expected: '200',
			passes: accepts,
			advice: (status) =>
				status === 401
					? 'The endpoint does not take this token: choose the credential that the trigger uses'
					: adviceFor(status),
		},
		{
			case: 'Wrong token',
			token: 'wrong',
			body: valid,
			expected: '401',
			passes: refuses,
			advice: (status) =>
				status === 200
					? 'Anybody can start this workflow: compare X-WEBHOOK-TOKEN with the token'
					: adviceFor(status),
		},
		{
			case: 'No token',
			token: 'none',
			body: valid,
			expected: '401',
			passes: refuses,
			advice: (status) =>
				status === 200
					? 'Anybody can start this workflow: refuse requests without X-WEBHOOK-TOKEN'
					: adviceFor(status),
		},
		{
			case: 'Broken payload',
			token: 'right',
			body: JSON.stringify({ event: event.name, data: {} }),
			expected: '400',
			passes: refuses,
			advice: (status) =>
				status === 200
					? 'The workflow has to cope with missing fields: check the payload first'
					: adviceFor(status),
		},
		{
			case: 'Wrong event',
			token: 'right',
			body: JSON.stringify(uniqueSample(other, suffix)),
			expected: '400',
			passes: refuses,
			advice: (status) =>
				status === 200
					? `The workflow has to cope with ${other.name}: check the event's name first`
					: adviceFor(status),
		},
		{
			case: 'Same event twice',
			token: 'right',
			body: valid,
			expected: '200',
			passes: accepts,
			advice: (status) =>
				status === undefined
					? adviceFor(status)
					: 'Answer 200 to a repeat too: SiteGPT would send it again and again',
		},
	];
}

function adviceFor(status: number | undefined): string {
	if (status === undefined) return 'Make sure that the address is right and can be reached';
	if (status === 404) {
		return 'Publish the workflow and use its Production URL; the Test URL answers once, after you click Execute step';
	}
	if (status >= 500) return "See the endpoint's log or the workflow's executions for the reason";
	if (status >= 300 && status < 400) {
		return 'Enter the address that it redirects to: SiteGPT takes a redirect for a failed attempt';
	}
	return 'See what the endpoint answered for the reason';
}

function speedRow(rows: readonly CheckRow[]): CheckRow {
	const slowest = Math.max(...rows.map(({ responseTime }) => responseTime));
	const passed = slowest < SITEGPT.timeout;
	return {
		case: 'Slow answer',
		passed,
		expected: `each answer within ${SITEGPT.timeout / 1000} s`,
		got: `the slowest took ${(slowest / 1000).toFixed(1)} s`,
		advice: passed
			? null
			: 'Answer first and work then: in a trigger, set Acknowledge to Immediately. SiteGPT sends the event again after 5 s.',
		responseTime: slowest,
	};
}

/** Short enough that the advice beside it is to be seen in n8n's table. */
function shortened(body: string): string {
	return body.length > 80 ? `${body.slice(0, 80)}...` : body;
}
