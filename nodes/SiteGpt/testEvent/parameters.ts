import type { INodeProperties } from 'n8n-workflow';
import { allEvents } from '../../events/all';
import { getSiteGptSettings, type SiteGptEvent } from '../../events/event';
import { getFieldsName, listSampleFields, type SampleField } from './payload';

/** What checking an endpoint starts. */
export const checkNotice: INodeProperties = {
	displayName:
		'The check starts real executions of the workflow behind the URL. You can recognize its events: their IDs start with "test_" and their email addresses end in "@example.com".',
	name: 'checkNotice',
	type: 'notice',
	default: '',
};

/** Where to send events. */
export const url: INodeProperties = {
	displayName: 'Webhook URL',
	name: 'url',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/1a2b',
	description:
		"The URL to send to. Copy it from the trigger's panel. The Test URL works once, after you click Execute step there.",
};

/** Which event to send. */
export const event: INodeProperties = {
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
};

/** Which chatbot the events of a check are from. */
export const sampleChatbotId: INodeProperties = {
	displayName: 'Chatbot ID',
	name: 'sampleChatbotId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 1234567890',
	description:
		"The chatbot that the events are from. Enter one of the trigger's Chatbot IDs if it only accepts certain chatbots. Leave empty for a test ID.",
};

/** How many attempts to make. */
export const delivery: INodeProperties = {
	displayName: 'Delivery',
	name: 'delivery',
	type: 'options',
	default: 'once',
	options: [
		{
			name: 'As SiteGPT Does',
			value: 'siteGpt',
			description:
				'Retry until an attempt gets a 200: up to three retries, after 1, 5, and 25 seconds',
		},
		{ name: 'Once', value: 'once', description: 'Send it once, regardless of the response' },
	],
	description:
		'How many attempts to make. Each attempt waits 5 seconds for a response, as SiteGPT does.',
};

/** Whether to enter fields or JSON. */
export const payloadFrom: INodeProperties = {
	displayName: 'Payload',
	name: 'payloadFrom',
	type: 'options',
	default: 'fields',
	options: [
		{ name: 'Using Fields Below', value: 'fields' },
		{ name: 'Using JSON', value: 'json' },
	],
};

/** The type of the message, by the names of the events that have types. */
export const sampleMessageTypes = byEvent(({ types, sample }) => {
	if (!types) return undefined;
	const labels = { displayName: 'Message Type', name: 'sampleMessageType' };
	return {
		...labels,
		type: 'options',
		default: sample.data[types.field] as string,
		options: types.known.map((known) => ({ ...known })),
		description:
			"The type of the message. Choose one that the trigger accepts, if its Trigger On isn't set to any message.",
	};
});

/** The whole payload as JSON, by the name of the event. */
export const jsonParameters = byEvent(
	({ sample }) => ({
		displayName: 'JSON',
		name: 'json',
		type: 'json',
		default: JSON.stringify(sample, null, 2),
		typeOptions: { rows: 12 },
		description: 'The whole payload. It can be invalid, to test how the endpoint handles that.',
	}),
	{ payloadFrom: ['json'] },
);

/** The fields of the payload, prefilled from the sample, by the name of the event. */
export const fieldsParameters = byEvent(
	(event) => {
		const fields = listSampleFields(event);
		const prefilled = Object.fromEntries(fields.map(({ name, value }) => [name, value ?? '']));
		return {
			displayName: 'Fields',
			name: getFieldsName(event),
			type: 'collection',
			placeholder: 'Add Field',
			default: { ...prefilled },
			options: fields
				.map((field) => createFieldProperty(event, field))
				.sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
			description:
				'The fields to send, prefilled with a sample. A field that you remove is left out, and an empty field is sent as null.',
		};
	},
	{ payloadFrom: ['fields'] },
);

/** One parameter per event, shown only for it. */
function byEvent(
	create: (event: SiteGptEvent) => INodeProperties | undefined,
	show: NonNullable<INodeProperties['displayOptions']>['show'] = {},
): ReadonlyMap<string, INodeProperties> {
	return new Map(
		allEvents.flatMap((one): Array<[string, INodeProperties]> => {
			const parameter = create(one);
			const displayOptions = { show: { ...show, event: [one.name] } };
			return parameter ? [[one.name, { ...parameter, displayOptions }]] : [];
		}),
	);
}

function createFieldProperty({ types }: SiteGptEvent, field: SampleField): INodeProperties {
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
