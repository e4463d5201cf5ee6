import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { allEvents } from '../../events/all';
import { getSiteGptSettings, type SiteGptEvent } from '../../events/event';
import { fieldsOf, type SampleField } from './payload';

/** The operations, which n8n's node panel lists as the actions of the node. */
export const operations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['testEvent'] } },
	options: [
		{
			name: 'Check',
			value: 'check',
			action: 'Check an endpoint',
			description:
				'Test how an endpoint handles valid, invalid, unauthorized, and repeated events. Returns one item per test.',
		},
		{
			name: 'Send',
			value: 'send',
			action: 'Send a test event',
			description: 'Send a test event to a webhook URL, as SiteGPT would',
		},
	],
	default: 'send',
};

/** The settings of both operations, with the fields of each event prefilled from its sample. */
export function testEventProperties(): INodeProperties[] {
	return [
		{
			displayName:
				'The check starts real executions of the workflow behind the URL. You can recognize its events: their IDs start with "test_" and their email addresses end in "@example.com".',
			name: 'checkNotice',
			type: 'notice',
			default: '',
			displayOptions: showFor({ operation: ['check'] }),
		},
		{
			displayName: 'Webhook URL',
			name: 'url',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://n8n.example.com/webhook/1a2b',
			description:
				"The URL to send to. Copy it from the trigger's panel. The Test URL answers once, after you click Execute step there.",
			displayOptions: showFor({}),
		},
		{
			displayName: 'Event',
			name: 'event',
			type: 'options',
			default: 'ADD_MESSAGE',
			options: allEvents.map((event) => ({
				name: event.title,
				value: event.name,
				description: `${event.name}, which SiteGPT sends to the ${getSiteGptSettings(event).url}`,
			})),
			description: 'The event to send',
			displayOptions: showFor({}),
		},
		{
			displayName: 'Chatbot ID',
			name: 'sampleChatbotId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1234567890',
			description:
				"The chatbot that the events are from. Enter one of the trigger's Chatbot IDs if it only accepts certain chatbots. Leave empty for a test ID.",
			displayOptions: showFor({ operation: ['check'] }),
		},
		...allEvents.flatMap(typeProperty),
		{
			displayName: 'Delivery',
			name: 'delivery',
			type: 'options',
			default: 'once',
			options: [
				{
					name: 'As SiteGPT Does',
					value: 'siteGpt',
					description:
						'Retry until an attempt is answered with 200: up to three retries, after 1, 5, and 25 seconds',
				},
				{ name: 'Once', value: 'once', description: 'Send it once, regardless of the answer' },
			],
			description:
				'How many attempts to make. Each attempt waits 5 seconds for an answer, as SiteGPT does.',
			displayOptions: showFor({ operation: ['send'] }),
		},
		{
			displayName: 'Payload',
			name: 'payloadFrom',
			type: 'options',
			default: 'fields',
			options: [
				{ name: 'Using Fields Below', value: 'fields' },
				{ name: 'Using JSON', value: 'json' },
			],
			displayOptions: showFor({ operation: ['send'] }),
		},
		...allEvents.map(jsonProperty),
		...allEvents.map(fieldsProperty),
	];
}

function showFor(show: NonNullable<IDisplayOptions['show']>): IDisplayOptions {
	return { show: { resource: ['testEvent'], ...show } };
}

function typeProperty({ name, types, sample }: SiteGptEvent): INodeProperties[] {
	if (!types) return [];
	const labels = { displayName: 'Message Type', name: 'sampleMessageType' };
	return [
		{
			...labels,
			type: 'options',
			default: sample.data[types.field] as string,
			options: types.known.map((known) => ({ ...known })),
			description:
				"The type of the message. Choose one that the trigger accepts, if its Trigger On isn't set to any message.",
			displayOptions: showFor({ operation: ['check'], event: [name] }),
		},
	];
}

function fieldsProperty(event: SiteGptEvent): INodeProperties {
	const fields = fieldsOf(event);
	const prefilled = Object.fromEntries(fields.map(({ name, value }) => [name, value ?? '']));
	return {
		displayName: 'Fields',
		name: fieldsName(event),
		type: 'collection',
		placeholder: 'Add Field',
		default: { ...prefilled },
		options: fields
			.map((field) => fieldProperty(event, field))
			.sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
		description:
			'The fields to send, prefilled with a sample. A field that you remove is left out, and an empty field is sent as null.',
		displayOptions: showFor({ operation: ['send'], payloadFrom: ['fields'], event: [event.name] }),
	};
}

function fieldProperty({ types }: SiteGptEvent, field: SampleField): INodeProperties {
	const { path, value } = field;
	const labels = { displayName: field.displayName, name: field.name };
	if (types && path.join() === types.field) {
		const options = types.known.map((known) => ({ ...known }));
		return { ...labels, type: 'options', options, default: value };
	}
	if (Array.isArray(value)) {
		return { ...labels, type: 'string', typeOptions: { multipleValues: true }, default: [] };
	}
	return typeof value === 'boolean'
		? { ...labels, type: 'boolean', default: value }
		: { ...labels, type: 'string', default: '' };
}

function jsonProperty(event: SiteGptEvent): INodeProperties {
	return {
		displayName: 'JSON',
		name: 'json',
		type: 'json',
		default: JSON.stringify(event.sample, null, 2),
		typeOptions: { rows: 12 },
		description: 'The whole payload. It can be invalid, to test how the endpoint handles that.',
		displayOptions: showFor({ operation: ['send'], payloadFrom: ['json'], event: [event.name] }),
	};
}

/** The name of the parameter for an event's fields, such as `messageFields`. */
export function fieldsName({ title }: SiteGptEvent): string {
	return `${title.toLowerCase()}Fields`;
}
