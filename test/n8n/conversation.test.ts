import fc from 'fast-check';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Chatbot } from '../../harness/siteGpt/state.ts';
import { formatTranscript, toUtterances } from '../../nodes/SiteGpt/conversation/getTranscript';
import { emitted } from './siteGpt';

let server: SiteGptServer;
let chatbot: Chatbot;
beforeEach(async () => {
	server = await SiteGptServer.start();
	chatbot = server.state.addChatbot({ title: 'Shop' });
});
afterEach(async () => await server.close());

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value: value as string });
const of = (resource: string, operation: string, parameters = {}) => ({
	resource,
	operation,
	chatbotId: byId(chatbot.id),
	...parameters,
});
const conversation = (operation: string, parameters = {}) =>
	of('conversation', operation, parameters);
const message = (operation: string, parameters = {}) => of('message', operation, parameters);

describe('chatbots', () => {
	test('Get and Get Many', async () => {
		const [one] = await emitted(server, of('chatbot', 'get', { simple: false }));
		expect(one).toEqual(chatbot);
		expect(await emitted(server, { resource: 'chatbot', operation: 'getAll' })).toEqual([
			expect.objectContaining({ id: chatbot.id, title: 'Shop' }),
		]);
	});

	test('a chatbot whose name is in `name` has it as its title', async () => {
		chatbot = server.state.addChatbot({ title: undefined, name: 'Help Desk' });
		expect(await emitted(server, of('chatbot', 'get'))).toMatchObject([{ title: 'Help Desk' }]);
		const [raw] = await emitted(server, of('chatbot', 'get', { simple: false }));
		expect(raw).not.toHaveProperty('title');
	});
});

