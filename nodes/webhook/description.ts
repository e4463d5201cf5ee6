import type {
	INodeParameters,
	INodeProperties,
	INodePropertyOptions,
	IWebhookDescription,
	TriggerPanelDefinition,
} from 'n8n-workflow';
import * as n8n from 'n8n-workflow';
import { settingsOf, type SiteGptEvent } from '../events/event';
import { MOST_DELIVERIES } from './duplicates';
import { ANY_KIND, DEFAULT_WINDOW, defaultIgnoreDuplicates, LONGEST_WINDOW } from './settings';

/** n8n writes itself with a small letter, which n8n's own lint rule for titles does not know. */
const WITHIN_THIS_PROCESS = 'Within This n8n Process';
const ACROSS_ALL_PROCESSES = 'Across All n8n Processes';

// Everything here is built afresh for each node: n8n changes the objects of a description in place.

/**
 * The endpoint of a trigger: n8n puts the node's webhook id before `path`.
 *
 * The answer to an accepted event goes out after n8n has stored its execution (`onReceived`) or after
 * the workflow has succeeded (`lastNode`). With responseData `''` n8n sends what the node says; of a
 * last node it would then send the items, which are nothing for SiteGPT, hence `noData`.
 */
export function endpoint(path: string): IWebhookDescription {
	return {
		name: 'default',
		httpMethod: 'POST',
		path,
		...computed({
			responseMode: ({ options }) =>
				(options as Options).acknowledge === 'lastNode' ? 'lastNode' : 'onReceived',
			responseData: ({ options }) =>
				(options as Options).acknowledge === 'lastNode' ? 'noData' : '',
		}),
	};
}

type Options = { acknowledge?: string };

/**
 * Fields of an endpoint that depend on the node's parameters. n8n's expression engine is the most
 * expensive thing in a request, so an n8n that can work a field out without it gets the function itself.
 * An older one gets an expression that holds the function's text.
 */
function computed<Name extends string>(
	fields: Record<Name, (parameters: INodeParameters) => string>,
): Record<Name, string> {
	const templates = {} as Record<Name, string>;
	const resolvable: Parameters<typeof n8n.webhookDescriptionFields>[0] = {};
	for (const [name, resolve] of Object.entries(fields) as Array<[Name, (typeof fields)[Name]]>) {
		templates[name] = `={{(${String(resolve)})($parameter)}}`;
		resolvable[name] = { template: templates[name], resolve };
	}
	// Missing before n8n 2.4x.
	return 'webhookDescriptionFields' in n8n
		? (n8n.webhookDescriptionFields(resolvable) as Record<Name, string>)
		: templates;
}

/** The text beside the output of a trigger that waits. */
export function panel(event: SiteGptEvent): TriggerPanelDefinition {
	const { url, token } = settingsOf(event);
	const where = `In SiteGPT, open your chatbot, then <b>Settings &gt; Webhooks</b>. The URL goes into <b>${url}</b>, the token of the credential into <b>${token}</b>. Click <b>Save Changes</b>.`;
	const building =
		'<b>While building your workflow</b>, click <b>Execute step</b> and send an event to the <b>Test URL</b>: n8n listens for one event, for two minutes.';
	const withoutSiteGpt =
		'To try it without SiteGPT, send a test event to the URL with the <b>SiteGPT</b> node.';
	return {
		header: `Wait for a SiteGPT ${event.title.toLowerCase()}`,
		executionsHelp: {
			inactive: `${building} ${where} ${withoutSiteGpt}<br /><br /><b>Once it works</b>, publish the workflow and enter the <b>Production URL</b> in SiteGPT instead. Its executions show up in the Executions list, not here.`,
			active: `${building} ${withoutSiteGpt}<br /><br /><b>The workflow is published</b>: it runs for each event that comes to the <b>Production URL</b>. ${where} These executions show up in the Executions list, not here.`,
		},
		activationHint: {
			inactive:
				'Once the workflow works, publish it and enter its <b>Production URL</b> in SiteGPT: the Test URL answers only after you click <b>Execute step</b>.',
			active: `Make sure that <b>${url}</b> in SiteGPT is the <b>Production URL</b>, not the Test URL.`,
		},
	};
}

