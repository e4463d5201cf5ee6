import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Chatbot } from '../../harness/siteGpt/state.ts';
import { SiteGpt } from '../../nodes/SiteGpt/SiteGpt.node';
import { runSiteGpt } from './siteGpt';

let server: SiteGptServer;
let chatbot: Chatbot;
beforeEach(async () => {
	server = await SiteGptServer.start();
	chatbot = server.state.addChatbot();
});
afterEach(async () => await server.close());

const syncItems = async (wanted: Record<string, string>, others: object = {}) =>
	await runSiteGpt(
		server,
		{
			resource: 'knowledge',
			operation: 'sync',
			chatbotId: chatbot.id,
			collection: 'docs',
			key: '={{ $json.key }}',
			content: '={{ $json.content }}',
			options: { deleteMissing: true },
		},
		{
			items: Object.entries(wanted).map(([key, content]) => ({ json: { key, content } })),
			...others,
		},
	);

test('Sync runs once for all items, and its items belong to those of the input', async () => {
	await syncItems({ a: 'One', b: 'Two' });
	const output = await syncItems({ b: 'Two', c: 'Three' });
	expect(output.map(({ json, pairedItem }) => [json.key, json.change, pairedItem])).toEqual([
		['b', 'unchanged', { item: 0 }],
		['c', 'created', { item: 1 }],
		['a', 'deleted', undefined],
	]);
	const shown = server.state.documents.map(({ name, type, content }) => [name, type, content]);
	expect(shown).toEqual([
		['docs/b.md', 'text/markdown', 'Two'],
		['docs/c.md', 'text/markdown', 'Three'],
	]);
});

test('an error of the whole run is one item, and names no item of its own', async () => {
	const [output] = await syncItems({ ' ': 'One', b: 'Two' }, { continueOnFail: true });
	expect(output).toEqual({
		json: { error: expect.stringContaining('Key is empty in item 0') },
		pairedItem: { item: 0 },
	});
	await expect(syncItems({ a: 'One', b: '' })).rejects.not.toHaveProperty('context.itemIndex', 0);
	expect(server.requests).toEqual([]);
});

test('no AI agent can choose it, as it can pass only one item', () => {
	const { properties } = new SiteGpt().description;
	const options = properties.flatMap(({ name, options: all }) => (name === 'operation' ? all : []));
	expect(options).toContainEqual(
		expect.objectContaining({ value: 'sync', displayOptions: { hide: { '@tool': [true] } } }),
	);
});
