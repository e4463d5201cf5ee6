import type { INodeExecutionData } from 'n8n-workflow';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Chatbot } from '../../harness/siteGpt/state.ts';
import { knowledge as resource } from '../../nodes/SiteGpt/knowledge';
import type { Call } from '../../nodes/SiteGpt/operation/operation';
import { FakeTransport, ok, reply, unanswered } from '../api/fakeTransport';
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
	'%s sends what was set and emits one item per document',
	async (operation, entered, body, count) => {
		const items = await emitted(server, knowledge(operation, entered));
		expect(bodies()).toEqual([body]);
		expect(items).toHaveLength(count);
		expect(items[0]).toMatchObject({
			documentId: server.state.documents[0].id,
			state: 'pending',
			status: 'QUEUED',
			reason: null,
			requested: { documents: count },
		});
	},
);

test('what the plan limited is in the items and in a hint, and warnings from SiteGPT are not errors', async () => {
	server.settings.documentsAllowed = 1;
	server.settings.warnings = ['The plan allows one page.'];
	const hints: string[] = [];
	const parameters = knowledge('addLinks', { urls: 'https://a.example, https://b.example' });
	const items = await emitted(server, parameters, { hints });
	expect(items).toMatchObject([{ requested: { documents: 2 }, effective: { documents: 1 } }]);
	expect(hints).toEqual([
		'The plan allows one page.',
		'SiteGPT changed what was requested, for example because of your plan: documents is 1 instead of 2',
	]);
	server.settings.documentsAllowed = 0;
	const none = await emitted(server, knowledge('addLinks', { urls: 'https://a.example' }));
	expect(none).toMatchObject([{ documentId: null, state: 'pending', effective: { documents: 0 } }]);
});

test('a URL can contain a comma, and an option that an expression makes null is left out', async () => {
	const urls =
		'https://a.example/1,2\nhttps://a.example/3,https://a.example/4 , https://a.example/5,';
	const options = { syncFrequency: null, includeSelectors: ' ', skipExisting: false };
	await emitted(server, knowledge('addLinks', { urls, options }));
	expect(bodies()).toEqual([
		{
			urls: ['1,2', '3', '4', '5'].map((page) => `https://a.example/${page}`),
			skipExisting: false,
		},
	]);
});

test('a POST that may have arrived is not retried, unless it replaces the same text', async () => {
	server.faults.push({ fault: 'dropAfterDoing' }, { fault: 'dropAfterDoing' });
	const adding = knowledge('addLinks', { urls: 'https://a.example' });
	const items = await emitted(server, adding, { continueOnFail: true });
	expect(items).toMatchObject([
		{ details: { description: expect.stringMatching(/^SiteGPT may have done it anyway/) } },
	]);
	expect(server.requests).toHaveLength(1);
	expect(await emitted(server, knowledge('setText', { text: 'Open 9 to 5' }))).toMatchObject([
		{ replacedDocumentId: expect.any(String) },
	]);
});

