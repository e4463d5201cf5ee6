import { PollContext } from 'n8n-core';
import { type IDataObject, sleep } from 'n8n-workflow';
import { faults } from '../../harness/siteGpt/faults.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Chatbot } from '../../harness/siteGpt/state.ts';
import { SiteGptPollingTrigger } from '../../nodes/SiteGptPollingTrigger/SiteGptPollingTrigger.node';
import { type Options, registerTrigger } from './registerTrigger';
import { additionalDataWith } from './workflow';

let server: SiteGptServer;
let chatbot: Chatbot;
beforeEach(async () => {
	server = await SiteGptServer.start();
	chatbot = server.state.addChatbot();
});
afterEach(async () => await server.close());

const registered = (options?: Options) => registerTrigger(server, chatbot, options);

test('a lead as the webhook would send it, with the API’s object', async () => {
	const { poll } = registered();
	expect(await poll()).toBeUndefined();
	const lead = server.state.addLead(chatbot.id, {
		name: 'Grace',
		phone: '+1555',
		customData: { company: 'Ünited', id: 'form id' },
		createdAt: new Date().toISOString(),
	});
	const [{ json }, ...others] = (await poll())!;
	expect(others).toEqual([]);
	expect(json).toEqual({
		event: 'NEW_LEAD_CAPTURE',
		chatbotId: chatbot.id,
		chatbotName: null,
		dashboardUrl: `${server.url}/${chatbot.id}/leads/${lead.id}`,
		lead: {
			id: lead.id,
			name: 'Grace',
			email: 'jane@example.com',
			phone: '+1555',
			capturedAt: lead.createdAt,
		},
		customFields: { company: 'Ünited', id: 'form id' },
		idempotencyKey: expect.stringMatching(/^[0-9a-f]{64}$/),
		receivedAt: expect.any(String),
		api: lead,
	});
	expect(await poll()).toBeUndefined();
});

test('an escalation, and again when it escalates again', async () => {
	const { poll } = registered({ parameters: { triggerOn: 'escalatedConversation' } });
	const old = server.visitor(chatbot.id);
	old.escalate();
	await poll();
	const visitor = server.visitor(chatbot.id);
	visitor.conversation.chatUser = {
		id: 'u',
		name: 'Ada',
		email: null,
		verified: true,
		updatedAt: 'now',
	};
	visitor.escalate();
	const { threadId } = visitor.conversation;
	expect((await poll())!.map(({ json }) => json)).toMatchObject([
		{
			event: 'CONVERSATION_ESCALATED',
			threadId,
			dashboardUrl: `${server.url}/${chatbot.id}/chat-history/${threadId}`,
			user: { id: 'u', name: 'Ada', email: null, phone: null, verified: true, createdAt: null },
			api: { threadId, escalated: true },
		},
	]);
	expect(await poll()).toBeUndefined();
	visitor.conversation.escalated = false;
	expect(await poll()).toBeUndefined();
	visitor.escalate();
	expect(await poll()).toHaveLength(1);
});

test('messages of the chosen types, once the chatbot has answered', async () => {
	const existing = server.visitor(chatbot.id);
	existing.ask('Before');
	const { poll } = registered({
		parameters: { triggerOn: 'newMessage', messageTypes: ['NORMAL_MESSAGE', 'AGENT_MESSAGE'] },
	});
	expect(await poll()).toBeUndefined();
	const visitor = server.visitor(chatbot.id);
	visitor.ask('Do you ship to Norway?');
	visitor.escalate();
	await sleep(5);
	existing.ask('After');
	const { threadId } = visitor.conversation;
	const items = (await poll())!.map(({ json }) => json);
	expect(items.map(({ question }) => question)).toEqual(['Do you ship to Norway?', 'After']);
	expect(items[0]).toMatchObject({
		event: 'ADD_MESSAGE',
		chatbotId: chatbot.id,
		threadId,
		answer: 'You asked: Do you ship to Norway?',
		sources: ['https://example.com/docs'],
		api: { messageId: expect.any(String) },
	});
	const writing = server.state.addMessage(visitor.conversation, { question: { text: 'And?' } });
	expect(await poll()).toBeUndefined();
	writing.answer = { text: 'Yes.', timestamp: server.state.now() };
	expect((await poll())!.map(({ json }) => json.answer)).toEqual(['Yes.']);
	// A change of the last two seconds is read again.
	await sleep(2100);
	expect(await poll()).toBeUndefined();
	const before = server.requests.length;
	expect(await poll()).toBeUndefined();
	expect(server.requests.length - before).toBe(1);
});

