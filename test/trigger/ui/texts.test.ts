import type { INodeProperties, TriggerPanelDefinition } from 'n8n-workflow';
import { allEvents } from '../../../nodes/events/all';
import { getSiteGptSettings } from '../../../nodes/events/event';
import { MAX_DELIVERIES } from '../../../nodes/trigger/request/duplicates';
import { panel } from '../../../nodes/trigger/ui/panel';
import { properties } from '../../../nodes/trigger/ui/properties';

describe.each(allEvents)('of a trigger of $name', (event) => {
	const shown = properties(event);
	const options = shown.find(({ name }) => name === 'options')!.options as INodeProperties[];
	const option = (wanted: string) => options.find(({ name }) => name === wanted)!;

	test('each parameter has a name, and no two have the same', () => {
		const names = [...shown, ...options].map(({ name }) => name);
		expect(names).not.toContain('');
		expect(new Set(names).size).toBe(names.length);
	});

	test('the panel says where the URL goes before the workflow is published, and after', () => {
		const { executionsHelp, activationHint } = panel(event) as TriggerPanelDefinition & {
			executionsHelp: Record<string, string>;
			activationHint: Record<string, string>;
		};
		for (const state of ['inactive', 'active']) {
			expect(executionsHelp[state]).toContain(getSiteGptSettings(event).url);
			expect(executionsHelp[state]).toContain('Test URL');
			expect(activationHint[state]).toContain('Production URL');
		}
	});

	test('Within This n8n Process says for how many events it is exact', () => {
		const { options: choices } = option('ignoreDuplicates');
		const [within] = (choices as INodeProperties[]).filter(({ name }) => name.includes('Within'));
		expect(within.description).toContain(MAX_DELIVERIES.toLocaleString('en'));
	});

	test('Ignore Duplicate Deliveries warns of equal words if a visitor can say the same twice', () => {
		const { description } = option('ignoreDuplicates');
		expect(/same words/.test(description!)).toBe(event.mayRepeat);
	});
});

describe('Trigger On', () => {
	const triggerOn = properties(allEvents[0]).find(({ name }) => name === 'triggerOn')!;

	test('has its choices in the order of the alphabet', () => {
		const labels = (triggerOn.options as INodeProperties[]).map(({ name }) => name);
		expect(labels).toEqual(labels.toSorted());
	});

	test('must not be empty: n8n says so before the workflow is published', () => {
		expect(triggerOn.required).toBe(true);
	});
});
