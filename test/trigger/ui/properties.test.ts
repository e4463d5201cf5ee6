import type { INode, INodeParameters, INodeProperties, INodeType, INodeTypes } from 'n8n-workflow';
import {
	resolveWebhookDescriptionField,
	webhookDescriptionIsNativelyResolvable,
	Workflow,
} from 'n8n-workflow';
import { allEvents } from '../../../nodes/events/all';
import { getSiteGptSettings } from '../../../nodes/events/event';
import { endpoint } from '../../../nodes/trigger/ui/endpoint';
import { activationMessage, panel } from '../../../nodes/trigger/ui/panel';
import { properties } from '../../../nodes/trigger/ui/properties';

type Options = INodeProperties[];
type Choice = { name: string; value: string };

/** The settings of an event's trigger by their label, with those under Options among them. */
function settingsByLabel(event: (typeof allEvents)[number]): Map<string, INodeProperties> {
	const all = properties(event);
	const options = all.find(({ name }) => name === 'options')!.options as Options;
	return new Map([...all, ...options].map((property) => [property.displayName, property]));
}

const choices = ({ options }: INodeProperties) => options as Choice[];

describe.each(allEvents)('the settings of a trigger of $name', (event) => {
	const settings = settingsByLabel(event);
	const isMessage = event.name === 'ADD_MESSAGE';

	test('have their labels', () => {
		const labels = [
			'Chatbot IDs',
			'Simplify',
			'Options',
			'Acknowledge',
			'Duplicate Window',
			'Ignore Duplicate Deliveries',
			'Max Events per Execution',
			'On Invalid Payload',
			'On Unknown Event',
		];
		const shown = [...settings.values()].filter(({ type }) => type !== 'notice');
		expect(shown.map(({ displayName }) => displayName)).toEqual(
			isMessage ? ['Trigger On', ...labels] : labels,
		);
	});

	test('have a name and a value that never change in saved workflows', () => {
		const named = (label: string) => {
			const { name, type, default: value } = settings.get(label)!;
			return { name, type, value };
		};
		expect(named('Chatbot IDs')).toEqual({ name: 'chatbotIds', type: 'string', value: '' });
		expect(named('Simplify')).toEqual({ name: 'simple', type: 'boolean', value: true });
		expect(named('Options')).toEqual({ name: 'options', type: 'collection', value: {} });
		expect(named('Acknowledge')).toEqual({
			name: 'acknowledge',
			type: 'options',
			value: 'onReceived',
		});
		expect(named('Duplicate Window')).toEqual({
			name: 'duplicateWindow',
			type: 'number',
			value: 60,
		});
		expect(named('Ignore Duplicate Deliveries')).toEqual({
			name: 'ignoreDuplicates',
			type: 'options',
			value: isMessage ? 'off' : 'process',
		});
		expect(named('Max Events per Execution')).toEqual({
			name: 'maxEvents',
			type: 'number',
			value: 1,
		});
		expect(named('On Invalid Payload')).toEqual({
			name: 'onInvalidPayload',
			type: 'options',
			value: 'emit',
		});
		expect(named('On Unknown Event')).toEqual({
			name: 'onUnknownEvent',
			type: 'options',
			value: 'ignore',
		});
	});

	test('offer the right options', () => {
		const offered = (label: string) =>
			choices(settings.get(label)!)
				.map(({ name, value }) => `${name}: ${value}`)
				.sort();
		expect(offered('Acknowledge')).toEqual([
			'After Workflow Succeeds: lastNode',
			'Immediately: onReceived',
		]);
		expect(offered('On Invalid Payload')).toEqual(['Emit With Issues: emit', 'Reject: reject']);
		expect(offered('On Unknown Event')).toEqual(['Emit: emit', 'Ignore: ignore']);
		const duplicates = choices(settings.get('Ignore Duplicate Deliveries')!);
		expect(duplicates).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ name: 'Off', value: 'off' }),
				expect.objectContaining({ name: 'Within This n8n Process', value: 'process' }),
			]),
		);
		const labels = ['Off', 'Within This n8n Process', 'Across All n8n Processes'];
		for (const { name } of duplicates) expect(labels).toContain(name);
	});

	test('have a default among what they offer', () => {
		for (const property of settings.values()) {
			if (property.type !== 'options') continue;
			expect(choices(property).map(({ value }) => value)).toContain(property.default);
		}
	});

	test("name SiteGPT's own settings for it, and none of another event", () => {
		const notice = properties(event).find(({ type }) => type === 'notice')!;
		expect(notice.displayName).toContain(getSiteGptSettings(event).url);
		expect(notice.displayName).toContain(getSiteGptSettings(event).token);
		const texts = JSON.stringify([notice, panel(event), activationMessage(event)]);
		for (const other of allEvents.filter((one) => one !== event)) {
			expect(texts).not.toContain(getSiteGptSettings(other).url);
		}
		expect(activationMessage(event)).toContain(getSiteGptSettings(event).url);
		expect(JSON.stringify(panel(event))).toContain(getSiteGptSettings(event).url);
	});

	test('are created at each call, because n8n changes them in place', () => {
		const shared = new Set(objectsIn([properties(event), panel(event), endpoint('a')]));
		const again = objectsIn([properties(event), panel(event), endpoint('a'), event.types]);
		expect(again.filter((object) => shared.has(object))).toEqual([]);
		expect(properties(event)).toEqual(properties(event));
	});
});

