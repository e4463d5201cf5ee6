import type { INodeProperties, IWebhookFunctions } from 'n8n-workflow';
import type { SiteGptEvent } from '../../../nodes/events/event';
import { lead } from '../../../nodes/events/lead';
import { readTriggerSettings } from '../../../nodes/trigger/settings';
import { properties } from '../../../nodes/trigger/ui/properties';

const event = lead as unknown as SiteGptEvent;
const collection = properties(event).find(({ name }) => name === 'options')!;

function settingsWith(options: object) {
	const context = {
		getNodeParameter: (name: string, fallback: unknown) =>
			name === 'options' ? options : fallback,
		getMode: () => 'webhook',
	};
	return readTriggerSettings(context as unknown as IWebhookFunctions, event);
}

test.each([
	[
		'duplicateWindow',
		(value: number) => settingsWith({ duplicateWindow: value }).duplicateWindowMs / 1000,
	],
	['maxEvents', (value: number) => settingsWith({ maxEvents: value }).maxEvents],
])('%s: the panel allows what the trigger applies, and no more', (name, applied) => {
	const [property] = (collection.options as INodeProperties[]).filter((one) => one.name === name);
	const { minValue, maxValue } = property.typeOptions!;
	for (const value of [minValue!, property.default as number, maxValue!]) {
		expect(applied(value)).toBe(value);
	}
	expect(applied(maxValue! + 1)).toBe(maxValue);
	expect(minValue).toBe(1);
});
