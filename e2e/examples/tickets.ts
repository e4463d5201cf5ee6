import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../harness/json.ts';
import { getItems } from '../../harness/n8n/executions.ts';
import { post } from '../../harness/n8n/receiver.ts';
import { waitFor } from '../../harness/wait.ts';
import { eventWith, several } from './events.ts';
import { Imported } from './imported.ts';
import type { Session } from './session.ts';
import { shortWindow } from './steps.ts';

export function tickets(session: Session) {
	test('escalation-to-ticket: one ticket per escalation, whether or not the person is known', async () => {
		const example = await Imported.create(session.n8n, 'escalation-to-ticket', {
			enable: ['Create Ticket'],
			enter(node) {
				session.enterUrl('Create Ticket')(node);
				shortWindow(node);
			},
			credentials: { 'Create Ticket': session.headerAuth },
			pin: several,
		});
		const known = eventWith('escalation');
		assert.deepEqual(await example.statuses(known, known), ['accepted', 'duplicate']);
		await example.succeeded(1);
		// By then, the trigger has forgotten it, like after a minute or two with the default window.
		await sleep(2500);
		assert.deepEqual(await example.statuses(known), ['accepted']);
		const executions = await example.succeeded(2);
		const receipts = executions.map(
			(execution) => getItems(execution, 'SiteGPT Escalation Trigger')[0] as JsonObject,
		);
		const tickets = session.sent();
		const user = known.data.user as JsonObject;
		assert.deepEqual(
			tickets.map(({ body, headers }) => [headers['x-api-key'], body]),
			receipts.map(({ idempotencyKey, receivedAt }) => [
				'the-key',
				{
					title: `Chat with ${String(user.name)} needs a person`,
					body: `Answer here: ${String(known.data.dashboardUrl)}\nE-mail: ${String(user.email)}\nPhone: ${String(user.phone)}`,
					requester: { email: user.email, phone: user.phone, verified: true },
					externalId: `${String(idempotencyKey)}-${String(receivedAt)}`,
				},
			]),
		);
		assert.equal(receipts[0]?.idempotencyKey, receipts[1]?.idempotencyKey);

		const unknown = eventWith('escalation', { user: null, dashboardUrl: null });
		const unreadable = eventWith('escalation', { threadId: null, dashboardUrl: null, user: [] });
		for (const payload of [unknown, unreadable]) {
			await example.post(payload);
			await example.succeeded(payload === unknown ? 3 : 4);
			const [ticket] = session.sent().map(({ body }) => body as JsonObject);
			assert.equal(ticket?.title, 'Chat with an unknown visitor needs a person');
			assert.deepEqual(ticket?.requester, { email: null, phone: null, verified: false });
			const body = String(ticket?.body);
			const where = payload === unknown ? String(unknown.data.threadId) : 'not known';
			assert.ok(body.startsWith(`Answer here: conversation ${where}\n`), body);
			assert.equal(body.includes(JSON.stringify(payload)), payload === unreadable, body);
		}
		await example.run();
		const keys = session.sent().map(({ body }) => (body as JsonObject).externalId);
		assert.equal(new Set(keys).size, 3);

		// The help desk got the ticket but answered with an error. Retrying the execution sends the same ID.
		session.failures = 1;
		await example.post(eventWith('escalation'));
		await example.failed(1);
		await example.retryLast();
		const ids = session.sent().map(({ body }) => (body as JsonObject).externalId);
		assert.equal(ids.length, 2);
		assert.equal(ids[0], ids[1]);
	});

	test('escalation-with-transcript: the ticket has the transcript, or the reason why not', async () => {
		const { chatbot, visitor } = session.newChatbot();
		const example = await Imported.create(session.n8n, 'escalation-with-transcript', {
			enable: ['Create Ticket'],
			enter: session.enterUrl('Create Ticket'),
			credentials: { Transcript: session.apiCredential, 'Create Ticket': session.headerAuth },
		});
		const { threadId } = visitor.conversation;
		await example.post(eventWith('escalation', { chatbotId: chatbot.id, threadId }));
		await example.post(eventWith('escalation', { chatbotId: chatbot.id }));
		await example.succeeded(2);
		const [known, unknown] = session.sent().map(({ body }) => String((body as JsonObject).body));
		assert.match(
			known!,
			/^Answer here: .*\n\n\[.*\] Visitor: Do you ship to Norway\?\n\[.*\] Chatbot: /,
		);
		assert.match(unknown!, /The transcript could not be read: There is no such conversation/);

		visitor.ask('<img src=x> [Log in](https://evil.example) **now** @team, ask@example.com');
		const user = { name: 'Ada\r\nBcc: <b>' };
		await example.post(eventWith('escalation', { chatbotId: chatbot.id, threadId, user }));
		await example.succeeded(3);
		const [hostile] = session.sent().map(({ body }) => body as JsonObject);
		assert.equal(hostile?.title, 'Chat with Ada Bcc: b needs a person');
		assert.match(
			String(hostile?.body),
			/Visitor: &lt;img src=x&gt; \[Log in\]\u200b\(https:.* \*\u200a\*\u200anow\*\u200a\*\u200a @\u200bteam, ask@example\.com\n/,
		);
	});

	test('reply-from-chat: a person takes over once, answers, and hands back when done', async () => {
		const { chatbot, visitor } = session.newChatbot();
		const { threadId } = visitor.conversation;
		const example = await Imported.create(session.n8n, 'reply-from-chat', {
			credentials: {
				'From Your Chat Tool': session.headerAuth,
				Conversation: session.apiCredential,
				'Take Over': session.apiCredential,
				Reply: session.apiCredential,
				'Hand Back': session.apiCredential,
				'Give Back': session.apiCredential,
			},
		});
		const url = new URL('/webhook/sitegpt-reply', session.n8n.url).href;
		await session.n8n.client.publish(example.workflow, [url]);
		const { requests, faults } = session.siteGpt;
		const calls = () =>
			requests
				.splice(0)
				.filter(({ method }) => method === 'POST')
				.map(({ path }) => path.split('/').at(-1));
		const reply = async (text: unknown, done = false, key = 'the-key') => {
			const body = { chatbotId: chatbot.id, threadId, text, agentName: 'Grace', done };
			return await post(url, body, { 'X-API-KEY': key });
		};
		requests.length = 0;
		assert.equal((await reply('Hello from nobody', false, 'a wrong key')).status, 403);
		for (const text of [undefined, null, ' \n', {}, []]) {
			const { status, body } = await reply(text);
			assert.deepEqual([status, body], [400, { error: 'Send chatbotId, threadId, and text.' }]);
		}
		assert.deepEqual(requests, []);

		// SiteGPT doesn't accept the first answer, so the chatbot must go on.
		const isReply = ({ path }: { path: string }) => path.endsWith('/message');
		const refusal = { success: false, message: 'Not today', data: null };
		faults.push({ fault: { status: 400, body: JSON.stringify(refusal) }, when: isReply });
		const refused = await reply('One moment');
		assert.equal(refused.status, 502);
		assert.match(JSON.stringify(refused.body), /^\{"error":"Not today/);
		await waitFor(async () => visitor.conversation.mode === 'AI', { what: 'the chatbot to go on' });
		assert.deepEqual(calls(), ['take-over', 'message', 'switch-to-ai']);

		assert.equal((await reply('One moment')).status, 200);
		assert.equal(visitor.conversation.mode, 'AGENT');
		assert.equal((await reply('Still looking')).status, 200);
		// A later answer that isn't accepted leaves the conversation with the person.
		faults.push({ fault: { status: 400, body: JSON.stringify(refusal) }, when: isReply });
		assert.equal((await reply('Found it')).status, 502);
		assert.equal((await reply('Yes, we do', true)).status, 200);
		assert.equal(visitor.conversation.mode, 'AI');
		assert.deepEqual(calls(), [
			...['take-over', 'message'],
			...['message', 'message', 'message'],
			'switch-to-ai',
		]);
		assert.deepEqual(visitor.sees.slice(2), [
			'Grace: One moment',
			'Grace: Still looking',
			'Grace: Yes, we do',
		]);
	});
}
