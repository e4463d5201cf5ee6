import * as z from 'zod/v4';
import { allEvents } from '../../nodes/events/all';
import { documented, type Json, listIssues as issuesFor } from './payloads';

function listIssues(body: Json) {
	return issuesFor(body, allEvents.find(({ name }) => name === body.event) ?? allEvents[0]);
}

describe('an issue is listed once', () => {
	test.each(allEvents)('if an id of $name is an empty list', (event) => {
		const body = documented(event.name);
		body.data.chatbotId = [];
		expect(listIssues(body).map(({ path }) => path)).toEqual(['data.chatbotId']);
	});

	test.each(allEvents)('if an id of $name is an object with a length', (event) => {
		const body = documented(event.name);
		body.data.chatbotId = { length: 0 };
		expect(listIssues(body).map(({ path }) => path)).toEqual(['data.chatbotId']);
	});
});

describe('with messages that another package in the process has set globally', () => {
	const before = { ...z.config() };
	afterEach(() => {
		z.config({ customError: undefined, localeError: undefined, ...before });
	});

	test.each(['customError', 'localeError'])('no value is repeated (%s)', (setting) => {
		z.config({ [setting]: ({ input }: { input?: unknown }) => `Not ${JSON.stringify(input)}` });
		expect(z.string().safeParse(4711).error?.issues[0].message).toBe('Not 4711');
		const body = documented('ADD_MESSAGE');
		Object.assign(body.data, {
			chatbotId: { of: 4711 },
			threadId: '',
			sources: [[4711]],
			question: ['4711'],
		});
		const issues = listIssues(body);
		expect(issues).toHaveLength(4);
		expect(JSON.stringify(issues)).not.toMatch(/4711|Not /);
	});
});
