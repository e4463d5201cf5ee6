import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { chosenTypes } from '../../nodes/events/eventTypes';
import { pollingProperties } from '../../nodes/polling/properties';
import { type PollContext, readPollSettings } from '../../nodes/polling/settings';
import { sourceTypes } from '../../nodes/polling/sources/sourceTypes';

const properties = pollingProperties();
const propertyNamed = (name: string, all = properties) => all.find((one) => one.name === name)!;

/** What a parameter offers. */
const choicesOf = ({ options }: INodeProperties) => options as INodePropertyOptions[];

test('Trigger On offers what there is to poll', () => {
	const { type, default: preset, ...triggerOn } = propertyNamed('triggerOn');
	const choices = choicesOf(triggerOn as INodeProperties);
	expect(type).toBe('options');
	expect(choices.map(({ value }) => value).toSorted()).toEqual(Object.keys(sourceTypes).toSorted());
	expect(Object.keys(sourceTypes)).toContain(preset);
	for (const { name, description } of choices) expect([name, description]).not.toContain('');
});

test('every setting that is read is in the panel', async () => {
	const names: string[] = [];
	await readPollSettings({
		getNodeParameter(name: string, standard: unknown) {
			names.push(name);
			return name === 'chatbotId' ? 'bot' : standard;
		},
		getCredentials: async () => ({ baseUrl: 'https://sitegpt.example' }),
	} as unknown as PollContext);
	const types = names.map((name) => [name, propertyNamed(name)?.type]);
	expect(Object.fromEntries(types)).toMatchObject({
		triggerOn: 'options',
		chatbotId: 'resourceLocator',
		messageTypes: 'multiOptions',
		options: 'collection',
	});
});

test('without a choice, all message types start the workflow, and only messages have types', () => {
	const { default: preset, displayOptions, description } = propertyNamed('messageTypes');
	expect(preset).not.toEqual([]);
	expect(chosenTypes(preset as string[])).toEqual([]);
	expect(displayOptions).toEqual({ show: { triggerOn: ['newMessage'] } });
	expect(description).not.toBe('');
});

test('Look Back is a number of minutes, 0 by default', () => {
	const options = propertyNamed('options').options as INodeProperties[];
	const { description, ...lookBack } = propertyNamed('lookBack', options);
	expect(lookBack).toMatchObject({ type: 'number', typeOptions: { minValue: 0 }, default: 0 });
	expect(description).toContain('minutes');
});
