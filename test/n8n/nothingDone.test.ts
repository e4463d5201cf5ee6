import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import { emitted } from './siteGpt';

// A success that did nothing is an error if SiteGPT's answer says so, and a hint if it leaves that open.

let server: SiteGptServer;
beforeEach(async () => {
	server = await SiteGptServer.start();
});
afterEach(async () => await server.close());

async function answered(data: unknown, parameters: object, credential = {}) {
	const { id: chatbotId } = server.state.addChatbot();
	server.faults.push({
		fault: { status: 200, body: JSON.stringify({ ok: true, success: true, data }) },
	});
	const hints: string[] = [];
	const items = await emitted(server, { chatbotId, ...parameters }, { hints, credential });
	return { items, hints };
}

const star = { resource: 'lead', operation: 'star', leadId: '7' };
const resync = { resource: 'knowledge', operation: 'resync', documentIds: 'a, b' };
const addLinks = { resource: 'knowledge', operation: 'addLinks', urls: 'https://a.example' };
const update = { resource: 'knowledge', operation: 'updateContent', documentId: 'a', text: 'New' };
const deletes = [
	{ resource: 'lead', operation: 'delete', leadId: '7' },
	{ resource: 'conversation', operation: 'delete', threadId: '7' },
	{ resource: 'knowledge', operation: 'delete', documentId: '7' },
];

test.each([
	[{ action: 'star', leads: [] }],
	[{ action: 'star', leads: [{ id: '8' }] }],
	[{ action: 'star', leads: ['8'] }],
])('a lead that is not among %j was not changed', async (data) => {
	await expect(answered(data, star)).rejects.toMatchObject({
		message: 'SiteGPT changed no lead with this ID',
		description: expect.stringContaining('Check the ID.'),
	});
});

test.each([
	[{ leads: [{ id: '8' }, { id: '7', name: 'Jane' }] }, { id: '7', name: 'Jane' }],
	[{ leads: [{ id: 7, name: 'Jane' }] }, { name: 'Jane' }],
	[{ leads: ['7'] }, { id: '7' }],
])('the lead is found in %j', async (data, item) => {
	const { items, hints } = await answered(data, star);
	expect(items).toMatchObject([item]);
	expect(hints).toEqual([]);
});

test.each([{}, { leads: null }, { leads: [{ name: 'Jane' }] }, null])(
	'%j does not say which lead was changed',
	async (data) => {
		const { items, hints } = await answered(data, star);
		expect(items).toMatchObject([{ id: '7' }]);
		expect(hints).toEqual([expect.stringContaining("doesn't contain the lead")]);
	},
);

describe.each(deletes)('$resource: $operation', (parameters) => {
	test.each([{ itemsDeleted: 0 }, { itemsDeleted: '0' }, { deleted: false }])(
		'%j is an error',
		async (data) => {
			const failed = answered(data, parameters);
			await expect(failed).rejects.toMatchObject({ message: 'SiteGPT deleted nothing' });
		},
	);

	test.each([{ itemsDeleted: 1 }, {}, { deleted: true }, null, 'done'])(
		'%j is not',
		async (data) => {
			const { items } = await answered(data, parameters);
			expect(items).toEqual([{ deleted: true }]);
		},
	);

	test('nothing left to delete after an attempt without an answer', async () => {
		server.faults.push({ fault: 'drop' });
		expect((await answered({ itemsDeleted: 0 }, parameters)).items).toEqual([{ deleted: true }]);
		expect(server.requests).toHaveLength(2);
	}, 20_000);
});

test.each([
	[{ itemsQueued: 0, itemsSkipped: 2 }, /Requested: 2, queued: 0, skipped: 2\./],
	[{ itemsQueued: '0', itemsSkipped: null }, /queued: 0, skipped: unknown\./],
	[{ itemsQueued: 1, itemsSkipped: 1 }, /queued: 1, skipped: 1\./],
	[{ itemsQueued: 2, itemsSkipped: 0 }, undefined],
])('Resync that is answered with %j', async (data, hint) => {
	const { items, hints } = await answered(data, resync);
	expect(items).toEqual([data]);
	expect(hints).toEqual(hint ? [expect.stringMatching(hint)] : []);
});

test.each([
	['send', { message: null }],
	['send', { message: [] }],
	['sendAsAgent', { message: null }],
])('%s that is answered with %j may have been done', async (operation, message) => {
	const credential = { accountApiKey: 'key' };
	const parameters = { resource: 'message', operation, message: 'Hi', threadId: 't' };
	await expect(answered(message, parameters, credential)).rejects.toMatchObject({
		message: 'SiteGPT\'s response has no "message"',
		description: expect.stringContaining('Check in SiteGPT before you run this again.'),
	});
});

test('pages that SiteGPT did not add, and another document than the one that was changed', async () => {
	const added = await answered({ documents: [] }, addLinks);
	expect(added.hints).toEqual([expect.stringContaining('named no document')]);
	const changed = await answered({ document: { id: 'b', status: 'QUEUED' } }, update);
	expect(changed.hints).toEqual([expect.stringContaining('the document b instead of a')]);
	expect((await answered({ document: { id: 'a' } }, update)).hints).toEqual([]);
});
