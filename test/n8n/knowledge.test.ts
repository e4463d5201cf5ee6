import type { INodeExecutionData } from 'n8n-workflow';
import { SiteGptServer } from '../../e2e/siteGptServer/server.ts';
import type { Chatbot } from '../../e2e/siteGptServer/state.ts';
import { emitted } from './siteGpt';

let server: SiteGptServer;
let chatbot: Chatbot;
beforeEach(async () => {
	server = await SiteGptServer.start();
	chatbot = server.state.addChatbot();
});
afterEach(async () => await server.close());

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value: value as string });
const knowledge = (operation: string, parameters = {}) => ({
	resource: 'knowledge',
	operation,
	chatbotId: byId(chatbot.id),
	...parameters,
});
const bodies = () => server.requests.map(({ method, body }) => (method === 'GET' ? 'GET' : body));

test.each([
	[
		'addLinks',
		{ urls: 'https://a.example/1\nhttps://a.example/2, ', options: { syncFrequency: 'DAILY' } },
		{ urls: ['https://a.example/1', 'https://a.example/2'], syncFrequency: 'DAILY' },
		2,
	],
	[
		'addWebsite',
		{
			url: ' https://a.example ',
			options: {
				maxLinks: 2,
				includePaths: '/docs',
				onlyMainContent: true,
				excludeSelectors: 'nav',
			},
		},
		{
			url: 'https://a.example',
			maxLinks: 2,
			includePaths: ['/docs'],
			scrapeOptions: { onlyMainContent: true, excludeSelectors: ['nav'] },
		},
		2,
	],
	[
		'addSitemap',
		{ url: 'https://a.example/sitemap.xml' },
		{ url: 'https://a.example/sitemap.xml' },
		3,
	],
	['addYoutube', { urls: ['https://youtu.be/1'] }, { urls: ['https://youtu.be/1'] }, 1],
])(
	'%s sends what was set and emits an item for each document',
	async (operation, entered, body, count) => {
		const items = await emitted(server, knowledge(operation, entered));
		expect(bodies()).toEqual([body]);
		expect(items).toHaveLength(count);
		expect(items[0]).toMatchObject({
			documentId: server.state.documents[0].id,
			state: 'pending',
			status: 'QUEUED',
			error: null,
			requested: { documents: count },
		});
	},
);

test('what the plan cut is in the items, and what SiteGPT warns of is no error', async () => {
	server.settings.documentsAllowed = 1;
	server.settings.warnings = ['The plan allows one page.'];
	const items = await emitted(
		server,
		knowledge('addLinks', { urls: 'https://a.example, https://b.example' }),
	);
	expect(items).toMatchObject([{ requested: { documents: 2 }, effective: { documents: 1 } }]);
	server.settings.documentsAllowed = 0;
	const none = await emitted(server, knowledge('addLinks', { urls: 'https://a.example' }));
	expect(none).toMatchObject([{ documentId: null, state: 'pending', effective: { documents: 0 } }]);
});

