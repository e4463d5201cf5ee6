import { allEvents } from '../../../nodes/events/all';
import { getSiteGptSettings } from '../../../nodes/events/event';
import * as answers from '../../../nodes/trigger/request/responses';

const [event] = allEvents;
const issues = [{ path: 'data.chatbotId', message: 'Missing: expected text' }];

test('logs filtered events as info, rejected ones as warnings, and faults as errors', () => {
	expect(answers.filtered('Chatbot IDs').log).toMatchObject({
		level: 'info',
		message: expect.stringContaining('Chatbot IDs'),
	});
	expect(answers.unknownEvent('CHAT_RATED').log?.level).toBe('warn');
	for (const why of ['missing', 'wrong', 'unset'] as const) {
		const { log } = answers.unauthorized(why, event);
		expect(log?.level).toBe('warn');
		expect(log?.message).toContain(getSiteGptSettings(event).token);
	}
	expect(answers.invalidPayload(issues).log?.message).toContain('data.chatbotId: Missing');
	expect(answers.rejectedPayload(issues).log?.message).toContain('Emit With Issues');
	expect(answers.unavailable(new Error('no database')).log).toMatchObject({
		level: 'error',
		message: expect.stringContaining('no database'),
	});
});

test.each([
	['text/plain', 'content type text/plain'],
	[undefined, 'no usable content type'],
])('the answer to a body that is not JSON names its content type: %s', (contentType, words) => {
	const { status, body, log } = answers.notJson(contentType);
	expect(status).toBe(400);
	for (const text of [JSON.stringify(body), log?.message]) {
		expect(text).toContain(words);
		expect(text).toContain('application/json');
	}
});

describe.each(allEvents)('a $name', (got) => {
	test.each(allEvents.filter((other) => other !== got))(
		'for a trigger of $name gets an answer that says where it belongs',
		(expected) => {
			const { status, body, log } = answers.wrongEvent(got, expected);
			expect(status).toBe(400);
			for (const text of [JSON.stringify(body), log?.message]) {
				expect(text).toContain(got.name);
				expect(text).toContain(expected.name);
				expect(text).toContain(`Settings > Webhooks > ${getSiteGptSettings(expected).url}`);
			}
		},
	);
});
