import { allEvents } from '../../../nodes/events/all';
import { logRefusal } from '../../../nodes/trigger/request/refusalLog';
import * as answers from '../../../nodes/trigger/request/responses';

const [event, other] = allEvents;
const issue = (path: string) => ({ path, message: 'Missing: expected text' });

test.each([
	[[issue('')], '(Missing: expected text)'],
	[[issue('data.a')], '(data.a: Missing: expected text)'],
	[[issue('data.a'), issue('data.b')], '(data.a: Missing: expected text, and 1 more)'],
	[[issue(''), issue('a'), issue('b')], '(Missing: expected text, and 2 more)'],
])('of the issues %j, the log has the first and the number of the others', (issues, text) => {
	for (const answerTo of [answers.invalidPayload, answers.rejectedPayload]) {
		expect(answerTo(issues).log?.message).toContain(text);
	}
});

test('a body that is not JSON is an issue of the whole body', () => {
	expect(answers.notJson('text/plain').body).toMatchObject({ issues: [{ path: '' }] });
});

test.each([undefined, null, 'text', new Error('no database')])(
	'whatever was thrown, SiteGPT is asked to retry: %p',
	(error) => expect(answers.unavailable(error).status).toBe(503),
);

test('each reason is counted apart from the others', () => {
	const all = [
		answers.filtered('Chatbot IDs'),
		answers.filtered('Trigger On'),
		answers.unknownEvent('CHAT_RATED'),
		answers.unauthorized('missing', event),
		answers.unauthorized('wrong', event),
		answers.unauthorized('unset', event),
		answers.notJson('text/plain'),
		answers.invalidPayload([issue('')]),
		answers.rejectedPayload([issue('')]),
		answers.wrongEvent(event, other),
		answers.tooManyWaiting,
		answers.unavailable(new Error()),
	];
	const reasons = all.map(({ log }) => log?.reason);
	for (const reason of reasons) expect(reason).toMatch(/\w/);
	expect(new Set(reasons).size).toBe(all.length);
});

describe('the number of refusals', () => {
	const lines: string[] = [];
	beforeEach(() => void lines.splice(0));

	function refuse(node: string, message: string, now: number): void {
		const context = {
			getNode: () => ({ id: node, name: node }),
			getWorkflow: () => ({ id: 'w1' }),
			logger: { warn: (line: string) => void lines.push(line) },
		};
		logRefusal(context as never, { level: 'warn', reason: 'this', message }, now);
	}

	test('comes with the last message', () => {
		for (const message of ['First.', 'Second.', 'Third.']) refuse('Trigger', message, 0);
		refuse('Trigger', 'Fourth.', 60_000);
		expect(lines).toEqual([
			'Trigger (workflow w1): First.',
			'Trigger (workflow w1): Third. (2 more since the last such line)',
		]);
	});

	test('is not logged if there were no more, even if there are more nodes than it counts', () => {
		const refusals = 2500;
		for (let n = 0; n < refusals; n++) refuse(`Trigger ${n}`, 'Once.', 1_000_000);
		const about = lines.filter((line) => line.includes('Once.'));
		expect(about).toHaveLength(refusals);
		expect(about.filter((line) => line.includes('more since'))).toEqual([]);
	});
});
