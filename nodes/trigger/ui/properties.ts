import type { INodeProperties } from 'n8n-workflow';
import { getSiteGptSettings, type SiteGptEvent } from '../../events/event';
import { ANY_TYPE, typeChoices } from '../../events/eventTypes';
import { MAX_DELIVERIES } from '../request/duplicates';
import { DEFAULT_WINDOW_S, defaultIgnoreDuplicates, MAX_EVENTS, MAX_WINDOW_S } from '../settings';

/** n8n is written in lower case, which n8n's own lint rule for titles doesn't allow for. */
const WITHIN_THIS_PROCESS = 'Within This n8n Process';
const ACROSS_ALL_PROCESSES = 'Across All n8n Processes';

// Everything here is built afresh for each node: n8n changes the objects of a description in place.

/** The settings of a trigger; settings.ts reads them. */
export function properties(event: SiteGptEvent): INodeProperties[] {
	const { url, token } = getSiteGptSettings(event);
	return [
		{
			displayName: `In SiteGPT, under Settings &gt; Webhooks, enter the Production URL (open "Webhook URLs" above) as "${url}" and the token of your credential as "${token}". The Test URL works only while n8n listens for a test event.`,
			name: 'setup',
			type: 'notice',
			default: '',
		},
		...typesProperty(event),
		{
			displayName: 'Chatbot IDs',
			name: 'chatbotIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1234567890, 2345678901',
			description:
				'Only accept events from these chatbots (comma-separated IDs). Leave empty to accept all.',
		},
		{
			displayName: 'Simplify',
			name: 'simple',
			type: 'boolean',
			default: true,
			description: 'Whether to return a simplified version of the response instead of the raw data',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: options(event),
		},
	];
}

function typesProperty({ types, title }: SiteGptEvent): INodeProperties[] {
	if (!types) return [];
	return [
		{
			displayName: 'Trigger On',
			name: 'triggerOn',
			type: 'multiOptions',
			default: [ANY_TYPE],
			required: true,
			options: typeChoices(title, types),
			description: `Which ${title.toLowerCase()} types start the workflow. Others are ignored.`,
		},
	];
}

function options(event: SiteGptEvent): INodeProperties[] {
	return [
		{
			displayName: 'Acknowledge',
			name: 'acknowledge',
			type: 'options',
			// n8n reads it before it runs the node, and doesn't evaluate expressions within options then.
			noDataExpression: true,
			default: 'onReceived',
			options: [
				{
					name: 'After Workflow Succeeds',
					value: 'lastNode',
					description:
						'Respond with 200 if it succeeds within 5 seconds. If it fails, respond with 500, so SiteGPT retries.',
				},
				{
					name: 'Immediately',
					value: 'onReceived',
					description: 'Respond with 200 as soon as n8n has stored the execution',
				},
			],
			description:
				"When to respond to SiteGPT. If it gets no 200 within 5 seconds, it retries the event up to three times. Don't use After Workflow Succeeds with a Wait or Respond to Webhook node.",
		},
		{
			displayName: 'Duplicate Window',
			name: 'duplicateWindow',
			type: 'number',
			default: DEFAULT_WINDOW_S,
			typeOptions: { minValue: 1, maxValue: MAX_WINDOW_S },
			description:
				"How many seconds to remember an event. SiteGPT's last attempt starts up to 46 seconds after its first. Has no effect if Ignore Duplicate Deliveries is Off.",
		},
		{
			displayName: 'Ignore Duplicate Deliveries',
			name: 'ignoreDuplicates',
			type: 'options',
			default: defaultIgnoreDuplicates(event),
			options: [
				{
					name: ACROSS_ALL_PROCESSES,
					value: 'all',
					description:
						"Also check n8n's database, for several webhook processors. Deliveries that arrive at the same moment may both pass.",
				},
				{
					name: 'Off',
					value: 'off',
					description: 'Start the workflow for each delivery',
				},
				{
					name: WITHIN_THIS_PROCESS,
					value: 'process',
					description: `Remembers up to ${MAX_DELIVERIES / 1000},000 events in this process. A restart clears them.`,
				},
			],
			description: event.mayRepeat
				? 'Whether to start the workflow only once for deliveries with exactly the same content. The same words said twice in one conversation within the window count as one. With After Workflow Succeeds, Across All n8n Processes works like Within This n8n Process.'
				: 'Whether to start the workflow only once for deliveries with exactly the same content, such as retries after a slow response. With After Workflow Succeeds, Across All n8n Processes works like Within This n8n Process.',
		},
		{
			displayName: 'Max Events per Execution',
			name: 'maxEvents',
			type: 'number',
			default: 1,
			typeOptions: { minValue: 1, maxValue: MAX_EVENTS },
			description:
				'How many events may start one execution together. For high volume and bursts: while n8n stores an execution, further events wait and then share the next one, one item per event. If a node fails, the execution fails for all its events, unless its On Error says otherwise. With After Workflow Succeeds, an event also waits for the executions before its own.',
		},
		{
			displayName: 'On Invalid Payload',
			name: 'onInvalidPayload',
			type: 'options',
			default: 'emit',
			options: [
				{
					name: 'Emit With Issues',
					value: 'emit',
					description:
						'Start the workflow. Unreadable fields are null: see "issues" and "payload" in the item.',
				},
				{
					name: 'Reject',
					value: 'reject',
					description:
						'Respond with 400 and the issues, and start nothing. SiteGPT then gives up on the event.',
				},
			],
			description: 'What to do with an event if some of its fields cannot be read',
		},
		{
			displayName: 'On Unknown Event',
			name: 'onUnknownEvent',
			type: 'options',
			default: 'ignore',
			options: [
				{
					name: 'Emit',
					value: 'emit',
					description: 'Start the workflow: see "event" and "payload" in the item',
				},
				{
					name: 'Ignore',
					value: 'ignore',
					description: "Respond with 200 and start nothing. n8n's log names the event.",
				},
			],
			description:
				'What to do with a kind of event that this version of the node does not know, because SiteGPT added it later',
		},
	];
}
