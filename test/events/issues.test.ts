import * as z from 'zod/v4';
import { allEvents } from '../../nodes/events/all';
import type { Issue } from '../../nodes/events/issues';
import { read } from '../../nodes/events/read';
import { documented, type Json } from './payloads';

function issuesOf(body: Json): Issue[] {
	const event = allEvents.find(({ name }) => name === body.event) ?? allEvents[0];
	const reading = read(body, event, allEvents);
	if (reading.is !== 'invalid') throw new Error(`Not invalid: ${reading.is}`);
	return reading.issues;
}

describe('an issue says where and what was expected', () => {
	it.each([
		['chatbotId', undefined, 'Expected a string, but it is missing'],
		['chatbotId', null, 'Expected a string'],
		['chatbotId', 5, 'Expected a string'],
		['chatbotId', '', 'Expected a text that is not empty'],
		['sources', {}, 'Expected an array'],
		['gptModel', false, 'Expected a string'],
	])('data.%s: %j', (field, value, message) => {
		const body = documented('ADD_MESSAGE');
		body.data[field] = value;
		expect(issuesOf(body)).toEqual([{ path: `data.${field}`, message }]);
	});

	it('of an object', () => {
		const body = documented('CONVERSATION_ESCALATED');
		body.data.user = 'Mary';
		expect(issuesOf(body)).toEqual([{ path: 'data.user', message: 'Expected an object' }]);
	});

	it('of a boolean', () => {
		const body = documented('CONVERSATION_ESCALATED');
		body.data.user.verified = 'yes';
		expect(issuesOf(body)).toEqual([{ path: 'data.user.verified', message: 'Expected a boolean' }]);
	});
});

describe('an issue is told once', () => {
	it.each(allEvents)('where an id of $name is an empty list', (event) => {
		const body = documented(event.name);
		body.data.chatbotId = [];
		expect(issuesOf(body).map(({ path }) => path)).toEqual(['data.chatbotId']);
	});

	it.each(allEvents)('where an id of $name is an object with a length', (event) => {
		const body = documented(event.name);
		body.data.chatbotId = { length: 0 };
		expect(issuesOf(body).map(({ path }) => path)).toEqual(['data.chatbotId']);
	});
});

describe('with messages that another package in the process has set for everybody', () => {
	const before = { ...z.config() };
	afterEach(() => {
		z.config({ customError: undefined, localeError: undefined, ...before });
	});

	it.each(['customError', 'localeError'])('no value is repeated (%s)', (setting) => {
		z.config({ [setting]: ({ input }: { input?: unknown }) => `Not ${JSON.stringify(input)}` });
		expect(z.string().safeParse(4711).error?.issues[0].message).toBe('Not 4711');
		const body = documented('ADD_MESSAGE');
		Object.assign(body.data, {
			chatbotId: 4711,
			threadId: '',
			sources: [4711],
			question: ['4711'],
		});
		const issues = issuesOf(body);
		expect(issues).toHaveLength(4);
		expect(JSON.stringify(issues)).not.toMatch(/4711|Not /);
	});
});
