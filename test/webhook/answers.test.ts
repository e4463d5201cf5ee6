import { allEvents } from '../../nodes/events/all';
import { settingsOf } from '../../nodes/events/event';
import * as answers from '../../nodes/webhook/answers';

it.each([
	['accepted', 200, { status: 'accepted' }],
	['ignored', 200, { status: 'ignored' }],
	['duplicate', 200, { status: 'duplicate' }],
	['pending', 503, { status: 'pending' }],
	['unauthorized', 401, { error: 'Unauthorized' }],
] as const)('%s is %d %j', (name, status, body) => {
	expect(answers[name]).toEqual({ status, body });
});

it('unavailable asks SiteGPT to try again, and tells a stranger nothing', () => {
	expect(answers.unavailable.status).toBe(503);
	expect(JSON.stringify(answers.unavailable.body)).not.toMatch(/credential|token|database/i);
});

it('an invalid payload is answered with its issues', () => {
	const issues = [{ path: 'data.chatbotId', message: 'Expected a string' }];
	expect(answers.invalidPayload(issues)).toEqual({
		status: 400,
		body: { error: 'Invalid payload', issues },
	});
});

describe.each(allEvents)('a $name', (got) => {
	it.each(allEvents.filter((event) => event !== got))(
		'for a trigger of $name is told where it belongs',
		(taken) => {
			const { status, body } = answers.wrongEvent(got, taken);
			expect(status).toBe(400);
			const text = JSON.stringify(body);
			expect(text).toContain(got.name);
			expect(text).toContain(taken.name);
			expect(text).toContain(settingsOf(taken).url);
		},
	);
});