test('what no webhook tells, in the format of the SiteGPT node', async () => {
	const create = (triggerOn: string) => registered({ parameters: { triggerOn } });
	const visitor = server.visitor(chatbot.id);
	visitor.ask('Do you ship to Norway?');
	const document = server.state.addDocument(chatbot.id, { status: 'QUEUED' });
	const triggerOn = ['newConversation', 'resolvedConversation', 'ratedMessage', 'failedDocument'];
	const triggers = triggerOn.map(create);
	const pollAll = async () =>
		await Promise.all(triggers.map(async ({ poll }) => (await poll())?.map(({ json }) => json)));
	expect(await pollAll()).toEqual(Array(4).fill(undefined));
	const { conversation } = visitor;
	const [message] = conversation.messages;
	Object.assign(conversation, { resolved: true });
	Object.assign(message!, { reaction: 'NEGATIVE' });
	Object.assign(document, { status: 'FAILED', error: 'The page is empty.' });
	await sleep(5);
	const other = server.visitor(chatbot.id);
	other.ask('Hi');
	const receipt = {
		chatbotId: chatbot.id,
		idempotencyKey: expect.stringMatching(/^[0-9a-f]{64}$/),
		receivedAt: expect.any(String),
	};
	const [started, resolved, rated, failed] = await pollAll();
	expect(started).toMatchObject([{ ...receipt, threadId: other.conversation.threadId }]);
	const { threadId, updatedAt } = conversation;
	expect(resolved).toEqual([
		{
			...receipt,
			threadId,
			title: null,
			mode: 'AI',
			escalated: false,
			resolved: true,
			important: false,
			totalMessages: 1,
			lead: null,
			updatedAt,
			api: expect.objectContaining({ threadId, newField: { of: 'SiteGPT' } }),
		},
	]);
	expect(rated).toMatchObject([
		{
			...receipt,
			threadId,
			messageId: message!.messageId,
			question: 'Do you ship to Norway?',
			answer: 'You asked: Do you ship to Norway?',
			reaction: 'NEGATIVE',
			api: { messageId: message!.messageId },
		},
	]);
	expect(failed).toMatchObject([
		{ ...receipt, id: document.id, status: 'FAILED', error: 'The page is empty.', api: {} },
	]);
	expect(await pollAll()).toEqual(Array(4).fill(undefined));
});

test('Look Back covers what happened before the first poll', async () => {
	const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
	server.state.addLead(chatbot.id, { createdAt: at(90) });
	const recent = server.state.addLead(chatbot.id, { createdAt: at(30) });
	const options = { lookBack: 60 };
	expect(
		(await registered({ parameters: { options } }).poll())!.map(({ json }) => json.api),
	).toEqual([recent]);
	server.visitor(chatbot.id).ask('Just now');
	const messages = registered({ parameters: { triggerOn: 'newMessage', options } });
	expect(await messages.poll()).toHaveLength(1);
});

test('after a restart of n8n, what the last poll emitted is emitted again, and the execution drops it', async () => {
	const first = registered();
	await first.poll();
	server.state.addLead(chatbot.id);
	const emitted = (await first.poll())!;
	expect(await first.execute(emitted)).toHaveLength(1);
	const kept = JSON.parse(JSON.stringify(first.staticData())) as IDataObject;
	await jest.isolateModulesAsync(async () => {
		const { SiteGptPollingTrigger: Restarted } = jest.requireActual<
			Pick<
				typeof import('../../nodes/SiteGptPollingTrigger/SiteGptPollingTrigger.node.ts'),
				'SiteGptPollingTrigger'
			>
		>('../../nodes/SiteGptPollingTrigger/SiteGptPollingTrigger.node');
		const restarted = registered({ id: first.workflow.id });
		Object.assign(restarted.staticData(), kept);
		const data = additionalDataWith(async () => ({ ...restarted.secrets }));
		const context = new PollContext(restarted.workflow, restarted.node, data, 'trigger', 'init');
		const [again] = (await new Restarted().poll.call(context))!;
		expect(again.map(({ json }) => json.api)).toEqual(emitted.map(({ json }) => json.api));
		expect(await restarted.execute(again)).toEqual([]);
		expect(await restarted.execute(again, 'retry')).toHaveLength(1);
	});
});