test('Wait Until Trained tells trained, failed, and pending apart', async () => {
	const options = { waitUntilTrained: true, maxWait: 2 };
	const adding = emitted(server, knowledge('addSitemap', { url: 'https://a.example', options }));
	while (server.state.documents.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
	const [trained, failed, slow] = server.state.documents;
	trained.readsUntilTrained = 1;
	Object.assign(failed, { status: 'FAILED', error: 'No text.' });
	Object.assign(slow, { status: 'SOMETHING_NEW' });
	expect(await adding).toMatchObject([
		{ documentId: trained.id, state: 'trained', status: 'SUCCESS', error: null },
		{ documentId: failed.id, state: 'failed', error: 'No text.' },
		{ documentId: slow.id, state: 'pending', status: 'SOMETHING_NEW' },
	]);
});

test('Stop ends the wait', async () => {
	const stop = new AbortController();
	const parameters = knowledge('addLinks', {
		urls: 'https://a.example',
		options: { waitUntilTrained: true },
	});
	const adding = emitted(server, parameters, { cancel: stop.signal });
	setTimeout(() => stop.abort(), 200);
	await expect(adding).rejects.toThrow(/abort/i);
	expect(bodies()).toHaveLength(1);
});

describe('Add File', () => {
	const file = (text: string, fileName = 'a.txt', mimeType = 'text/plain') => ({
		data: Buffer.from(text).toString('base64'),
		mimeType,
		fileName,
	});
	const itemOf = (binary: INodeExecutionData['binary']) => [{ json: {}, binary }];

	test('sends files as JSON', async () => {
		const items = itemOf({ data: file('One'), more: file('%PDF', 'b.pdf', 'application/pdf') });
		const parameters = knowledge('addFile', { binaryPropertyName: 'data, more' });
		expect(await emitted(server, parameters, { items })).toMatchObject([
			{ state: 'pending', requested: { filesCount: 2 } },
			{ state: 'pending' },
		]);
		const [one, two] = [Buffer.from('One'), Buffer.from('%PDF')].map((one) =>
			one.toString('base64'),
		);
		expect(bodies()).toEqual([
			{
				files: [
					{ name: 'a.txt', type: 'text/plain', base64: one },
					{ name: 'b.pdf', type: 'application/pdf', base64: two },
				],
			},
		]);
	});

	test('a file that SiteGPT can’t read is an error, which names what was added nevertheless', async () => {
		const items = itemOf({ data: file('One'), more: file('unreadable', 'b.pdf') });
		const parameters = knowledge('addFile', { binaryPropertyName: 'data, more' });
		await expect(emitted(server, parameters, { items })).rejects.toThrow(
			'SiteGPT could not read b.pdf: The file has no text. Added nevertheless: a.txt.',
		);
	});

	test.each([
		['data', file(''), 'The file in "data" is empty.'],
		['data', file('x'.repeat(26 * 1024 * 1024)), 'The files have more than 25 MB together.'],
		['nothing', file('One'), /nothing/],
		['', file('One'), 'Input Data Field Name is empty'],
	])('nothing is sent from "%s"', async (binaryPropertyName, data, reason) => {
		const items = itemOf({ data });
		const parameters = knowledge('addFile', { binaryPropertyName });
		await expect(emitted(server, parameters, { items })).rejects.toThrow(reason);
		expect(server.requests).toEqual([]);
	});
});

test('Set Text says what it replaced', async () => {
	const set = knowledge('setText', { text: 'Open 9 to 5', documentName: 'Hours' });
	const [first] = await emitted(server, set);
	const [second] = await emitted(server, set);
	expect(first).toMatchObject({ source: 'TEXT', replacedDocumentId: null });
	expect(second.replacedDocumentId).toBe(first.documentId);
	expect(bodies()[0]).toEqual({ text: 'Open 9 to 5', name: 'Hours' });
	expect(server.state.documents).toHaveLength(1);
});

test('documents are listed, read with their content, updated, read again, and deleted', async () => {
	const one = server.state.addDocument(chatbot.id, { source: 'WEBSITE', content: 'Some words.' });
	server.state.addDocument(chatbot.id, { source: 'SITEMAP', status: 'FAILED' });
	const filters = { source: 'WEBSITE', status: 'SUCCESS, QUEUED' };
	const listed = await emitted(server, knowledge('getAll', { filters }));
	expect(listed.map(({ id }) => id)).toEqual([one.id]);
	const documentId = byId(one.id);
	const [found] = await emitted(server, knowledge('get', { documentId, maxContentChars: 4 }));
	expect(found).toMatchObject({ id: one.id, content: 'Some' });
	const [brief] = await emitted(server, knowledge('get', { documentId, maxContentChars: 0 }));
	expect(brief.content).toBeNull();
	const update = knowledge('updateContent', { documentId, text: 'New words' });
	expect(await emitted(server, update)).toEqual([{ id: one.id, status: 'SUCCESS' }]);
	expect(one.content).toBe('New words');
	const resync = knowledge('resync', { documentIds: `${one.id}, unknown` });
	expect(await emitted(server, resync)).toEqual([{ itemsQueued: 1, itemsSkipped: 1 }]);
	expect(await emitted(server, knowledge('delete', { documentId }))).toEqual([{ deleted: true }]);
	expect(server.state.documents).toHaveLength(1);
});