/** What n8n says once a workflow with this trigger is published. */
export function activationMessage(event: SiteGptEvent): string {
	return `Make sure that "${settingsOf(event).url}" in SiteGPT is the Production URL of the trigger.`;
}

/** The settings of a trigger; settings.ts reads them. */
export function properties(event: SiteGptEvent): INodeProperties[] {
	const { url, token } = settingsOf(event);
	return [
		{
			displayName: `In SiteGPT, under Settings &gt; Webhooks, enter the Production URL (open "Webhook URLs" above) as "${url}" and the token of your credential as "${token}". The Test URL answers only while n8n listens for a test event.`,
			name: 'setup',
			type: 'notice',
			default: '',
		},
		...kindProperty(event),
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
			name: 'simplify',
			type: 'boolean',
			default: true,
			description: 'Whether to return a simplified version of the response instead of the raw data',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: options(event),
		},
	];
}

function kindProperty({ kind, title }: SiteGptEvent): INodeProperties[] {
	if (!kind) return [];
	const any: INodePropertyOptions = {
		name: `Any ${title}`,
		value: ANY_KIND,
		description: 'All message types, including any SiteGPT adds later',
	};
	return [
		{
			displayName: 'Trigger On',
			name: 'triggerOn',
			type: 'multiOptions',
			default: [ANY_KIND],
			required: true,
			options: [...kind.known.map((known) => ({ ...known })), any].sort((a, b) =>
				a.name.localeCompare(b.name),
			),
			description: `The ${kind.field} values to start the workflow for. Others get 200 and start nothing.`,
		},
	];
}

function options(event: SiteGptEvent): INodeProperties[] {
	return [
		{
			displayName: 'Acknowledge',
			name: 'acknowledge',
			type: 'options',
			// n8n reads it before it runs the node, where an expression within options is not evaluated.
			noDataExpression: true,
			default: 'onReceived',
			options: [
				{
					name: 'After Workflow Succeeds',
					value: 'lastNode',
					description:
						'Answer 200 if it succeeds within 5 seconds. If it fails, answer 500, so SiteGPT retries. Not for workflows with a Wait or Respond to Webhook node.',
				},
				{
					name: 'Immediately',
					value: 'onReceived',
					description: 'Answer 200 as soon as n8n has stored the execution',
				},
			],
			description:
				'When to answer SiteGPT. If it gets no 200 within 5 seconds, it retries the event up to three times.',
		},
		{
			displayName: 'Duplicate Window',
			name: 'duplicateWindow',
			type: 'number',
			default: DEFAULT_WINDOW,
			typeOptions: { minValue: 1, maxValue: LONGEST_WINDOW },
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
						"Also ask n8n's database, for several webhook processors. Two deliveries at the same time may both pass. With After Workflow Succeeds, works like Within This n8n Process.",
				},
				{
					name: 'Off',
					value: 'off',
					description: 'Start the workflow for each delivery',
				},
				{
					name: WITHIN_THIS_PROCESS,
					value: 'process',
					description: `Exact within one n8n process for up to ${MOST_DELIVERIES.toLocaleString('en')} events in a window. Forgotten at a restart, and not shared by several webhook processors.`,
				},
			],
			description: event.mayRepeat
				? 'Whether to start the workflow only once for deliveries with exactly the same content. The same words said twice in one conversation within the window count as one.'
				: 'Whether to start the workflow only once for deliveries with exactly the same content, such as retries after a slow answer',
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
						'Start the workflow. Fields that cannot be read are null, "issues" lists them, and "payload" has what was sent.',
				},
				{
					name: 'Reject',
					value: 'reject',
					description:
						'Answer 400 with the issues and start nothing. SiteGPT gives up on the event after its retries.',
				},
			],
			description: 'What to do with an event of which some fields cannot be read',
		},
	];
}