test('Wait Until Trained distinguishes trained, failed, and pending', async () => {
	const options = { waitUntilTrained: true, maxWait: 1 };
	server.settings.warnings = ['In each answer.'];
	const hints: string[] = [];
	const parameters = knowledge('addSitemap', { url: 'https://a.example', options });
	const adding = emitted(server, parameters, { hints });
	while (server.state.documents.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
	const [trained, failed, slow] = server.state.documents;
	trained.readsUntilTrained = 1;
	Object.assign(failed, { status: 'FAILED', error: 'No text.' });
	Object.assign(slow, { status: 'SOMETHING_NEW' });
	expect(await adding).toMatchObject([
		{
			documentId: trained.id,
			name: 'https://a.example',
			state: 'trained',
			status: 'SUCCESS',
			reason: null,
		},
		{ documentId: failed.id, state: 'failed', reason: 'No text.' },
		{ documentId: slow.id, state: 'pending', status: 'SOMETHING_NEW' },
	]);
	expect(hints).toEqual(['In each answer.']);
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

describe('while it waits', () => {
	const queued = { id: 'document_1', status: 'QUEUED', error: null };
	const added = ok({ ingestJobRunId: 'job_1', documents: [queued] });
	const seen = (status: string) => ok({ document: { ...queued, status } });

	async function trained(
		answers: FakeTransport['answers'],
		options = {},
		transport = new FakeTransport([added, ...answers]),
	) {
		const entered: Record<string, unknown> = {
			chatbotId: 'chatbot_1',
			urls: ['https://a.example'],
			options: { waitUntilTrained: true, ...options },
		};
		const { client } = transport;
		const addLinks = resource.operations.find(({ value }) => value === 'addLinks')!;
		const context = { getNodeParameter: (name: string) => entered[name] };
		const items = await addLinks.run({ client, context, itemIndex: 0 } as unknown as Call);
		return { items, transport, warnings: client.warnings };
	}

	test('the pauses grow, and the time is bounded', async () => {
		const { items, transport } = await trained([seen('QUEUED')], { maxWait: 60 });
		expect(items).toMatchObject([{ state: 'pending', status: 'QUEUED' }]);
		expect(transport.slept.slice(0, 3)).toEqual([1000, 1500, 2250]);
		expect(Math.max(...transport.slept)).toBeLessThanOrEqual(15_000);
		expect(transport.time).toBe(60_000);
	});

	test('slow checks of many documents end soon after Max Wait', async () => {
		const documents = Array.from({ length: 100 }, (_, n) => ({ ...queued, id: `document_${n}` }));
		const transport = new FakeTransport([ok({ documents }), seen('QUEUED')]);
		transport.sent.push = (request) => {
			transport.time += 1000;
			return Array.prototype.push.call(transport.sent, request);
		};
		const { items } = await trained([], { maxWait: 10 }, transport);
		expect(items).toHaveLength(100);
		expect(transport.time).toBeGreaterThan(10_000);
		// A check that has begun may take as long as the longest pause between two.
		expect(transport.time).toBeLessThan(30_000);
	});

	test('a missing answer, or one that says to wait, does not end the wait', async () => {
		const tooMany = reply(429, '', { 'retry-after': '30' });
		const answers = [unanswered('ECONNRESET'), tooMany, reply(404), seen('SUCCESS')];
		const { items, transport, warnings } = await trained(answers);
		expect(items).toMatchObject([{ state: 'trained' }]);
		expect(transport.slept).toEqual([1000, 1500, 30_000, 3375]);
		expect(warnings).toEqual([]);
	});

	test('a refusal ends the wait, and the documents are emitted', async () => {
		const error = { code: 'TOKEN_SCOPE_NOT_ALLOWED', message: 'Not allowed.' };
		const { items, transport, warnings } = await trained([reply(403, { ok: false, error })]);
		expect(items).toMatchObject([{ documentId: 'document_1', state: 'pending' }]);
		expect(transport.sent).toHaveLength(2);
		expect(warnings).toEqual([
			"SiteGPT didn't say whether every document is trained: Not allowed (TOKEN_SCOPE_NOT_ALLOWED)",
		]);
	});

	test.each([0, 3601, 'long'])('nothing is added with a Max Wait of %p', async (maxWait) => {
		await expect(trained([], { maxWait })).rejects.toThrow(`Max Wait is "${maxWait}"`);
		const parameters = knowledge('addLinks', {
			urls: 'https://a.example',
			options: { waitUntilTrained: true, maxWait },
		});
		await expect(emitted(server, parameters)).rejects.toThrow('Max Wait');
		expect(server.requests).toEqual([]);
	});
});

describe('Add File', () => {
	const file = (text: string, fileName = 'a.txt', mimeType = 'text/plain') => ({
		data: Buffer.from(text).toString('base64'),
		mimeType,
		fileName,
	});
	const createItem = (binary: INodeExecutionData['binary']) => [{ json: {}, binary }];

	test('sends files as JSON', async () => {
		const items = createItem({
			data: file('One', 'a.txt', 'text/plain ; charset="utf-8"'),
			more: file('%PDF', 'b.pdf', 'application/pdf;version=1.7'),
		});
		const parameters = knowledge('addFile', { binaryPropertyName: 'data, more' });
		expect(await emitted(server, parameters, { items })).toMatchObject([
			{ name: 'a.txt', state: 'pending', requested: { filesCount: 2 } },
			{ name: 'b.pdf', state: 'pending' },
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

	test('a file that SiteGPT can’t read is an error that names what was added anyway', async () => {
		const items = createItem({ data: file('One'), more: file('unreadable', 'b.pdf') });
		const parameters = knowledge('addFile', { binaryPropertyName: 'data, more' });
		await expect(emitted(server, parameters, { items })).rejects.toThrow(
			'SiteGPT could not read b.pdf: The file has no text. These were added: a.txt.',
		);
		const output = await emitted(server, parameters, {
			items: [...items, ...createItem({ data: file('One'), more: file('Two') })],
			continueOnFail: true,
		});
		expect(output).toMatchObject([
			{ error: expect.stringMatching(/^SiteGPT could not read b\.pdf/) },
			{ state: 'pending' },
			{ state: 'pending' },
		]);
	});

	test.each([
		[[{ id: 'one', status: 'QUEUED', error: { message: 'Too long.' } }], 'a.txt: Too long.'],
		[[{ id: 'one', status: 'FAILED' }], 'a.txt: no reason given.'],
		[
			[{ id: 'one', status: 'FAILED' }, { id: 'two' }],
			'one: no reason given. These were added: two.',
		],
	])('reads %j', async (documents, reason) => {
		const body = JSON.stringify({ ok: true, data: { documents } });
		server.faults.push({ fault: { status: 200, body } });
		const parameters = knowledge('addFile', { binaryPropertyName: 'data' });
		await expect(
			emitted(server, parameters, { items: createItem({ data: file('One') }) }),
		).rejects.toThrow(`SiteGPT could not read ${reason}`);
	});

	test.each([
		['data', file(''), 'The file in "data" is empty.'],
		['data', file('x'.repeat(26 * 1024 * 1024)), 'The files are larger than 25 MB in total.'],
		['data', { ...file(''), bytes: 26 * 1024 * 1024 }, 'The files are larger than 25 MB in total.'],
		['data', file('One', 'a.txt', ''), 'The file in "data" has no MIME type.'],
		['data', file('One', 'a.txt', '; charset=utf-8'), 'The file in "data" has no MIME type.'],
		['nothing', file('One'), /nothing/],
		['', file('One'), 'Input Data Field Name is empty'],
	])('nothing is sent for the fields "%s"', async (binaryPropertyName, data, reason) => {
		const items = createItem({ data });
		const parameters = knowledge('addFile', { binaryPropertyName });
		await expect(emitted(server, parameters, { items })).rejects.toThrow(reason);
		expect(server.requests).toEqual([]);
	});
});

test('Set Text returns what it replaced', async () => {
	const set = knowledge('setText', { text: 'Open 9 to 5', documentName: 'Hours' });
	const [first] = await emitted(server, set);
	const [second] = await emitted(server, set);
	expect(first).toMatchObject({ source: 'TEXT', replacedDocumentId: null });
	expect(second.replacedDocumentId).toBe(first.documentId);
	expect(bodies()[0]).toEqual({ text: 'Open 9 to 5', name: 'Hours' });
	expect(server.state.documents).toHaveLength(1);
});

test('documents are listed, read with their content, updated, resynced, and deleted', async () => {
	const one = server.state.addDocument(chatbot.id, { source: 'WEBSITE', content: 'Some words.' });
	server.state.addDocument(chatbot.id, { source: 'SITEMAP', status: 'FAILED' });
	const filters = { source: 'website', status: 'Success, QUEUED, Other' };
	const listed = await emitted(server, knowledge('getAll', { filters }));
	expect(listed.map(({ id }) => id)).toEqual([one.id]);
	expect(server.requests[0].query.toString()).toBe(
		'source=WEBSITE&status=SUCCESS&status=QUEUED&status=Other&limit=50',
	);
	const documentId = byId(one.id);
	const contents = [{}, { maxContentChars: 4 }, { includeContent: false, maxContentChars: 4 }];
	for (const [index, content] of ['Some words.', 'Some', null].entries()) {
		const get = knowledge('get', { documentId, options: contents[index] });
		expect(await emitted(server, get)).toMatchObject([{ id: one.id, content }]);
	}
	expect(server.requests.slice(-3).map(({ query }) => query.toString())).toEqual([
		'includeContent=true',
		'includeContent=true&maxContentChars=4',
		'includeContent=false',
	]);
	const update = knowledge('updateContent', { documentId, text: 'New words' });
	expect(await emitted(server, update)).toEqual([{ id: one.id, status: 'SUCCESS' }]);
	expect(one.content).toBe('New words');
	const resync = knowledge('resync', { documentIds: `${one.id}, unknown` });
	expect(await emitted(server, resync)).toEqual([{ itemsQueued: 1, itemsSkipped: 1 }]);
	expect(await emitted(server, knowledge('delete', { documentId }))).toEqual([{ deleted: true }]);
	expect(server.state.documents).toHaveLength(1);
});
