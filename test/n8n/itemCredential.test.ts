import { runOperation } from '../../nodes/SiteGpt/runOperation';
import { endServers, realContext, serverOf } from '../api/realClient';

afterEach(endServers);

test('each item is called with its own credential, if the credential has an expression', async () => {
	const tokens: unknown[] = [];
	const baseUrl = await serverOf(({ headers }, response) => {
		tokens.push(headers.authorization);
		response.end('{"ok":true,"data":{}}');
	});
	const context = realContext((itemIndex) => ({ accessToken: `sgpt_${itemIndex}`, baseUrl }), {
		parameters: { resource: 'account', operation: 'getLimits' },
		items: [{ json: {} }, { json: {} }],
	});
	await runOperation(context, 1);
	await runOperation(context, 0);
	expect(tokens).toEqual(['Bearer sgpt_1', 'Bearer sgpt_0']);
});