test('a renamed node continues as before; another chatbot starts over', async () => {
	const first = registered();
	await first.poll();
	server.state.addLead(chatbot.id);
	const renamed = registered({ id: first.workflow.id });
	expect(await renamed.poll()).toHaveLength(1);
	const other = server.state.addChatbot();
	server.state.addLead(other.id);
	const chatbotId = { __rl: true, mode: 'id', value: other.id };
	expect(
		await registered({ id: first.workflow.id, parameters: { chatbotId } }).poll(),
	).toBeUndefined();
});

test('a poll that starts while another is under way does nothing', async () => {
	const { poll } = registered();
	await poll();
	server.state.addLead(chatbot.id);
	server.faults.push({ fault: { delay: 200 } });
	const polls = await Promise.all([poll(), poll()]);
	expect(polls.map((items) => items?.length)).toEqual([1, undefined]);
});

test('nothing is lost if a page in the middle fails; after 429, the poll waits', async () => {
	const { poll, logged } = registered();
	await poll();
	const leads = [1, 2, 3].map(() => server.state.addLead(chatbot.id));
	server.settings.pageSize = () => 1;
	const isSecond = ({ query }: { query: URLSearchParams }) => query.has('cursor');
	server.faults.push({ when: isSecond, fault: faults.okFalse });
	expect(await poll()).toBeUndefined();
	expect(logged).toEqual([
		expect.stringMatching(/The poll failed\. The next one tries again\. It did not work/),
	]);
	server.faults.push({ fault: faults.tooMany(0.05) });
	expect(await poll()).toHaveLength(leads.length);
});

describe('a poll sends no request after its time', () => {
	// Each request takes ten seconds.
	beforeEach(() => {
		server.settings.pageSize = () => 1;
		for (let n = 0; n < 60; n++) server.state.addLead(chatbot.id);
		jest.spyOn(performance, 'now').mockImplementation(() => server.requests.length * 10_000);
	});
	afterEach(() => jest.restoreAllMocks());

	const requestsOf = async (poll: () => Promise<unknown>) => {
		const before = server.requests.length;
		await poll();
		return server.requests.length - before;
	};

	test('the first one after half a minute, others after four fifths of what n8n gives them', async () => {
		const { poll } = registered();
		expect(await requestsOf(poll)).toBe(3);
		expect(await requestsOf(poll)).toBe(24);
	});

	test('in an n8n that gives no budget', async () => {
		const { poll } = registered({ budget: undefined });
		expect([await requestsOf(poll), await requestsOf(poll)]).toEqual([3, 24]);
	});

	test("in n8n's durable scheduler", async () => {
		expect(await requestsOf(registered({ budget: 36_000 }).poll)).toBe(3);
		expect(await requestsOf(registered({ budget: 20_000 }).poll)).toBe(2);
	});
});

test('Fetch Test Event calls poll() in some versions of n8n', async () => {
	const { workflow, node, secrets } = registered();
	const { id } = server.state.addLead(chatbot.id);
	const data = additionalDataWith(async () => ({ ...secrets }));
	const manual = new PollContext(workflow, node, data, 'manual', 'manual');
	const [items] = (await new SiteGptPollingTrigger().poll.call(manual))!;
	expect(items).toMatchObject([{ json: { lead: { id } } }]);
});

test('the log says how many are left for the next poll', async () => {
	const { poll, logged } = registered();
	await poll();
	for (let n = 0; n < 501; n++) server.state.addLead(chatbot.id);
	expect(await poll()).toHaveLength(500);
	expect(logged.join()).toContain('Catching up: 1 more are left');
	expect(await poll()).toHaveLength(1);
	expect(logged).toHaveLength(1);
});

test('what was found before a failure is emitted, and the failure is logged', async () => {
	const { poll, logged } = registered({ parameters: { triggerOn: 'newMessage' } });
	await poll();
	server.visitor(chatbot.id).ask('One');
	const other = server.visitor(chatbot.id);
	other.ask('Two');
	const when = ({ path }: { path: string }) =>
		path.includes(other.conversation.threadId) && path.endsWith('/messages');
	server.faults.push({ when, fault: faults.tooMany(1800) });
	expect(await poll()).toMatchObject([{ json: { question: 'One' } }]);
	expect(logged.join()).toMatch(/could not read everything. The next one continues. \S/);
});

test('an execution whose items have all passed before ends there, even with Always Output Data', async () => {
	const { poll, execute, runs } = registered();
	await poll();
	server.state.addLead(chatbot.id);
	const items = (await poll())!;
	expect(await execute(items)).toEqual(items);
	expect(await execute(items)).toEqual([]);
	expect(runs.map(({ node }) => node.alwaysOutputData)).toEqual([true, false]);
});
