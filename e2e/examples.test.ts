/** Tests the workflows in examples/, each set up as its sticky note says, with mock versions of outside services. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { post, Receiver } from './host/receiver.ts';
import { Imported } from './examples/imported.ts';
import { startModel } from './examples/model.ts';
import { startMailServer, type MailServer } from './examples/mailServer.ts';
import { startService, type Service } from './examples/service.ts';
import { sqliteOf } from './host/database.ts';
import { retryInterrupted } from './host/remedy.ts';
import type { N8n } from './host/n8n.ts';
import { startN8nWithPackage } from './host/n8nWithPackage.ts';
import { loopback } from './host/ports.ts';
import { itemsOf, type Credential, type JsonObject, type WorkflowNode } from './host/rest.ts';
import { triggers, type Kind } from './host/triggers.ts';
import { startPostgres, type Postgres } from './host/postgres.ts';
import { eventFor } from './host/events.ts';
import { SiteGptServer } from './siteGptServer/server.ts';
import { waitFor } from './host/wait.ts';

/** An event with some of its data changed. */
function eventWith(kind: Kind, change: JsonObject = {}, part?: string) {
	const payload = eventFor(triggers[kind], `example_${randomUUID().slice(0, 8)}`);
	const data = part === undefined ? payload.data : (payload.data[part] as JsonObject);
	Object.assign(data, change);
	return payload;
}

/** A message whose IDs and texts can't be read. */
const unreadableMessage = eventWith('message', {
	threadId: null,
	messageType: null,
	question: [],
	answer: {},
});

/** Makes three items for one execution, as with Max Events per Execution, from the pinned one. */
const several = (sample: JsonObject) =>
	['a', 'b', 'c'].map((id) => ({
		...sample,
		idempotencyKey: id.repeat(64),
		...(sample.lead ? { lead: { ...(sample.lead as JsonObject), id } } : { threadId: id }),
	}));

