/** The workflows of examples/, each set up as its sticky note says, up to the service outside of n8n. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { randomUUID } from 'node:crypto';
import { Receiver } from './contract/receiver.ts';
import { Imported } from './examples/imported.ts';
import { startMailServer, type MailServer } from './examples/mailServer.ts';
import { startService, type Service } from './examples/service.ts';
import { sqliteOf } from './faults/database.ts';
import { retryInterrupted } from './faults/remedy.ts';
import { startN8n, type N8n } from './host/n8n.ts';
import { loopback } from './host/ports.ts';
import { itemsOf, type Credential, type JsonObject, type WorkflowNode } from './host/rest.ts';
import { packPackage } from './host/tarball.ts';
import { triggers } from './host/triggers.ts';
import { missingPrograms } from './queue/debian.ts';
import { startPostgres, type Postgres } from './queue/postgres.ts';
import { newEvent, type Kind } from './sender/events.ts';

const missing = missingPrograms();
if (missing !== undefined && process.env.CI === 'true') throw new Error(missing);

/** An event with some of its data changed. */
function eventWith(kind: Kind, change: JsonObject = {}, part?: string) {
	const { payload } = newEvent(kind, `example_${randomUUID().slice(0, 8)}`);
	const data = part === undefined ? payload.data : (payload.data[part] as JsonObject);
	Object.assign(data, change);
	return payload;
}