describe('conversations', () => {
	test('Get Many sends its filters, a list by repeating the key', async () => {
		const { threadId } = server.state.addConversation(chatbot.id, {
			escalated: true,
			tagIds: ['a', 'b'],
		});
		server.state.addConversation(chatbot.id);
		const filters = { escalated: true, status: 'open', mode: 'AI', read: false, tagId: 'a, b' };
		const found = await emitted(server, conversation('getAll', { filters }));
		expect(found.map((one) => one.threadId)).toEqual([threadId]);
		expect(server.requests[0].query.toString()).toBe(
			'escalated=true&mode=AI&read=false&status=open&tagId=a&tagId=b&limit=50',
		);
	});

	test('Get, simplified and raw', async () => {
		const visitor = server.visitor(chatbot.id);
		visitor.ask('Hello');
		const { threadId } = visitor.conversation;
		const get = conversation('get', { threadId: byId(threadId) });
		const [simple] = await emitted(server, get);
		expect(simple).toMatchObject({ threadId, mode: 'AI', totalMessages: 1 });
		expect(Object.keys(simple)).toHaveLength(10);
		const [raw] = await emitted(server, { ...get, simple: false });
		expect(raw).toMatchObject({ threadId, newField: { of: 'SiteGPT' }, messages: [{}] });
	});

	test('Get Transcript: who said what, as text and as a list, from all pages', async () => {
		const visitor = server.visitor(chatbot.id);
		server.settings.pageSize = () => 1;
		visitor.ask('Do you ship\nto Norway?');
		visitor.escalate();
		visitor.conversation.mode = 'AGENT';
		visitor.ask('Anybody?');
		const { threadId } = visitor.conversation;
		const url = `https://sitegpt.ai/${chatbot.id}/chat-history/${threadId}`;
		const transcript = conversation('getTranscript', {
			threadId: { __rl: true, mode: 'url', value: url },
		});
		const [item] = await emitted(server, transcript);
		const time = String.raw`\[\d{4}-\d\d-\d\d \d\d:\d\d UTC\]`;
		expect(item.transcript).toMatch(
			new RegExp(
				[
					`^${time} Visitor: Do you ship\n    to Norway\\?`,
					`${time} Chatbot: You asked: Do you ship\n    to Norway\\?`,
					`${time} System: conversation escalated`,
					`${time} Visitor: Anybody\\?$`,
				].join('\n'),
			),
		);
		expect(item).toMatchObject({ threadId, chatbotId: chatbot.id, messageCount: 4 });
		const messages = await emitted(server, { ...transcript, output: 'messages', limit: 2 });
		expect(messages.map(({ threadId: id, question }) => [id, question])).toEqual([
			[threadId, 'Do you ship\nto Norway?'],
			[threadId, null],
		]);
		const raw = { ...transcript, output: 'messages', returnAll: true, simple: false };
		expect(await emitted(server, raw)).toEqual(visitor.conversation.messages);
	});

	test('Get Transcript: for chat memory, the visitor is the user, and everybody else the AI', async () => {
		const visitor = server.visitor(chatbot.id);
		visitor.ask('Hello');
		visitor.escalate();
		const said = { text: ' Hi! ', timestamp: '' };
		const fields = { messageType: 'AGENT_MESSAGE', answer: said, agentName: 'Visitor' };
		server.state.addMessage(visitor.conversation, fields);
		const threadId = byId(visitor.conversation.threadId);
		const transcript = conversation('getTranscript', { threadId, output: 'memory' });
		expect(await emitted(server, transcript)).toEqual([
			{ type: 'user', message: 'Hello' },
			{ type: 'ai', message: 'You asked: Hello' },
			{ type: 'ai', message: 'Hi!' },
		]);
	});

	test('a transcript of anything the API returns', () => {
		const said = (text: unknown) => ({ text, timestamp: 'whenever' });
		const utterances = toUtterances([
			{ question: said('Hi'), answer: said(7), createdAt: 5 },
			{ question: null, answer: 'plain', agentName: 'Grace' },
			{
				messageType: 'AGENT_MESSAGE',
				answer: { text: 'Here' },
				createdAt: '2026-11-25T10:00:59.999Z',
			},
			{ messageType: 'SYSTEM_MESSAGE' },
			{},
		]);
		expect(formatTranscript(utterances).split('\n')).toEqual([
			'[whenever] Visitor: Hi',
			'Grace: plain',
			'[2026-11-25 10:00 UTC] Agent: Here',
			'System: system message',
		]);
	});

	test('a time in any form is in UTC, and the first that can be read counts', () => {
		const seconds = fc.integer({ min: Date.UTC(2001, 9) / 1000, max: Date.UTC(2100, 0) / 1000 });
		fc.assert(
			fc.property(seconds, fc.constantFrom(undefined, null, '', 0, {}), (time, none) => {
				const iso = new Date(time * 1000).toISOString();
				const noZone = iso.slice(0, 19);
				const forms = [iso, time, time * 1000, String(time), noZone, noZone.replace('T', ' ')];
				for (const form of forms) {
					for (const said of [
						{ question: { text: 'Hi', timestamp: form }, createdAt: 'whenever' },
						{ question: { text: 'Hi', timestamp: none }, createdAt: form },
						{ messageType: 'SYSTEM_MESSAGE', systemMessageType: 'HI', createdAt: form },
					]) {
						const [one] = toUtterances([said]);
						expect(one.at).toBe(iso);
						expect(formatTranscript([one])).toContain(
							`[${iso.slice(0, 16).replace('T', ' ')} UTC] `,
						);
					}
				}
				const [{ at }] = toUtterances([
					{ question: { text: 'Hi', timestamp: none }, createdAt: none },
				]);
				expect(at).toBeNull();
			}),
		);
	});

	test('a system message is not from the visitor or the chatbot', () => {
		const note = {
			messageType: 'SYSTEM_MESSAGE',
			systemMessageType: 'AGENT_JOINED',
			answer: { text: 'Grace joined', timestamp: '2026-11-25T10:00:00Z' },
		};
		expect(toUtterances([note])).toEqual([
			{ at: '2026-11-25T10:00:00Z', from: 'System', text: 'agent joined: Grace joined' },
		]);
	});

	test("no text in a conversation can look like another person's line", () => {
		const breaks = ['\n', '\r', '\r\n', '\v', '\f', '\x85', '\u2028', '\u2029'];
		const unit = fc.constantFrom('a', ' ', '[', ':', ...breaks);
		const text = fc.string({ unit });
		const said = fc.option(fc.record({ text, timestamp: text }));
		const message = fc.record({
			messageType: fc.constantFrom('NORMAL_MESSAGE', 'AGENT_MESSAGE', 'SYSTEM_MESSAGE'),
			question: said,
			answer: said,
			agentName: text,
			systemMessageType: text,
			createdAt: text,
		});
		fc.assert(
			fc.property(fc.array(message), (messages) => {
				const utterances = toUtterances(messages);
				const lines = formatTranscript(utterances).split(/\r\n|[\n\r\v\f\x85\u2028\u2029]/);
				const atMargin = lines.filter((line) => /^[^ ]/.test(line));
				expect(atMargin).toHaveLength(utterances.length);
				for (const { text: one } of utterances) expect(one.trim()).not.toBe('');
			}),
		);
	});

	test.each([
		['escalate', 'escalate', { escalated: true }],
		['takeOver', 'take-over', { mode: 'AGENT' }],
		['handBack', 'switch-to-ai', { mode: 'AI' }],
	])('%s calls %s once', async (operation, call, changed) => {
		const one = server.state.addConversation(chatbot.id, {
			mode: operation === 'handBack' ? 'AGENT' : 'AI',
		});
		const place = { chatbotId: chatbot.id, threadId: one.threadId };
		const parameters = conversation(operation, { threadId: byId(one.threadId) });
		expect(await emitted(server, parameters)).toEqual([{ ...place, done: true }]);
		expect(one).toMatchObject(changed);
		await emitted(server, { ...parameters, message: 'Grace joins' });
		expect(server.requests.map(({ path, body }) => [path.split('/').at(-1), body])).toEqual([
			[call, {}],
			[call, { message: 'Grace joins' }],
		]);
	});

	test("IDs are emitted as they were sent, and blanks aren't a message", async () => {
		const { threadId } = server.state.addConversation(chatbot.id);
		const spaced = { threadId: byId(` ${threadId}\n`), message: ' ' };
		expect(await emitted(server, conversation('takeOver', spaced))).toMatchObject([{ threadId }]);
		expect(server.requests).toMatchObject([{ body: {} }]);
		expect(await emitted(server, conversation('getTranscript', spaced))).toMatchObject([
			{ threadId },
		]);
	});

	test('Delete', async () => {
		const { threadId } = server.state.addConversation(chatbot.id);
		const parameters = conversation('delete', { threadId: byId(threadId) });
		expect(await emitted(server, parameters)).toEqual([{ deleted: true }]);
		expect(server.state.conversations).toEqual([]);
	});

	test.each(['delete', 'escalate', 'get', 'getTranscript', 'handBack', 'takeOver'])(
		'%s sends nothing for an ID that would change the path, and encodes unusual ones',
		async (operation) => {
			const parent = emitted(server, conversation(operation, { threadId: byId('..') }));
			await expect(parent).rejects.toThrow('".." can\'t be a conversation ID');
			expect(server.requests).toEqual([]);
			const id = operation === 'delete' ? 'a?c=ü' : 'a/b?c=ü';
			const { threadId } = server.state.addConversation(chatbot.id, { threadId: id });
			await emitted(server, conversation(operation, { threadId: byId(threadId) }));
			expect(server.requests[0].path).toContain(`/conversations/${encodeURIComponent(id)}`);
		},
	);

	test.each([{ continueOnFail: true }, { isTool: true }])(
		'an item that fails with %j says why, and the next one runs',
		async (run) => {
			const { threadId } = server.state.addConversation(chatbot.id);
			const items = [{ json: { id: 'gone' } }, { json: { id: threadId } }];
			const get = conversation('get', { threadId: byId('={{ $json.id }}') });
			expect(await emitted(server, get, { items, ...run })).toMatchObject([
				{ error: expect.stringContaining('(CONVERSATION_NOT_FOUND)'), details: { status: 404 } },
				{ threadId },
			]);
		},
	);
});

