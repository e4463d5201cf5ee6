import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Chatbot } from '../../harness/siteGpt/state.ts';
import { sourceTypes } from '../../nodes/polling/sources/sourceTypes';
import { type Options, registerTrigger } from './registerTrigger';

let server: SiteGptServer;
let chatbot: Chatbot;
beforeEach(async () => {
	server = await SiteGptServer.start();
	chatbot = server.state.addChatbot();
});
afterEach(async () => await server.close());

const registered = (options?: Options) => registerTrigger(server, chatbot, options);

/** What Fetch Test Event runs. */
async function sample(triggerOn: string, messageTypes = ['*']) {
	const { execute } = registered({ parameters: { triggerOn, messageTypes } });
	const before = server.requests.length;
	const items = await execute([{ json: {} }], 'manual');
	return { items: items.map(({ json }) => json), requests: server.requests.length - before };
}

/** The next object is newer. */
const newer = async () => await new Promise((resolve) => setTimeout(resolve, 2));

test('is the newest lead, for one request', async () => {
	for (let n = 0; n < 130; n++) server.state.addLead(chatbot.id);
	await newer();
	const newest = server.state.addLead(chatbot.id);
	const { items, requests } = await sample('newLead');
	expect(items).toMatchObject([{ event: 'NEW_LEAD_CAPTURE', lead: { id: newest.id } }]);
	expect(requests).toBe(1);
});

test('is the newest message, for two requests', async () => {
	for (let n = 0; n < 130; n++) server.visitor(chatbot.id).ask('Before');
	await newer();
	const visitor = server.visitor(chatbot.id);
	visitor.ask('Hi');
	await newer();
	visitor.ask('And?');
	const { items, requests } = await sample('newMessage');
	expect(items).toMatchObject([{ event: 'ADD_MESSAGE', question: 'And?' }]);
	expect(requests).toBe(2);
});

test('is the conversation that changed last, if it is escalated', async () => {
	for (let n = 0; n < 3; n++) server.visitor(chatbot.id).escalate();
	await newer();
	const visitor = server.visitor(chatbot.id);
	visitor.escalate();
	const { items, requests } = await sample('escalatedConversation');
	expect(items).toMatchObject([{ threadId: visitor.conversation.threadId }]);
	expect(requests).toBeLessThanOrEqual(2);
});

test('is looked for in further conversations and pages, but not in deleted ones', async () => {
	server.settings.pageSize = () => 2;
	const found = server.visitor(chatbot.id);
	found.escalate();
	for (let n = 0; n < 5; n++) {
		await newer();
		server.visitor(chatbot.id).ask('Another type');
	}
	const isLast = ({ path }: { path: string }) => path.endsWith('/messages');
	server.faults.push({ when: isLast, fault: { status: 404 } });
	const { items } = await sample('newMessage', ['SYSTEM_MESSAGE']);
	expect(items).toMatchObject([{ threadId: found.conversation.threadId }]);
});

test('is one of what no webhook tells', async () => {
	const visitor = server.visitor(chatbot.id);
	visitor.ask('Hi');
	const { conversation } = visitor;
	conversation.resolved = true;
	conversation.messages[0]!.reaction = 'POSITIVE';
	const { id } = server.state.addDocument(chatbot.id, { status: 'FAILED' });
	const { threadId } = conversation;
	const shown = { newConversation: { threadId }, resolvedConversation: { threadId } };
	const all = {
		...shown,
		ratedMessage: { threadId, reaction: 'POSITIVE' },
		failedDocument: { id },
	};
	for (const [triggerOn, item] of Object.entries(all)) {
		const { items, requests } = await sample(triggerOn);
		expect(items).toMatchObject([item]);
		expect(requests).toBeLessThanOrEqual(3);
	}
});

test.each(Object.keys(sourceTypes))('none of %s', async (triggerOn) => {
	await expect(sample(triggerOn)).rejects.toThrow('that matches the settings yet. Create one');
});

test('does not move the mark, and leaves no state', async () => {
	const { execute, staticData, poll } = registered();
	server.state.addLead(chatbot.id);
	expect(await execute([{ json: {} }], 'manual')).toHaveLength(1);
	expect(staticData()).toEqual({});
	expect(await poll()).toBeUndefined();
});

test('says what failed', async () => {
	server.faults.push({
		fault: { status: 403, body: '{"ok":false,"error":{"code":"X","message":"No"}}' },
	});
	await expect(sample('newLead')).rejects.toMatchObject({ message: 'No (X)' });
});

describe('is looked for as long as a person waits', () => {
	// Each request takes ten seconds.
	const slowly = () =>
		jest.spyOn(performance, 'now').mockImplementation(() => server.requests.length * 10_000);
	afterEach(() => jest.restoreAllMocks());

	test('after that, there may be more to read', async () => {
		server.settings.pageSize = () => 1;
		for (let n = 0; n < 9; n++) server.visitor(chatbot.id).ask('Another type');
		slowly();
		await expect(sample('newMessage', ['SYSTEM_MESSAGE'])).rejects.toThrow(
			'in 30 seconds, and SiteGPT has more to read',
		);
		expect(server.requests.length).toBeLessThanOrEqual(4);
	});

	test('but what was read to its end is known', async () => {
		server.settings.pageSize = () => 1;
		for (let n = 0; n < 3; n++) server.visitor(chatbot.id);
		slowly();
		await expect(sample('escalatedConversation')).rejects.toThrow('matches the settings yet');
	});
});

test('a conversation that cannot be read is an error', async () => {
	server.visitor(chatbot.id).ask('Hi');
	const when = ({ path }: { path: string }) => path.endsWith('/messages');
	server.faults.push({ when, fault: { status: 403 } });
	await expect(sample('newMessage')).rejects.toThrow('403');
});
