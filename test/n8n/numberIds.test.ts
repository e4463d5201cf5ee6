import * as z from 'zod/v4';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import { toSchemaText } from '../../nodes/api/schemaFields';
import { emitted } from './siteGpt';

let server: SiteGptServer;
beforeEach(async () => {
	server = await SiteGptServer.start();
});
afterEach(async () => await server.close());

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const chatbotId = byId('7');
const answer = (data: string) =>
	server.faults.push({ fault: { status: 200, body: `{"ok":true,"data":${data}}` } });

const lead = '{"id":9007199254740993,"chatbotId":7,"phone":4712345678,"createdAt":1795863284013}';

test('IDs that SiteGPT sends as numbers are text in items, and times stay as they came', async () => {
	const parameters = { resource: 'lead', operation: 'get', chatbotId, leadId: byId('1') };
	answer(`{"lead":${lead}}`);
	expect((await emitted(server, parameters))[0]).toMatchObject({
		id: '9007199254740993',
		chatbotId: '7',
		phone: '4712345678',
		createdAt: 1795863284013,
	});
	// The second as by expression.
	for (const simple of [false, 'false']) {
		answer(`{"lead":${lead}}`);
		expect(await emitted(server, { ...parameters, simple })).toEqual([
			{ id: '9007199254740993', chatbotId: 7, phone: 4712345678, createdAt: 1795863284013 },
		]);
	}
});

test('those of messages too, in Get Transcript with One Item per Message', async () => {
	const parameters = {
		resource: 'conversation',
		operation: 'getTranscript',
		chatbotId,
		threadId: byId('1'),
		output: 'messages',
	};
	const message = { messageId: 5, threadId: 1, createdAt: 1795863284013 };
	for (const [simple, ids] of [
		[true, { messageId: '5', threadId: '1' }],
		[false, { messageId: 5, threadId: 1 }],
	] as const) {
		answer(JSON.stringify({ messages: [message] }));
		expect(await emitted(server, { ...parameters, simple })).toMatchObject([
			{ ...message, ...ids },
		]);
	}
});

test('those of nested objects too, and nothing else changes', () => {
	const entry = z.object({
		messageId: z.string().nullable(),
		updatedAt: z.string(),
		n: z.number(),
	});
	const schema = z.object({ messages: z.array(entry).nullable(), ids: z.array(z.string()) });
	const message = { messageId: 1, updatedAt: 2, n: 3, more: 4 };
	expect(toSchemaText(schema, { messages: [message, null, 5], ids: [6, '7'], other: 8 })).toEqual({
		messages: [{ ...message, messageId: '1' }, null, 5],
		ids: ['6', '7'],
		other: 8,
	});
	expect(toSchemaText(schema, { messages: null, ids: 'x' })).toEqual({ messages: null, ids: 'x' });
});

test('the training of a document whose ID is a number is followed', async () => {
	answer('{"ingestJobRunId":5,"documents":[{"id":12,"status":"QUEUED"}]}');
	answer('{"document":{"id":12,"status":"SUCCESS"}}');
	const items = await emitted(server, {
		resource: 'knowledge',
		operation: 'addLinks',
		chatbotId,
		urls: 'https://a.example',
		options: { waitUntilTrained: true },
	});
	expect(items).toMatchObject([{ documentId: '12', ingestJobRunId: '5', state: 'trained' }]);
});
