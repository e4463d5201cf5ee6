import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { post } from '../host/receiver.ts';
import { itemsOf } from '../host/executions.ts';
import type { JsonObject } from '../host/json.ts';
import { eventWith, several } from './events.ts';
import { Imported } from './imported.ts';
import type { Session } from './session.ts';
import { shortWindow } from './steps.ts';

/** Escalations become tickets, and a person answers. */
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
			(execution) => itemsOf(execution, 'SiteGPT Escalation Trigger')[0] as JsonObject,
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
		session.service.failures = 1;
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
	});

	test('reply-from-chat: a person answers, and hands back when done', async () => {
		const { chatbot, visitor } = session.newChatbot();
		const { threadId } = visitor.conversation;
		const example = await Imported.create(session.n8n, 'reply-from-chat', {
			credentials: {
				'From Your Chat Tool': session.headerAuth,
				'Take Over': session.apiCredential,
				Reply: session.apiCredential,
				'Hand Back': session.apiCredential,
			},
		});
		const url = new URL('/webhook/sitegpt-reply', session.n8n.url).href;
		await session.n8n.client.publish(example.workflow, [url]);
		const reply = async (text: string, done: boolean, key = 'the-key') => {
			const body = { chatbotId: chatbot.id, threadId, text, agentName: 'Grace', done };
			return (await post(url, body, { 'X-API-KEY': key })).status;
		};
		assert.equal(await reply('Hello from nobody', false, 'a wrong key'), 403);
		assert.equal(await reply('One moment', false), 200);
		assert.equal(visitor.conversation.mode, 'AGENT');
		assert.equal(await reply('Yes, we do', true), 200);
		assert.equal(visitor.conversation.mode, 'AI');
		assert.deepEqual(visitor.sees.slice(2), ['Grace: One moment', 'Grace: Yes, we do']);
	});
}
