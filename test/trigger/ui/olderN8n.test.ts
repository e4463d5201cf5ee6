import { endpoint } from '../../../nodes/trigger/ui/endpoint';

// As in versions before 2.4x.
jest.mock('n8n-workflow', () => {
	const all = jest.requireActual<Record<string, unknown>>('n8n-workflow');
	return Object.fromEntries(Object.entries(all).filter(([name]) => name !== 'fromFunction'));
});

test.each([
	[{}, 'onReceived', ''],
	[{ acknowledge: 'onReceived' }, 'onReceived', ''],
	[{ acknowledge: 'lastNode' }, 'lastNode', 'noData'],
])('an n8n that takes no functions gets expressions: %j', (options, responseMode, responseData) => {
	const description = endpoint('sitegpt-messages');
	const valueOf = (expression: unknown) => {
		const [, code] = /^=\{\{(.*)\}\}$/s.exec(String(expression)) ?? [];
		expect(code).toBeDefined();
		return new Function('$parameter', `'use strict'; return ${code};`)({ options });
	};
	expect(valueOf(description.responseMode)).toBe(responseMode);
	expect(valueOf(description.responseData)).toBe(responseData);
});