describe('examples', () => {
	let n8n: N8n;
	let service: Service;
	let mail: MailServer;
	let headerAuth: Credential;
	let siteGpt: SiteGptServer;
	let apiCredential: Credential;
	before(async () => {
		n8n = await startN8nWithPackage();
		siteGpt = await SiteGptServer.start();
		apiCredential = await n8n.client.createCredential({
			name: 'SiteGPT',
			type: 'siteGptApi',
			data: {
				accessToken: siteGpt.addToken(),
				accountApiKey: siteGpt.addAccountKey(),
				baseUrl: siteGpt.url,
			},
		});
		service = await startService();
		mail = await startMailServer();
		headerAuth = await n8n.client.createCredential({
			name: 'Key of the service',
			type: 'httpHeaderAuth',
			data: { name: 'X-API-KEY', value: 'the-key' },
		});
	});
	after(async () => {
		await siteGpt.close();
		await service.close();
		await mail.close();
		await n8n.stop();
	});

	/** Returns what the service received since the last call. */
	const sent = () => service.received.splice(0);
	/** Sets the duplicate window to one second, so a test doesn't have to wait a minute. */
	const shortWindow = ({ parameters, webhookId }: WorkflowNode) => {
		if (webhookId === undefined) return;
		parameters.options = { ...(parameters.options as JsonObject), duplicateWindow: 1 };
	};
	/** Characters that Postgres and SQLite can't store unchanged: NUL and half of a surrogate pair. */
	const unstorable = eventWith('message', { question: 'a\u0000b\ud83d', answer: '\udc00' });
	const unstorableAndUnreadable = eventWith('message', { question: 'a\u0000b\ud83d', answer: {} });
	const storedAs = ['a�b�', '�'];
	const enterUrl = (name: string) => (node: WorkflowNode) => {
		if (node.name === name) node.parameters.url = service.url;
	};

	test('log-messages: a retry is logged once, but the same text a minute later is logged again', async () => {
		const columns = 'idempotencyKey time conversation type question answer sources'.split(' ');
		const project = await n8n.client.request<{ id: string }>('GET', '/rest/projects/personal');
		const { id } = await n8n.client.request<{ id: string }>(
			'POST',
			`/rest/projects/${project.id}/data-tables`,
			{ name: 'SiteGPT Messages', columns: columns.map((name) => ({ name, type: 'string' })) },
		);
		const table = `data_table_user_${id}`;
		const rows = async () =>
			await sqliteOf(n8n.folder).all<JsonObject>(`SELECT * FROM ${table} ORDER BY id`);
		const example = await Imported.create(n8n, 'log-messages', {
			enable: ['Log'],
			enter: shortWindow,
			pin: several,
		});
		const yes = eventWith('message', { question: 'yes' });
		const unanswered = eventWith('message', { answer: null, sources: [] });
		assert.deepEqual(await example.statuses(yes, yes), ['accepted', 'duplicate']);
		await example.succeeded(1);
		await example.post(unanswered);
		await example.succeeded(2);
		const logged = (await rows()).map((row) => columns.slice(2).map((name) => row[name]));
		assert.deepEqual(
			logged,
			[yes, unanswered].map(({ data }) => [
				data.threadId,
				data.messageType,
				data.question,
				data.answer ?? '',
				(data.sources as string[]).join(', '),
			]),
		);

		// A retry after the trigger has forgotten the event, as after a restart.
		await sleep(1100);
		assert.deepEqual(await example.statuses(yes), ['accepted']);
		await example.succeeded(3);
		assert.equal((await rows()).length, 2);

		await sqliteOf(n8n.folder).all(
			`UPDATE ${table} SET time = strftime('%Y-%m-%dT%H:%M:%fZ', time, '-1 minute')`,
		);
		await sleep(1100);
		assert.deepEqual(await example.statuses(yes), ['accepted']);
		await example.succeeded(4);
		assert.deepEqual(
			(await rows()).map(({ question }) => question),
			['yes', unanswered.data.question, 'yes'],
		);

		await example.post(unreadableMessage);
		await example.succeeded(5);
		const { conversation, question, idempotencyKey } = (await rows()).at(-1)!;
		assert.deepEqual([conversation, question], ['', '']);
		assert.match(String(idempotencyKey), /^[0-9a-f]{64}$/);
		await example.run();
		assert.equal((await rows()).length, 7);
		await example.post(unstorable);
		await example.succeeded(6);
		const last = (await rows()).at(-1)!;
		assert.deepEqual([last.question, last.answer], storedAs);
	});

	test('log-messages-to-postgres: the same, in Postgres', async () => {
		const postgres: Postgres = await startPostgres();
		try {
			const { settings } = postgres;
			const credential = await n8n.client.createCredential({
				name: 'Postgres',
				type: 'postgres',
				data: {
					host: loopback,
					port: postgres.port,
					database: settings.DB_POSTGRESDB_DATABASE ?? '',
					user: settings.DB_POSTGRESDB_USER ?? '',
					password: settings.DB_POSTGRESDB_PASSWORD ?? '',
					ssl: 'disable',
				},
			});
			const example = await Imported.create(n8n, 'log-messages-to-postgres', {
				credentials: { 'Create Table': credential, Log: credential },
				enter: shortWindow,
				pin: several,
			});
			await example.run('By Hand');
			const rows = async () =>
				await postgres.query<JsonObject>('SELECT * FROM sitegpt_messages ORDER BY received_at');
			const hostile = eventWith('message', {
				question: `'); DROP TABLE sitegpt_messages; -- $1,"`,
			});
			const unanswered = eventWith('message', { answer: null });
			assert.deepEqual(await example.statuses(hostile, unanswered, hostile), [
				'accepted',
				'accepted',
				'duplicate',
			]);
			await example.succeeded(2);
			assert.deepEqual(
				(await rows()).map(({ thread_id, question, answer, sources, payload }) => [
					thread_id,
					question,
					answer,
					sources,
					payload,
				]),
				[hostile, unanswered].map(({ data }) => [
					data.threadId,
					data.question,
					data.answer,
					data.sources,
					null,
				]),
			);

			await sleep(1100);
			await example.post(hostile);
			await example.succeeded(3);
			assert.equal((await rows()).length, 2);

			await postgres.query(
				"UPDATE sitegpt_messages SET received_at = received_at - interval '1 minute'",
			);
			await sleep(1100);
			await example.post(hostile);
			await example.post(unreadableMessage);
			await example.succeeded(5);
			const [, , again, unreadable] = await rows();
			assert.equal(again?.question, hostile.data.question);
			assert.equal(unreadable?.thread_id, null);
			assert.deepEqual(unreadable?.payload, unreadableMessage);
			await example.post(unstorable);
			await example.post(unstorableAndUnreadable);
			await example.succeeded(7);
			const [stored, withPayload] = (await rows()).slice(-2);
			assert.deepEqual([stored?.question, stored?.answer], storedAs);
			assert.deepEqual(withPayload?.payload, {
				...unstorableAndUnreadable,
				data: { ...unstorableAndUnreadable.data, question: storedAs[0] },
			});
			await example.run();
			assert.equal((await rows()).length, 9);
			const burst = Array.from({ length: 40 }, () => eventWith('message'));
			const answers = await Promise.all(burst.map(async (payload) => await example.post(payload)));
			assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
			const { length } = await n8n.client.executions(example.workflow.id);
			assert.ok(length < 40, `${length} executions`);
			await waitFor(async () => (await rows()).length === 49, { what: 'the burst to be logged' });
		} finally {
			await postgres.stop();
		}
	});

	test('unhappy-questions-to-chat: sends only unhappy questions, with their text escaped', async () => {
		const example = await Imported.create(n8n, 'unhappy-questions-to-chat', {
			enable: ['Tell the Team'],
			enter: enterUrl('Tell the Team'),
			pin: several,
		});
		await example.post(eventWith('message'));
		await example.post(
			eventWith('message', {
				messageType: 'USER_MESSAGE',
				question: 'Anybody there?',
				answer: null,
			}),
		);
		await example.post(
			eventWith('message', { question: 'This is TERRIBLE, <!channel> @here\n"quoted"' }),
		);
		await example.post(eventWith('message', { question: null, answer: null }));
		await example.post(eventWith('message', { question: `${'🙂'.repeat(2100)}`, answer: null }));
		await example.post(unreadableMessage);
		await example.succeeded(6);
		const texts = sent().map(({ body }) => (body as { text: string }).text);
		assert.equal(texts.length, 5);
		for (const text of [
			/^The chatbot had no answer:\nAnybody there\?\nConversation example_/,
			/^A visitor seems unhappy:\nThis is TERRIBLE, &lt;!channel&gt; @\u200bhere\n"quoted"\nConv/,
			/^The chatbot had no answer:\n\(no text\)\nConversation example_/,
			/^The chatbot had no answer:\n(🙂){2000}\nConversation example_/u,
			/^A message could not be read in full:\n\(no text\)\nConversation not known$/,
		]) {
			assert.ok(
				texts.some((one) => text.test(one)),
				`${text} in ${JSON.stringify(texts)}`,
			);
		}
		await example.run();
		assert.equal(sent().length, 3);
	});

	test('escalation-to-ticket: one ticket per escalation, whether or not the person is known', async () => {
		const example = await Imported.create(n8n, 'escalation-to-ticket', {
			enable: ['Create Ticket'],
			enter(node) {
				enterUrl('Create Ticket')(node);
				shortWindow(node);
			},
			credentials: { 'Create Ticket': headerAuth },
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
		const tickets = sent();
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
			const [ticket] = sent().map(({ body }) => body as JsonObject);
			assert.equal(ticket?.title, 'Chat with an unknown visitor needs a person');
			assert.deepEqual(ticket?.requester, { email: null, phone: null, verified: false });
			const body = String(ticket?.body);
			const where = payload === unknown ? String(unknown.data.threadId) : 'not known';
			assert.ok(body.startsWith(`Answer here: conversation ${where}\n`), body);
			assert.equal(body.includes(JSON.stringify(payload)), payload === unreadable, body);
		}
		await example.run();
		const keys = sent().map(({ body }) => (body as JsonObject).externalId);
		assert.equal(new Set(keys).size, 3);

		// The help desk got the ticket but answered with an error. Retrying the execution sends the same ID.
		service.failures = 1;
		await example.post(eventWith('escalation'));
		await example.failed(1);
		await example.retryLast();
		const ids = sent().map(({ body }) => (body as JsonObject).externalId);
		assert.equal(ids.length, 2);
		assert.equal(ids[0], ids[1]);
	});

	test('new-lead: each lead goes to the CRM once, and gets a welcome if it has an address', async () => {
		const smtp = await n8n.client.createCredential({
			name: 'Mail',
			type: 'smtp',
			data: {
				user: '',
				password: '',
				host: loopback,
				port: mail.port,
				secure: false,
				disableStartTls: true,
				hostName: '',
			},
		});
		const example = await Imported.create(n8n, 'new-lead', {
			enable: ['Add to CRM', 'Welcome'],
			enter: enterUrl('Add to CRM'),
			credentials: { 'Add to CRM': headerAuth, Welcome: smtp },
			pin: several,
		});
		const hostile = 'Dorothy \u202eVaughan https://evil.example/ www.evil.example';
		const form = { company: 'Ünited "Parcels"', name: hostile };
		const lead = eventWith('lead', form, 'leadDetails');
		await example.post(lead);
		await example.post(eventWith('lead', { email: null, name: null }, 'leadDetails'));
		await example.post(
			eventWith('lead', { email: 'a@example.com\r\nBcc: everybody@example.com' }, 'leadDetails'),
		);
		await example.succeeded(3);
		// The same lead with other data changed, and two leads whose ID can't be read.
		await example.post({ ...lead, data: { ...lead.data, chatbotName: 'Renamed' } });
		await example.succeeded(4);
		const nameless = ['First', 'Second'].map((name) =>
			eventWith('lead', { id: null, name, email: null }, 'leadDetails'),
		);
		for (const [index, payload] of nameless.entries()) {
			await example.post(payload);
			await example.succeeded(5 + index);
		}
		const all = sent().map(({ body }) => body as JsonObject);
		const contacts = all.filter(({ note }) => note === undefined);
		assert.equal(contacts.length, 3);
		assert.deepEqual(
			all.flatMap(({ note, externalId, name }) =>
				note === undefined ? [] : [[name, String(externalId).length, String(note)]],
			),
			nameless.map((payload) => [
				(payload.data.leadDetails as JsonObject).name,
				64,
				`Not everything could be read. SiteGPT sent: ${JSON.stringify(payload)}`,
			]),
		);
		const { id, name, email, phone } = lead.data.leadDetails as JsonObject;
		assert.deepEqual(
			contacts.find(({ externalId }) => externalId === id),
			{
				externalId: id,
				name,
				email,
				phone,
				source: lead.data.chatbotName,
				link: lead.data.dashboardUrl,
				properties: { company: 'Ünited "Parcels"' },
			},
		);
		assert.equal(contacts.filter((contact) => contact.email === null).length, 1);
		assert.deepEqual(
			mail.mails.map(({ to }) => to),
			[[email]],
		);
		const [welcome] = mail.mails.splice(0);
		assert.match(welcome?.subject ?? '', /^Thank you for getting in touch/);
		assert.match(welcome?.text ?? '', /^Hello Dorothy Vaughan,/);
		assert.ok(!welcome?.text?.includes('Parcels'), 'the name is the only text from the visitor');
		// In the editor, the samples get through every time.
		for (let run = 0; run < 2; run++) {
			await example.run();
			assert.equal(sent().length, 3);
			assert.equal(mail.mails.splice(0).length, 3);
		}
	});

	test('remove-duplicates: each lead passes once, and leads without an ID are not lost', async () => {
		const example = await Imported.create(n8n, 'remove-duplicates', { enter: shortWindow });
		const first = eventWith('lead');
		const changed = { ...first, data: { ...first.data, chatbotName: 'Renamed' } };
		const [nameless, other] = ['First', 'Second'].map((name) =>
			eventWith('lead', { id: null, name }, 'leadDetails'),
		);
		const deliveries = [first, eventWith('lead'), changed, nameless, other, nameless];
		for (const [index, payload] of deliveries.entries()) {
			if (index === deliveries.length - 1) await sleep(1100);
			await example.post(payload);
			await example.succeeded(index + 1);
		}
		await n8n.restart();
		await example.post(first);
		const executions = await example.succeeded(deliveries.length + 1);
		assert.deepEqual(
			executions.map((execution) => itemsOf(execution, 'First Time Only').length),
			[1, 1, 0, 1, 1, 0, 0],
		);
	});

	test('remove-duplicates: also works within one execution, and remembers nothing in the editor', async () => {
		const example = await Imported.create(n8n, 'remove-duplicates', {
			pin(sample) {
				const withoutId = (name: string) => ({
					...sample,
					lead: { ...(sample.lead as JsonObject), id: null, name },
					idempotencyKey: name.repeat(64),
				});
				return [sample, { ...sample, chatbotName: 'Renamed' }, withoutId('a'), withoutId('b')];
			},
			publish: false,
		});
		for (let run = 0; run < 2; run++) {
			const passed = itemsOf(await example.run(), 'First Time Only');
			assert.deepEqual(
				passed.map(({ lead }) => (lead as JsonObject).name),
				['Grace Hopper', 'a', 'b'],
			);
		}
	});

	test('nightly-check: reports what failed, and sends nothing if everything passes', async () => {
		const receivers = {
			messagesUrl: await Receiver.create(n8n, triggers.message),
			escalationsUrl: await Receiver.create(n8n, triggers.escalation),
			leadsUrl: await Receiver.create(n8n, triggers.lead),
		};
		const steps = (urls: Record<string, string>) => ({
			enable: ['Tell the Team'],
			enter(node: WorkflowNode) {
				enterUrl('Tell the Team')(node);
				if (node.name !== 'Settings') return;
				const { assignments } = node.parameters.assignments as { assignments: JsonObject[] };
				for (const assignment of assignments) {
					assignment.value = urls[String(assignment.name)] ?? null;
				}
			},
			credentials: {
				'Check Messages': receivers.messagesUrl.credential,
				'Check Escalations': receivers.escalationsUrl.credential,
				'Check Leads': receivers.leadsUrl.credential,
			},
		});
		const urls = Object.fromEntries(
			Object.entries(receivers).map(([name, { url }]) => [name, url]),
		);
		await (await Imported.create(n8n, 'nightly-check', steps(urls))).run();
		assert.deepEqual(sent(), []);
		const unknown = urls.leadsUrl?.replace('sitegpt-leads', 'nowhere') ?? '';
		await (
			await Imported.create(n8n, 'nightly-check', steps({ ...urls, leadsUrl: unknown }))
		).run();
		const told = sent().map(({ body }) => (body as { text: string }).text);
		assert.equal(told.length, 1);
		assert.match(
			told[0] ?? '',
			new RegExp(
				`^A SiteGPT endpoint failed its check\\.\n\n${unknown}\nNEW_LEAD_CAPTURE, Valid event: expected 200, got 404`,
			),
		);
	});

	/** Adds a chatbot to the mock SiteGPT server, and a visitor who asked a question. */
	function newChatbot() {
		const chatbot = siteGpt.state.addChatbot();
		const visitor = siteGpt.visitor(chatbot.id);
		visitor.ask('Do you ship to Norway?');
		return { chatbot, visitor };
	}
	/** Enters values in the node "Settings". */
	const settings = (values: Record<string, string>) => (node: WorkflowNode) => {
		if (node.name !== 'Settings') return;
		const { assignments } = node.parameters.assignments as { assignments: JsonObject[] };
		for (const assignment of assignments)
			assignment.value = values[String(assignment.name)] ?? null;
	};

	test('escalation-with-transcript: the ticket has the transcript, or the reason why not', async () => {
		const { chatbot, visitor } = newChatbot();
		const example = await Imported.create(n8n, 'escalation-with-transcript', {
			enable: ['Create Ticket'],
			enter: enterUrl('Create Ticket'),
			credentials: { Transcript: apiCredential, 'Create Ticket': headerAuth },
		});
		const { threadId } = visitor.conversation;
		await example.post(eventWith('escalation', { chatbotId: chatbot.id, threadId }));
		await example.post(eventWith('escalation', { chatbotId: chatbot.id }));
		await example.succeeded(2);
		const [known, unknown] = sent().map(({ body }) => String((body as JsonObject).body));
		assert.match(
			known!,
			/^Answer here: .*\n\n\[.*\] Visitor: Do you ship to Norway\?\n\[.*\] Chatbot: /,
		);
		assert.match(unknown!, /The transcript could not be read: There is no such conversation/);
	});

	test('reply-from-chat: a person answers, and hands back when done', async () => {
		const { chatbot, visitor } = newChatbot();
		const { threadId } = visitor.conversation;
		const example = await Imported.create(n8n, 'reply-from-chat', {
			credentials: {
				'From Your Chat Tool': headerAuth,
				'Take Over': apiCredential,
				Reply: apiCredential,
				'Hand Back': apiCredential,
			},
		});
		const url = new URL('/webhook/sitegpt-reply', n8n.url).href;
		await n8n.client.publish(example.workflow, [url]);
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

	test('knowledge-from-sitemap: new pages are trained, and failures are reported', async () => {
		const { chatbot } = newChatbot();
		const steps = {
			enable: ['Tell the Team'],
			enter(node: WorkflowNode) {
				enterUrl('Tell the Team')(node);
				settings({ chatbotId: chatbot.id, sitemapUrl: 'https://example.com/sitemap.xml' })(node);
			},
			credentials: { 'Add Sitemap': apiCredential },
		};
		await (await Imported.create(n8n, 'knowledge-from-sitemap', steps)).run();
		assert.equal(siteGpt.state.documents.filter(({ status }) => status === 'SUCCESS').length, 3);
		assert.deepEqual(sent(), []);
		const running = (await Imported.create(n8n, 'knowledge-from-sitemap', steps)).run();
		const { documents } = siteGpt.state;
		await waitFor(async () => documents.length === 6, { what: 'the pages to be added' });
		Object.assign(documents.at(-1)!, { status: 'FAILED', error: 'The page is empty.' });
		await running;
		assert.deepEqual(
			sent().map(({ body }) => (body as JsonObject).text),
			[`SiteGPT could not train these documents:\n${documents.at(-1)!.id}: The page is empty.`],
		);
	});

	test('weekly-report: last week’s unhappy conversations, escaped', async () => {
		const { chatbot, visitor } = newChatbot();
		visitor.conversation.messages[0]!.reaction = 'NEGATIVE';
		visitor.ask('<!here> & @channel');
		const old = siteGpt.visitor(chatbot.id);
		old.ask('Long ago');
		old.conversation.messages[0]!.reaction = 'NEGATIVE';
		old.conversation.updatedAt = '2026-01-01T00:00:00Z';
		siteGpt.visitor(chatbot.id).ask('All is well');
		const example = await Imported.create(n8n, 'weekly-report', {
			enable: ['Tell the Team'],
			enter(node) {
				enterUrl('Tell the Team')(node);
				settings({ chatbotId: chatbot.id })(node);
			},
			credentials: { Conversations: apiCredential, Transcript: apiCredential },
		});
		await example.run();
		const texts = sent().map(({ body }) => String((body as JsonObject).text));
		assert.equal(texts.length, 1);
		assert.match(
			texts[0]!,
			/^Conversations with a negative reaction last week: 1\n\nConversation thread_/,
		);
		assert.match(texts[0]!, /Visitor: &lt;!here&gt; &amp; @\u200bchannel/);
	});

	test('agent-asks-chatbot: the agent gets an answer, or an error that says what it did wrong', async () => {
		const { chatbot } = newChatbot();
		const model = await startModel(['Do you ship to Norway?', '']);
		const openAi = await n8n.client.createCredential({
			name: 'Model',
			type: 'openAiApi',
			data: { apiKey: 'the-key', url: `${model.url}v1`, headerName: '', headerValue: '' },
		});
		const example = await Imported.create(n8n, 'agent-asks-chatbot', {
			enable: ['Model'],
			enter(node) {
				if (node.name === 'Ask the Chatbot') {
					node.parameters.chatbotId = { __rl: true, mode: 'id', value: chatbot.id };
				}
			},
			credentials: { Model: openAi, 'Ask the Chatbot': apiCredential },
			input: {
				trigger: 'Chat',
				json: { sessionId: 's', action: 'sendMessage', chatInput: 'Norway?' },
			},
		});
		const [item] = itemsOf(await example.run(), 'Agent');
		assert.equal(item?.output, 'That is all I know.');
		assert.match(model.told[0]!, /You asked: Do you ship to Norway\?/);
		assert.match(model.told[1]!, /Message is empty/);
		await model.close();
	});

	// The trials in lab/faults test it with interrupted executions.
	test('retry-interrupted: does nothing if nothing was interrupted', async () => {
		assert.deepEqual(await retryInterrupted(n8n, ['unknown']), { first: 0, again: 0 });
	});
});
