import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../harness/json.ts';
import { locator } from '../../harness/n8n/workflows.ts';
import { emitted, run } from './runAction.ts';
import type { ActionSession } from './session.ts';

/** Values that come by expression. */
export function expressions(session: () => ActionSession) {
	// n8n's engine evaluates these in an isolate, which changes some of them.
	test('values from expressions: what is meant', async () => {
		const { n8n, siteGpt, credential } = session();
		const { state } = siteGpt;
		const chatbot = state.addChatbot({ id: '1234567890' });
		const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
		const [, recent] = [90, 30].map((minutes) =>
			state.addLead(chatbot.id, { createdAt: ago(minutes), important: true, customData: { a: 1 } }),
		);
		state.addLead(chatbot.id, { createdAt: ago(10), important: false });
		const hourAgo = [
			'$now.minus({ hours: 1 })',
			'$now.minus({ hours: 1 }).toISO()',
			"$now.minus({ hours: 1 }).setZone('Asia/Tokyo')",
			'new Date(Date.now() - 3600000)',
			'Date.now() - 3600000',
			'Math.round(Date.now() / 1000) - 3600',
			'String(Date.now() - 3600000)',
			"$now.minus({ hours: 1 }).toFormat('yyyy-MM-dd HH:mm:ss')",
		];
		for (const time of hourAgo) {
			siteGpt.requests.length = 0;
			const execution = await run(n8n, {
				credential,
				parameters: {
					resource: 'lead',
					operation: 'getAll',
					chatbotId: { __rl: true, mode: 'id', value: '={{ 1234567890 }}' },
					returnAll: '={{ "False" }}',
					limit: '={{ "50.0" }}',
					simple: '={{ "no" }}',
					filters: {
						capturedAfter: `={{ ${time} }}`,
						important: '={{ "TRUE" }}',
						status: '={{ "ALL" }}',
						query: '={{ undefined }}',
					},
				},
			});
			assert.equal(execution.status, 'success', `${time}: ${execution.error?.message}`);
			const found = emitted(execution);
			assert.deepEqual(
				found.map(({ id, newField }) => [id, typeof newField]),
				[[recent!.id, 'object']],
				time,
			);
			const [{ path, query }] = siteGpt.requests as [(typeof siteGpt.requests)[0]];
			assert.equal(path, '/api/v2/chatbots/1234567890/leads');
			assert.equal(query.toString(), 'status=all&important=true&limit=100', time);
		}
		const tags = ['["a", "b"]', '"a, b"', 'JSON.stringify(["a", "b"])', 'new Set(["a", "b"])'];
		for (const tagId of tags) {
			siteGpt.requests.length = 0;
			const { status, error } = await run(n8n, {
				credential,
				parameters: {
					resource: 'conversation',
					operation: 'getAll',
					chatbotId: `={{ "https://sitegpt.ai/" + 1234567890 + "/leads/lead_1" }}`,
					filters: { tagId: `={{ ${tagId} }}` },
				},
			});
			assert.equal(status, 'success', `${tagId}: ${error?.message}`);
			assert.equal(siteGpt.requests[0]?.path, '/api/v2/chatbots/1234567890/conversations');
			assert.equal(siteGpt.requests[0]?.query.toString(), 'tagId=a&tagId=b&limit=50', tagId);
		}
	});

	test('values from expressions: what has no meaning is refused before any request', async () => {
		const { n8n, siteGpt, credential } = session();
		const chatbot = siteGpt.state.addChatbot();
		siteGpt.requests.length = 0;
		const list = { resource: 'lead', operation: 'getAll', chatbotId: locator(chatbot.id) };
		const refused: Array<[JsonObject, RegExp]> = [
			[{ ...list, limit: '={{ "many" }}' }, /^Limit is "many"\. Enter a whole number, 1 or more\./],
			[{ ...list, limit: '={{ NaN }}' }, /^Limit is "NaN"/],
			[{ ...list, limit: '={{ $json.nothing }}' }, /^Limit is empty/],
			[{ ...list, returnAll: '={{ "maybe" }}' }, /^Return All is "maybe"\. Enter true or false\./],
			[{ ...list, filters: { capturedAfter: '={{ "soon" }}' } }, /^Captured After is "soon"/],
			[{ ...list, filters: { important: '={{ {} }}' } }, /^Important is "\{\}"/],
			[{ ...list, chatbotId: locator('={{ $json }}') }, /^The chatbot ID is an object/],
		];
		for (const [parameters, message] of refused) {
			const { status, error } = await run(n8n, { credential, parameters });
			assert.equal(status, 'error');
			assert.match(error?.message ?? '', message);
		}
		assert.deepEqual(siteGpt.requests, []);
	});
}
