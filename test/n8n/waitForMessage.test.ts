import type { IDataObject } from 'n8n-workflow';
import { faults } from '../../harness/siteGpt/faults.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Visitor } from '../../harness/siteGpt/visitor.ts';
import { emitted } from './siteGpt';

// These waits are real.
jest.setTimeout(60_000);

let server: SiteGptServer;
let visitor: Visitor;
beforeEach(async () => {
	server = await SiteGptServer.start();
	visitor = server.visitor(server.state.addChatbot().id);
	visitor.ask('Is anybody there?');
});
afterEach(async () => await server.close());

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value: value as string });
const wait = (parameters: IDataObject = {}): IDataObject => ({
	resource: 'conversation',
	operation: 'waitForMessage',
	chatbotId: byId(visitor.conversation.chatbotId),
	threadId: byId(visitor.conversation.threadId),
	from: 'visitor',
	...parameters,
});

/** Happens with the next request but one, as if it came while the node waits. */
function meanwhile(happen: () => void): void {
	server.settings.delay = () => {
		if (server.requests.length === 2) happen();
		return 0;
	};
}

test('a person answers in a conversation that a person has taken over', async () => {
	const { threadId, chatbotId } = visitor.conversation;
	meanwhile(() => {
		visitor.ask('Hello?');
		const answer = { text: 'Yes, I am.', timestamp: server.state.now() };
		const fields = { messageType: 'AGENT_MESSAGE', answer, agentName: 'Grace' };
		server.state.addMessage(visitor.conversation, fields);
	});
	const [item] = await emitted(server, wait({ from: 'person' }));
	const { createdAt, answer: said } = visitor.conversation.messages.at(-1)!;
	expect(item).toEqual({
		...{ chatbotId, threadId, timedOut: false, messageCount: 1, lastMessageAt: createdAt },
		messages: [{ at: said!.timestamp, from: 'Grace', text: 'Yes, I am.' }],
		transcript: expect.stringMatching(/^\[.* UTC\] Grace: Yes, I am\.$/),
	});
});

test('Since brings what came between the question and the wait, and the next wait goes on there', async () => {
	const { createdAt } = visitor.conversation.messages[0];
	await new Promise((resolve) => setTimeout(resolve, 5));
	visitor.ask('Hello?');
	const [item] = await emitted(server, wait({ options: { since: createdAt } }));
	expect(item).toMatchObject({ messages: [{ from: 'Visitor', text: 'Hello?' }] });
	const next = { options: { since: item.lastMessageAt, maxWait: 1 } };
	expect(await emitted(server, wait(next))).toMatchObject([
		{ timedOut: true, messages: [], messageCount: 0, transcript: '', lastMessageAt: null },
	]);
	// By default, nothing that was there before.
	expect(await emitted(server, wait({ options: { maxWait: 1 } }))).toMatchObject([
		{ timedOut: true },
	]);
});

test('a canceled execution ends the wait immediately', async () => {
	const cancel = new AbortController();
	const running = emitted(server, wait(), { cancel: cancel.signal });
	while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
	cancel.abort(new Error('canceled'));
	await expect(running).rejects.toThrow('canceled');
	expect(server.requests).toHaveLength(1);
});

const visitors = (count: number) =>
	Array.from({ length: count }, () => server.visitor(visitor.conversation.chatbotId));
const itemsOf = (all: Visitor[]) =>
	all.map(({ conversation: { threadId } }) => ({ json: { threadId } }));
const threadId = byId('={{ $json.threadId }}');

test('more items than requests at a time are waited for at the same time', async () => {
	const all = visitors(11);
	const items = itemsOf(all);
	server.settings.delay = () => {
		const paths = new Set(server.requests.map(({ path }) => path));
		if (paths.size === 11) for (const one of all.splice(0)) one.ask('Hello?');
		return 0;
	};
	const output = await emitted(server, wait({ threadId, options: { maxWait: 30 } }), { items });
	expect(output).toMatchObject(items.map(({ json }) => ({ ...json, timedOut: false })));
});

test('an item that fails ends the waits of the others', async () => {
	const items = [...itemsOf(visitors(2)), { json: { threadId: 'missing' } }];
	const run = emitted(server, wait({ threadId, options: { maxWait: 3600 } }), { items });
	await expect(run).rejects.toMatchObject({ context: { itemIndex: 2 } });
	expect(server.requests.length).toBeLessThanOrEqual(5);
});

test('429 is waited out, a deleted conversation and a bad token are errors', async () => {
	server.faults.push({ fault: faults.tooMany(1) });
	meanwhile(() => visitor.ask('Hello?'));
	expect(await emitted(server, wait())).toMatchObject([{ timedOut: false }]);
	server.faults.push({ fault: faults.tokenExpired });
	await expect(emitted(server, wait())).rejects.toThrow('TOKEN_NOT_VALID');
	meanwhile(() => server.state.conversations.splice(0));
	server.requests.length = 0;
	await expect(emitted(server, wait())).rejects.toThrow('CONVERSATION_NOT_FOUND');
});

test('a Retry-After that is longer than the wait is an error, without another request', async () => {
	server.faults.push({ fault: faults.tooMany(60) });
	const run = emitted(server, wait({ options: { maxWait: 1 } }));
	await expect(run).rejects.toMatchObject({ httpCode: '429' });
	expect(server.requests).toHaveLength(1);
});
