import { runHistory, type Setting, type SourceName, type Step } from './model/history';

jest.setTimeout(60_000);

const write = (which: number, after = 90): Step => ({ does: 'write', which, twice: false, after });
const happen: Step = { does: 'happen', which: 7, after: 90 };
const arrive = (count: number): Step => ({ does: 'arrive', count, after: 120 });

function settingOf(source: SourceName, old: number, siteGpt: object = {}, more = {}): Setting {
	return {
		source,
		mode: 'regular',
		lookBackMinutes: 0,
		intervalMinutes: 1,
		old,
		minutesBetweenOld: 0.3,
		areOldUndated: false,
		failsAtFirst: false,
		isPrompt: false,
		siteGpt: {
			pageSize: 100,
			latency: 20,
			order: 'changed',
			isOffset: false,
			times: 'ms',
			emptyList: 'list',
			hasNumericIds: false,
			ahead: 0,
			hasMarkers: true,
			touches: 'all',
			...siteGpt,
		},
		...more,
	};
}

const median = (counts: number[]) => counts.toSorted((a, b) => a - b)[counts.length / 2];

describe('a poll that finds nothing costs one request, and the whole list is read once an hour', () => {
	test.each<[string, SourceName, object, Step[]]>([
		['leads', 'newLead', {}, [arrive(1)]],
		['messages', 'newMessage', {}, [write(5), arrive(1)]],
		['escalations', 'escalatedConversation', {}, [write(5), arrive(1)]],
		['escalations without a marker', 'escalatedConversation', { hasMarkers: false }, [write(5)]],
		['conversations', 'newConversation', {}, [write(5), arrive(1)]],
		['resolved conversations', 'resolvedConversation', {}, [write(4), arrive(1)]],
		['failed documents', 'failedDocument', {}, [happen, arrive(1)]],
	])('%s', async (_, source, siteGpt, steps) => {
		const outcome = await runHistory(settingOf(source, 1200, siteGpt), steps);
		expect(outcome.violations).toEqual([]);
		expect(median(outcome.idleRequests)).toBe(1);
		const expensive = outcome.idleRequests.filter((requests) => requests > 1);
		expect(expensive.length).toBeLessThanOrEqual(1);
		expect(Math.max(...expensive, 13)).toBe(13);
	});
});

test('with all chatbots, that is one request for each, and once an hour one for their list', async () => {
	const setting = settingOf('newLead', 60, {}, { chatbots: 30 });
	const { violations, idleRequests, stateBytes } = await runHistory(setting, [arrive(1)]);
	expect(violations).toEqual([]);
	expect(idleRequests.toSorted((a, b) => a - b)).toEqual([...Array<number>(11).fill(30), 31]);
	expect(stateBytes).toBeLessThan(30 * 300);
});

test('rated messages cost one request for each list, and once an hour one for each conversation', async () => {
	const steps: Step[] = [write(4), arrive(1), happen];
	const outcome = await runHistory(settingOf('ratedMessage', 120), steps);
	expect(outcome.violations).toEqual([]);
	expect(median(outcome.idleRequests)).toBe(2);
	const expensive = outcome.idleRequests.filter((requests) => requests > 2);
	expect(expensive).toHaveLength(1);
	expect(expensive[0]).toBeLessThanOrEqual(2 + 62);
});

test('without proof of its order, a list is read to its end', async () => {
	// Sorted by the start of the conversations, which looks like the order of change until a visitor returns.
	const outcome = await runHistory(settingOf('newMessage', 350, { order: 'started' }), []);
	expect(median(outcome.idleRequests)).toBe(4);
});

describe('what n8n keeps is bounded', () => {
	const MAX_BYTES = 64_000;

	test.each<[string, Setting, Step[]]>([
		[
			'5,000 escalated conversations without a marker',
			settingOf('escalatedConversation', 5000, { hasMarkers: false }),
			[write(5), arrive(2), write(7)],
		],
		[
			'1,000 leads without a date',
			settingOf('newLead', 1000, {}, { areOldUndated: true }),
			[arrive(3)],
		],
		[
			'600 resolved conversations',
			settingOf('resolvedConversation', 1200, { touches: 'none' }),
			[arrive(2), happen],
		],
		['1,500 new leads at the same time', settingOf('newLead', 3), [arrive(1500)]],
		['200 conversations that cannot be read', settingOf('newMessage', 0), broken(200)],
	])('%s', async (_, setting, steps) => {
		const outcome = await runHistory(setting, steps);
		// If that many conversations can't be read, n8n reports it.
		expect(outcome.violations.filter((text) => !text.includes('failed executions'))).toEqual([]);
		expect(outcome.stateBytes).toBeLessThan(MAX_BYTES);
	});
});

function broken(count: number): Step[] {
	const all = Array.from({ length: count }, (_, which): Step => ({
		does: 'break',
		which,
		minutes: 45,
		after: 0,
	}));
	return [arrive(count), { does: 'arrive', count: 1, after: 130 }, ...all, arrive(3)];
}

test('leads without a date that came while n8n was stopped are called lost if n8n forgot which it knew', async () => {
	const setting = settingOf('newLead', 700, {}, { areOldUndated: true });
	const outcome = await runHistory(setting, [
		arrive(1),
		{ does: 'restart', minutes: 3, after: 200 },
		{ does: 'arrive', count: 1, odd: 'undated', after: 400 },
	]);
	expect(outcome.violations).toEqual([]);
	expect(outcome.log.join()).toContain('not emitted');
});