describe('messages', () => {
	test('Send asks in a new conversation, then in the same one', async () => {
		const [first] = await emitted(
			server,
			message('send', { message: 'Hi', options: { pageUrl: 'https://a.example' } }),
		);
		expect(first).toMatchObject({
			answer: 'You asked: Hi',
			question: 'Hi',
			sources: ['https://example.com/docs'],
		});
		const again = { message: 'And?', continueConversation: true, threadId: byId(first.threadId) };
		const [second] = await emitted(server, message('send', again));
		expect(second).toMatchObject({ threadId: first.threadId, answer: 'You asked: And?' });
		expect(server.state.conversations).toMatchObject([
			{ pageUrl: 'https://a.example', messages: [{}, {}] },
		]);
		const [raw] = await emitted(server, message('send', { ...again, simple: false }));
		expect(raw).toMatchObject({ message: { newField: {}, answer: { text: 'You asked: And?' } } });
	});

	test.each([true, '={{ "true" }}'])('Send with %j needs a conversation', async (isContinued) => {
		const again = { message: 'Hi', continueConversation: isContinued, threadId: byId('') };
		const sent = emitted(server, message('send', again));
		await expect(sent).rejects.toThrow('The conversation ID is empty');
		expect(server.requests).toEqual([]);
	});

	test('Send returns null if a person has taken over', async () => {
		const { threadId } = server.state.addConversation(chatbot.id, { mode: 'AGENT' });
		const again = { message: 'Hi', continueConversation: true, threadId: byId(threadId) };
		expect(await emitted(server, message('send', again))).toMatchObject([
			{ threadId, answer: null },
		]);
	});

	test.each([
		['dropAfterDoing' as const, {}, 'The connection was closed without a response'],
		[{ delay: 3000 }, { options: { timeout: 0.2 } }, "SiteGPT didn't answer within 0.2 seconds"],
		[{ status: 502 }, {}, 'answered 502 with an empty body'],
	])('a message that may have arrived is not retried: %j', async (fault, parameters, title) => {
		server.faults.push({ fault });
		const sent = emitted(server, message('send', { message: 'Hi', ...parameters }));
		await expect(sent).rejects.toMatchObject({
			message: expect.stringContaining(title),
			description: expect.stringContaining('Check in SiteGPT before you run this again.'),
		});
		expect(server.requests).toHaveLength(1);
	});

	test.each([['x'], [0], [-1], [3_000_000], [null]])(
		'Send with a timeout of %j',
		async (timeout) => {
			const options = { timeout: `={{ ${JSON.stringify(timeout)} }}` };
			const sent = emitted(server, message('send', { message: 'Hi', options }));
			if (timeout === null) return expect(await sent).toHaveLength(1);
			await expect(sent).rejects.toThrow(`Timeout is "${timeout}". Enter`);
			expect(server.requests).toEqual([]);
		},
	);

	test('Send waits for fractions of a second', async () => {
		const options = { timeout: 1.0011 };
		expect(await emitted(server, message('send', { message: 'Hi', options }))).toHaveLength(1);
	});

	test.each(['send', 'sendAsAgent'])(
		'%s does not send an object instead of text',
		async (operation) => {
			const { threadId } = server.state.addConversation(chatbot.id);
			const parameters = { message: '={{ $json }}', threadId: byId(threadId) };
			const credential = { accountApiKey: server.addAccountKey() };
			const sent = emitted(server, message(operation, parameters), { credential });
			await expect(sent).rejects.toThrow("Message isn't text");
			expect(server.requests).toEqual([]);
		},
	);

	test('Send as Agent uses only the account API key', async () => {
		const visitor = server.visitor(chatbot.id);
		visitor.ask('Anybody?');
		const { threadId } = visitor.conversation;
		const reply = message('sendAsAgent', {
			threadId: byId(threadId),
			message: 'Yes, me',
			options: { agentName: 'Grace' },
		});
		await expect(emitted(server, reply)).rejects.toThrow(/has no account API key/);
		const blank = { credential: { accountApiKey: ' ' } };
		await expect(emitted(server, reply, blank)).rejects.toThrow(/has no account API key/);
		expect(server.requests).toEqual([]);
		const credential = { accountApiKey: 'wrong' };
		await expect(emitted(server, reply, { credential })).rejects.toMatchObject({
			message: 'The API key is not valid (API_KEY_NOT_VALID)',
			description: expect.stringContaining('Enter the account API key'),
		});
		credential.accountApiKey = server.addAccountKey();
		const [item] = await emitted(server, reply, { credential });
		expect(item).toMatchObject({ threadId, answer: 'Yes, me', agentName: 'Grace' });
		expect(visitor.sees.at(-1)).toBe('Grace: Yes, me');
		const [raw] = await emitted(server, { ...reply, simple: false }, { credential });
		expect(raw).toMatchObject({ message: { threadId, answer: 'Yes, me', smartPrompts: [] } });
	});

	test.each(['send', 'sendAsAgent'])('%s sends nothing without a message', async (operation) => {
		const { threadId } = server.state.addConversation(chatbot.id);
		const parameters = message(operation, { message: ' ', threadId: byId(threadId) });
		const credential = { accountApiKey: 'key' };
		await expect(emitted(server, parameters, { credential })).rejects.toThrow('Message is empty');
		expect(server.requests).toEqual([]);
	});
});