test('Trigger On offers every message type that SiteGPT documents, and any', () => {
	const triggerOn = settingsByLabel(allEvents[0]).get('Trigger On')!;
	expect(triggerOn).toMatchObject({ name: 'triggerOn', type: 'multiOptions', default: ['*'] });
	const values = choices(triggerOn).map(({ value }) => value);
	expect(values.sort()).toEqual([
		'*',
		'AGENT_MESSAGE',
		'NORMAL_MESSAGE',
		'SYSTEM_MESSAGE',
		'USER_MESSAGE',
	]);
});

function objectsIn(value: unknown): object[] {
	if (typeof value !== 'object' || value === null) return [];
	return [value, ...Object.values(value).flatMap(objectsIn)];
}

describe('an endpoint', () => {
	const description = endpoint('sitegpt-messages');

	test('takes POST at its path', () => {
		expect(description).toMatchObject({
			name: 'default',
			httpMethod: 'POST',
			path: 'sitegpt-messages',
		});
	});

	test('needs no expression engine', () => {
		expect(webhookDescriptionIsNativelyResolvable(description)).toBe(true);
	});

	test('needs one if it is copied without the function that n8n uses', () => {
		const copy = JSON.parse(JSON.stringify(description));
		expect(webhookDescriptionIsNativelyResolvable(copy)).toBe(false);
	});

	const CASES: Array<[options: INodeParameters, mode: string, data: string]> = [
		[{}, 'onReceived', ''],
		[{ acknowledge: '' }, 'onReceived', ''],
		[{ acknowledge: 'onReceived' }, 'onReceived', ''],
		[{ acknowledge: 'lastNode' }, 'lastNode', 'noData'],
		[{ acknowledge: 'lastNode', onInvalidPayload: 'emit' }, 'lastNode', 'noData'],
	];

	describe.each(CASES)('with the options %j', (options, responseMode, responseData) => {
		const parameters = {
			triggerOn: ['*'],
			chatbotIds: '',
			simple: true,
			options,
		} as INodeParameters;
		const expected = { responseMode, responseData };

		test.each(['responseMode', 'responseData'] as const)('has its %s natively', (field) => {
			const resolution = resolveWebhookDescriptionField({ parameters }, description, field);
			expect(resolution).toEqual({ resolved: true, value: expected[field] });
		});

		test.each(['responseMode', 'responseData'] as const)(
			'has the same %s from its text alone',
			(field) => {
				const [, expression] = /^=\{\{(.*)\}\}$/s.exec(description[field] as string)!;
				// The text may only use $parameter.
				const evaluate = new Function('$parameter', `'use strict'; return ${expression};`);
				expect(evaluate(parameters)).toBe(expected[field]);
			},
		);

		test.each(['responseMode', 'responseData'] as const)(
			"has the same %s from n8n's expressions",
			(field) => {
				expect(byEngine(parameters, field)).toBe(expected[field]);
			},
		);
	});

	test('is left to the engine if a person has entered an expression, with the same result', () => {
		const options = { acknowledge: 'lastNode' };
		const parameters = { chatbotIds: '={{ "a" }}', options };
		const fields = { responseMode: 'lastNode', responseData: 'noData' } as const;
		for (const [field, expected] of Object.entries(fields)) {
			const resolution = resolveWebhookDescriptionField({ parameters }, description, field);
			expect(resolution).toEqual({ resolved: false });
			expect(byEngine(parameters, field as keyof typeof fields)).toBe(expected);
		}
	});

	// n8n doesn't evaluate expressions inside a collection here: it would take the expression's text for the
	// mode, which it doesn't support, and answer each request with 500.
	test.each(allEvents)('has no expression to evaluate in Acknowledge, for $name', (event) => {
		expect(settingsByLabel(event).get('Acknowledge')).toHaveProperty('noDataExpression', true);
	});

	function byEngine(parameters: INodeParameters, field: 'responseMode' | 'responseData'): unknown {
		const { expression } = workflowWith(parameters);
		return expression.getSimpleParameterValue(node(parameters), description[field], 'webhook', {});
	}

	function node(parameters: INodeParameters): INode {
		return {
			id: 'trigger',
			name: 'Trigger',
			type: 'test.trigger',
			typeVersion: 2,
			position: [0, 0],
			parameters,
		};
	}

	function workflowWith(parameters: INodeParameters): Workflow {
		// With its settings, because n8n drops parameters that a node type does not have.
		const type = { description: { properties: properties(allEvents[0]) } };
		const nodeTypes = {
			getByNameAndVersion: () => type as unknown as INodeType,
		} as unknown as INodeTypes;
		return new Workflow({
			id: 'workflow',
			nodes: [node(parameters)],
			connections: {},
			active: false,
			nodeTypes,
		});
	}
});