describe('examples', () => {
	let n8n: N8n;
	let service: Service;
	let mail: MailServer;
	let headerAuth: Credential;
	before(async () => {
		const tarball = await packPackage();
		try {
			n8n = await startN8n({ tarball: tarball.path });
		} finally {
			await tarball.remove();
		}
		service = await startService();
		mail = await startMailServer();
		headerAuth = await n8n.client.createCredential({
			name: 'Key of the service',
			type: 'httpHeaderAuth',
			data: { name: 'X-API-KEY', value: 'the-key' },
		});
	});
	after(async () => {
		await service.close();
		await mail.close();
		await n8n.stop();
	});

	/** What the service was sent since it was last asked. */
	const sent = () => service.received.splice(0);
	const enterUrl = (name: string) => (node: WorkflowNode) => {
		if (node.name === name) node.parameters.url = service.url;
	};

	test('log-messages: a row a message, also where one is delivered twice', async () => {
		const columns = 'idempotencyKey time conversation type question answer sources'.split(' ');
		const project = await n8n.client.request<{ id: string }>('GET', '/rest/projects/personal');
		const { id } = await n8n.client.request<{ id: string }>(
			'POST',
			`/rest/projects/${project.id}/data-tables`,
			{ name: 'SiteGPT Messages', columns: columns.map((name) => ({ name, type: 'string' })) },
		);
		const example = await Imported.create(n8n, 'log-messages', { enable: ['Log'] });
		const answered = eventWith('message');
		const unanswered = eventWith('message', { answer: null, sources: [] });
		for (const payload of [answered, unanswered, answered]) {
			assert.equal((await example.post(payload)).status, 200);
		}
		await example.succeeded(3);
		const rows = await sqliteOf(n8n.folder).all<JsonObject>(
			`SELECT * FROM data_table_user_${id} ORDER BY id`,
		);
		assert.deepEqual(
			rows.map(({ conversation, question, answer, sources }) => [
				conversation,
				question,
				answer,
				sources,
			]),
			[answered, unanswered].map(({ data }) => [
				data.threadId,
				data.question,
				data.answer ?? '',
				(data.sources as string[]).join(', '),
			]),
		);
		await example.run();
	});

	test('log-messages-to-postgres: the same, in Postgres', { skip: missing ?? false }, async () => {
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
			});
			await example.run('By Hand');
			const hostile = eventWith('message', {
				question: `'); DROP TABLE sitegpt_messages; -- $1,"`,
			});
			const unanswered = eventWith('message', { answer: null });
			for (const payload of [hostile, unanswered, hostile]) await example.post(payload);
			await example.succeeded(3);
			const rows = await postgres.query<JsonObject>(
				'SELECT * FROM sitegpt_messages ORDER BY received_at',
			);
			assert.deepEqual(
				rows.map(({ thread_id, question, answer, sources }) => [
					thread_id,
					question,
					answer,
					sources,
				]),
				[hostile, unanswered].map(({ data }) => [
					data.threadId,
					data.question,
					data.answer,
					data.sources,
				]),
			);
			await example.run();
		} finally {
			await postgres.stop();
		}
	});

	test('unhappy-questions-to-chat: those alone, with what they say escaped', async () => {
		const example = await Imported.create(n8n, 'unhappy-questions-to-chat', {
			enable: ['Tell the Team'],
			enter: enterUrl('Tell the Team'),
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
		await example.succeeded(4);
		const texts = sent().map(({ body }) => (body as { text: string }).text);
		assert.equal(texts.length, 3);
		for (const text of [
			/^The chatbot had no answer:\nAnybody there\?\nConversation example_/,
			/^A visitor seems unhappy:\nThis is TERRIBLE, &lt;!channel&gt; @\u200bhere\n"quoted"\nConv/,
			/^The chatbot had no answer:\n\(no text\)\nConversation example_/,
		]) {
			assert.ok(
				texts.some((one) => text.test(one)),
				`${text} in ${JSON.stringify(texts)}`,
			);
		}
		await example.run();
		assert.equal(sent().length, 1);
	});

	test('escalation-to-ticket: with the person, or without', async () => {
		const example = await Imported.create(n8n, 'escalation-to-ticket', {
			enable: ['Create Ticket'],
			enter: enterUrl('Create Ticket'),
			credentials: { 'Create Ticket': headerAuth },
		});
		const known = eventWith('escalation');
		await example.post(known);
		await example.post(eventWith('escalation', { user: null, dashboardUrl: null }));
		const executions = await example.succeeded(2);
		const tickets = sent();
		assert.deepEqual(
			tickets.map(({ headers }) => headers['x-api-key']),
			['the-key', 'the-key'],
		);
		const [first, second] = tickets
			.map(({ body }) => body as JsonObject)
			.toSorted((a, b) => String(a.title).length - String(b.title).length);
		const user = known.data.user as JsonObject;
		assert.deepEqual(first, {
			title: `Chat with ${String(user.name)} needs a person`,
			body: `Answer here: ${String(known.data.dashboardUrl)}\nE-mail: ${String(user.email)}\nPhone: ${String(user.phone)}`,
			requester: { email: user.email, phone: user.phone, verified: true },
			externalId: itemsOf(executions[0]!, 'SiteGPT Escalation Trigger')[0]?.idempotencyKey,
		});
		assert.equal(second?.title, 'Chat with an unknown visitor needs a person');
		assert.deepEqual(second?.requester, { email: null, phone: null, verified: false });
		await example.run();
		assert.equal(sent().length, 1);
	});

	test('new-lead: to the CRM, and a welcome to who has an address', async () => {
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
		});
		const lead = eventWith('lead', { company: 'Ünited "Parcels"' }, 'leadDetails');
		await example.post(lead);
		await example.post(eventWith('lead', { email: null, name: null }, 'leadDetails'));
		await example.post(
			eventWith('lead', { email: 'a@example.com\r\nBcc: everybody@example.com' }, 'leadDetails'),
		);
		await example.succeeded(3);
		const contacts = sent().map(({ body }) => body as JsonObject);
		assert.equal(contacts.length, 3);
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
		assert.match(welcome?.text ?? '', /Subject: Thank you for getting in touch/);
		// The words are encoded, since they have letters that are not ASCII.
		const body = welcome?.text.split('\n\n').slice(1).join('\n\n') ?? '';
		const words = /base64/i.test(welcome?.text ?? '')
			? Buffer.from(body, 'base64').toString('utf8')
			: decodeQuotedPrintable(body);
		assert.match(words, /^Hello Dorothy Vaughan,/);
		assert.match(words, /in touch about Ünited "Parcels" shortly/);
		await example.run();
		assert.equal(sent().length, 1);
		assert.equal(mail.mails.length, 1);
	});

	test('remove-duplicates: an event that is delivered twice runs once', async () => {
		const example = await Imported.create(n8n, 'remove-duplicates');
		const [first, second] = [eventWith('lead'), eventWith('lead')];
		for (const payload of [first, second, first]) {
			await example.post(payload);
			await example.succeeded((await n8n.client.executions(example.workflow.id)).length);
		}
		const executions = await example.succeeded(3);
		assert.deepEqual(
			executions.map((execution) => itemsOf(execution, 'First Time Only').length),
			[1, 1, 0],
		);
		await example.run();
	});

	test('nightly-check: tells what failed, and nothing where all is well', async () => {
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
			/^A SiteGPT endpoint fails its check\.\nValid event: expected 200, got 404/,
		);
	});

	// What it does where something was interrupted, the trials of faults.ts show.
	test('retry-interrupted: finds nothing to do where nothing was interrupted', async () => {
		assert.deepEqual(await retryInterrupted(n8n), { first: 0, again: 0 });
	});
});

/** RFC 2045, section 6.7. */
function decodeQuotedPrintable(text: string): string {
	const bytes = text
		.replaceAll(/=\n/g, '')
		.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
	return Buffer.from(bytes, 'latin1').toString('utf8');
}