describe('analytics', () => {
	const get = async (dates: object) => await emitted(server, of('chatbot', 'getAnalytics', dates));

	test('are returned as SiteGPT has them, by default of the days that it chooses', async () => {
		const [item] = await get({ startDate: '2026-11-01T00:00:00', endDate: '2026-11-30' });
		expect(item).toMatchObject({ startDay: '2026-11-01', endDay: '2026-11-30', newField: 1 });
		expect(server.requests[0].query.toString()).toBe('startDay=2026-11-01&endDay=2026-11-30');
		await get({ startDate: '', endDate: ' ' });
		expect(server.requests[1].query.toString()).toBe('');
	});

	test('an end before the start is refused, and a plan without them explained', async () => {
		await expect(get({ startDate: '2026-11-02', endDate: '2026-11-01T23:59:00Z' })).rejects.toThrow(
			`End Date is "2026-11-01". Enter a day that isn't before the Start Date, 2026-11-02.`,
		);
		expect(server.requests).toEqual([]);
		const error = { code: 'ANALYTICS_LOCKED', message: 'Locked.' };
		server.faults.push({ fault: { status: 403, body: JSON.stringify({ ok: false, error }) } });
		await expect(get({})).rejects.toMatchObject({
			message: 'Locked (ANALYTICS_LOCKED)',
			description: expect.stringContaining("plan doesn't include analytics"),
		});
	});
});
