import type { IWebhookFunctions } from 'n8n-workflow';
import { allEvents } from '../../nodes/events/all';
import { escalation } from '../../nodes/events/escalation';
import type { SiteGptEvent } from '../../nodes/events/event';
import { lead } from '../../nodes/events/lead';
import { message } from '../../nodes/events/message';
import { readTriggerSettings, type TriggerSettings } from '../../nodes/trigger/settings';

const [ofMessage, ofEscalation, ofLead] = [message, escalation, lead] as unknown as SiteGptEvent[];

function settings(
	event: SiteGptEvent,
	parameters: Record<string, unknown> = {},
	mode = 'webhook',
): TriggerSettings {
	const context = {
		getNodeParameter: (name: string, fallback: unknown) =>
			Object.hasOwn(parameters, name) ? parameters[name] : fallback,
		getMode: () => mode,
	};
	return readTriggerSettings(context as unknown as IWebhookFunctions, event);
}

test.each(allEvents)('of $name if nobody has changed anything', (event) => {
	expect(settings(event)).toEqual({
		types: [],
		chatbotIds: [],
		simple: true,
		duplicateWindowMs: event.name === 'ADD_MESSAGE' ? 0 : 60_000,
		rejectInvalid: false,
		emitUnknown: false,
		afterWorkflow: false,
		maxEvents: 1,
	});
});

test.each([
	[true, true],
	['true', true],
	['anything', true],
	[false, false],
	['false', false],
	[0, false],
])('Simplify %j, as an expression may give it: %s', (simple, expected) => {
	expect(settings(ofLead, { simple }).simple).toBe(expected);
});

describe('Trigger On', () => {
	test.each([
		[['*'], []],
		[[], []],
		[['*', 'USER_MESSAGE'], []],
		[['USER_MESSAGE'], ['USER_MESSAGE']],
		[
			['USER_MESSAGE', 'NEW_MESSAGE'],
			['USER_MESSAGE', 'NEW_MESSAGE'],
		],
		// From an expression:
		['USER_MESSAGE', ['USER_MESSAGE']],
		['USER_MESSAGE, AGENT_MESSAGE', ['USER_MESSAGE', 'AGENT_MESSAGE']],
		['*', []],
		['', []],
		[7, ['7']],
		[null, []],
		[{}, []],
	])('%j accepts %j (none: all)', (triggerOn, types) => {
		expect(settings(ofMessage, { triggerOn }).types).toEqual(types);
	});

	test('is only for messages', () => {
		expect(settings(ofLead, { triggerOn: ['USER_MESSAGE'] }).types).toEqual([]);
	});
});

describe('Chatbot IDs', () => {
	test.each([
		['', []],
		['  ', []],
		[',', []],
		['a', ['a']],
		['a,b', ['a', 'b']],
		[' a , b ,, c ', ['a', 'b', 'c']],
		['a b', ['a', 'b']],
		['a;b', ['a', 'b']],
		['a\r\nb\t', ['a', 'b']],
		['"a","b"', ['a', 'b']],
		["'a' \u201cb\u201d", ['a', 'b']],
		['["a", "b"]', ['a', 'b']],
		[123, ['123']],
		[
			[1, ' b ', '', 'c d', null, {}],
			['1', 'b', 'c d'],
		],
		[null, []],
		[undefined, []],
		[true, []],
		[{}, []],
		[
			['a', 'b'],
			['a', 'b'],
		],
	])('%j are %j', (chatbotIds, list) => {
		expect(settings(ofLead, { chatbotIds }).chatbotIds).toEqual(list);
	});
});

describe('Simplify', () => {
	test.each([
		[true, true],
		[false, false],
		[undefined, true],
	])('%j is %j', (simple, is) => {
		expect(settings(ofLead, { simple }).simple).toBe(is);
	});
});

describe('Ignore Duplicate Deliveries', () => {
	test('remembers messages if it is chosen', () => {
		const options = { ignoreDuplicates: 'process' };
		expect(settings(ofMessage, { options }).duplicateWindowMs).toBe(60_000);
	});

	test.each([ofEscalation, ofLead])('forgets $name if it is off', (event) => {
		const options = { ignoreDuplicates: 'off' };
		expect(settings(event, { options }).duplicateWindowMs).toBe(0);
	});

	test.each([
		[1, 1000],
		[90, 90_000],
		['30', 30_000],
		[0.5, 500],
		[3600, 3_600_000],
		[3601, 3_600_000],
		[Infinity, 3_600_000],
		[0, 60_000],
		[-5, 60_000],
		[NaN, 60_000],
		['soon', 60_000],
		[null, 60_000],
		[undefined, 60_000],
	])('a window of %p s is %d ms', (duplicateWindow, ms) => {
		expect(settings(ofLead, { options: { duplicateWindow } }).duplicateWindowMs).toBe(ms);
	});

	test('does nothing in test mode, because people send the same sample twice', () => {
		const options = { ignoreDuplicates: 'process', duplicateWindow: 90 };
		for (const event of allEvents) {
			expect(settings(event, { options }, 'manual').duplicateWindowMs).toBe(0);
			expect(settings(event, { options }, 'webhook').duplicateWindowMs).toBe(90_000);
		}
	});

	test('stays on with After Workflow Succeeds', () => {
		const options = { ignoreDuplicates: 'process', acknowledge: 'lastNode' };
		for (const event of allEvents) {
			expect(settings(event, { options })).toMatchObject({
				duplicateWindowMs: 60_000,
				afterWorkflow: true,
			});
		}
	});
});

describe('Acknowledge', () => {
	test.each([
		['onReceived', false],
		['lastNode', true],
		[undefined, false],
		['', false],
	])('%j: after the workflow is %j', (acknowledge, is) => {
		expect(settings(ofLead, { options: { acknowledge } }).afterWorkflow).toBe(is);
	});
});

describe('On Invalid Payload', () => {
	test.each([
		['reject', true],
		['emit', false],
		[undefined, false],
		[null, false],
	])('%j: to reject is %j', (onInvalidPayload, is) => {
		expect(settings(ofLead, { options: { onInvalidPayload } }).rejectInvalid).toBe(is);
	});
});

describe('On Unknown Event', () => {
	test.each([
		['emit', true],
		['ignore', false],
		[undefined, false],
		[null, false],
	])('%j: to emit is %j', (onUnknownEvent, is) => {
		expect(settings(ofLead, { options: { onUnknownEvent } }).emitUnknown).toBe(is);
	});
});

describe('Max Events per Execution', () => {
	test.each([
		[undefined, 1],
		[1, 1],
		[200, 200],
		['50', 50],
		[2.9, 2],
		[1001, 1000],
		[Infinity, 1000],
		[0, 1],
		[-5, 1],
		[NaN, 1],
		['many', 1],
		[null, 1],
	])('%p is %d', (maxEvents, most) => {
		expect(settings(ofLead, { options: { maxEvents } }).maxEvents).toBe(most);
	});

	test('is 1 in test mode, which ends with the first event', () => {
		expect(settings(ofLead, { options: { maxEvents: 200 } }, 'manual').maxEvents).toBe(1);
	});
});
