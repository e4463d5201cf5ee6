import { randomBytes } from 'node:crypto';
import { TOKEN_HEADER } from '../../harness/siteGpt/sender/protocol.ts';
import { type Template, template } from './events.ts';
import type { Job } from './load.ts';
import type { Subject, SubjectName } from './subjects.ts';

/** Requests of one kind, and the subjects that they're sent to, in turn. */
export interface Load {
	name: string;
	what: string;
	subjects: SubjectName[];
	connections: number;
	/** how many to send at the same time; without it, requests are sent for the length of a slice */
	burst?: number;
	/** length of a slice, relative to the usual one; 1 by default */
	share?: number;
	/** what to send to a subject, and the answer to expect */
	request(subject: Subject): Pick<Job, 'template' | 'headers' | 'sameId' | 'expected'>;
}

const KILOBYTE = 1_000;

const templates = new Map<string, Template>();

function event(subject: Subject, bytes: number, change?: Record<string, unknown>): Template {
	const key = JSON.stringify([subject.kind, bytes, change]);
	const known = templates.get(key) ?? template(subject.kind, bytes, change);
	templates.set(key, known);
	return known;
}

const withToken = ({ token }: Subject) => ({ [TOKEN_HEADER]: token });

const accepted = (bytes: number) => (subject: Subject) => ({
	template: event(subject, bytes),
	headers: withToken(subject),
	sameId: false,
	expected: { status: 200, text: subject.says.accepted },
});

export const loads: Load[] = [
	{
		name: 'accepted, 5 connections',
		what: '1 kB events that each start a workflow, over 5 connections',
		subjects: ['W', 'M', 'B', 'F', 'E', 'L', 'W+'],
		connections: 5,
		share: 2,
		request: accepted(KILOBYTE),
	},
	{
		name: 'accepted, 1 connection',
		what: 'the same over 1 connection',
		subjects: ['W', 'M', 'B', 'F'],
		connections: 1,
		request: accepted(KILOBYTE),
	},
	{
		name: 'accepted, 50 connections',
		what: 'the same over 50 connections',
		subjects: ['W', 'M', 'B', 'F'],
		connections: 50,
		request: accepted(KILOBYTE),
	},
	{
		name: 'burst of 100',
		what: '100 events at the same time, 1 kB each',
		subjects: ['W', 'M', 'B', 'F'],
		connections: 100,
		burst: 100,
		request: accepted(KILOBYTE),
	},
	{
		name: 'burst of 500',
		what: '500 events at the same time, 1 kB each',
		subjects: ['W', 'M', 'B'],
		connections: 500,
		burst: 500,
		request: accepted(KILOBYTE),
	},
	{
		name: 'accepted, 100 kB',
		what: 'events of 100 kB over 5 connections',
		subjects: ['W', 'M', 'F'],
		connections: 5,
		request: accepted(100 * KILOBYTE),
	},
	{
		name: 'refused',
		what: 'a wrong token, over 5 connections',
		subjects: ['W', 'M'],
		connections: 5,
		request: (subject) => ({
			...accepted(KILOBYTE)(subject),
			headers: { [TOKEN_HEADER]: 'not the token' },
			expected: { status: subject.says.refused, text: '' },
		}),
	},
	{
		name: 'ignored',
		what: 'events that the settings filter out, over 5 connections',
		subjects: ['MI'],
		connections: 5,
		request: (subject) => ({
			...accepted(KILOBYTE)(subject),
			template: event(subject, KILOBYTE, { messageType: 'SYSTEM_MESSAGE' }),
			expected: { status: 200, text: '{"status":"ignored"}' },
		}),
	},
	{
		name: 'duplicate',
		what: 'the same event again and again, over 5 connections',
		subjects: ['MI'],
		connections: 5,
		request: (subject) => ({
			...accepted(KILOBYTE)(subject),
			sameId: true,
			expected: { status: 200, text: '{"status":"duplicate"}' },
		}),
	},
];

/** A prefix for ids that no other job uses. */
export function newPrefix(): string {
	return `test_${randomBytes(6).toString('hex')}`;
}
