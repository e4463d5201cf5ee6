import { allEvents } from '../../nodes/events/all';
import { readTriggerSettings, readWindowAcrossProcesses } from '../../nodes/trigger/settings';

/** Parameters as n8n gives them to a trigger's step: an item that isn't there can't be read. */
function stepWith(options: object) {
	return {
		getNodeParameter(_name: string, itemIndex: number) {
			if (itemIndex > 0) throw new Error('There is no such item');
			return options;
		},
	};
}

describe.each(allEvents)('for $name', (event) => {
	// An expression may return anything.
	test.each(['on', 'OFF', '', true, 7, {}])(
		'%j is not a choice, so no repeat is ignored',
		(chosen) => {
			const options = { ignoreDuplicates: chosen };
			const webhook = {
				getNodeParameter: (name: string, fallback: unknown) =>
					name === 'options' ? options : fallback,
				getMode: () => 'webhook',
			};
			expect(readTriggerSettings(webhook as never, event).duplicateWindowMs).toBe(0);
			expect(readWindowAcrossProcesses(stepWith(options) as never, event)).toBe(0);
		},
	);

	test('the window of Across All n8n Processes is read from the first item', () => {
		const step = stepWith({ ignoreDuplicates: 'all', duplicateWindow: 90 });
		expect(readWindowAcrossProcesses(step as never, event)).toBe(90_000);
	});
});
