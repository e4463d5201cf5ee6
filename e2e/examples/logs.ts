import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../harness/json.ts';
import { openSqlite } from '../../harness/n8n/database.ts';
import { createDataTable, getTableName } from '../../harness/n8n/dataTables.ts';
import { type Postgres, startPostgres } from '../../harness/n8n/postgres.ts';
import { LOOPBACK } from '../../harness/ports.ts';
import { waitFor } from '../../harness/wait.ts';
import { eventWith, several, unreadableMessage } from './events.ts';
import { Imported } from './imported.ts';
import type { Session } from './session.ts';
import { shortWindow } from './steps.ts';

/** Characters that Postgres and SQLite can't store unchanged: NUL and half of a surrogate pair. */
const unstorable = eventWith('message', { question: 'a\u0000b\ud83d', answer: '\udc00' });
const unstorableAndUnreadable = eventWith('message', { question: 'a\u0000b\ud83d', answer: {} });
const storedAs = ['a�b�', '�'];

export function logs(session: Session) {
	test('log-messages: a retry is logged once, but the same text a minute later is logged again', async () => {
		const columns = 'idempotencyKey time conversation type question answer sources'.split(' ');
		const table = getTableName(
			await createDataTable(session.n8n.client, 'SiteGPT Messages', columns),
		);
		const rows = async () =>
			await openSqlite(session.n8n.folder).all<JsonObject>(`SELECT * FROM ${table} ORDER BY id`);
		const example = await Imported.create(session.n8n, 'log-messages', {
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

		await openSqlite(session.n8n.folder).all(
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
			const credential = await session.n8n.client.createCredential({
				name: 'Postgres',
				type: 'postgres',
				data: {
					host: LOOPBACK,
					port: postgres.port,
					database: settings.DB_POSTGRESDB_DATABASE ?? '',
					user: settings.DB_POSTGRESDB_USER ?? '',
					password: settings.DB_POSTGRESDB_PASSWORD ?? '',
					ssl: 'disable',
				},
			});
			const example = await Imported.create(session.n8n, 'log-messages-to-postgres', {
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
			const { length } = await session.n8n.client.executions(example.workflow.id);
			assert.ok(length < 40, `${length} executions`);
			await waitFor(async () => (await rows()).length === 49, { what: 'the burst to be logged' });
		} finally {
			await postgres.stop();
		}
	});

	test('unhappy-questions-to-chat: sends only unhappy questions, with their text escaped', async () => {
		const example = await Imported.create(session.n8n, 'unhappy-questions-to-chat', {
			enable: ['Tell the Team'],
			enter: session.enterUrl('Tell the Team'),
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
			eventWith('message', {
				question:
					'This is TERRIBLE, <!channel> @here\n"quoted" [Log in](https://evil.example)\n# `now`',
			}),
		);
		await example.post(eventWith('message', { question: null, answer: null }));
		await example.post(eventWith('message', { question: `${'🙂'.repeat(2100)}`, answer: null }));
		await example.post(unreadableMessage);
		await example.succeeded(6);
		const texts = session.sent().map(({ body }) => (body as { text: string }).text);
		assert.equal(texts.length, 5);
		for (const text of [
			/^The chatbot had no answer:\nAnybody there\?\nConversation example_/,
			/^A visitor seems unhappy:\nThis is TERRIBLE, &lt;!channel&gt; @\u200bhere\n"quoted" \[Log in\]\u200b\(https:\/\/evil\.example\)\n\u200b# 'now'\nConv/,
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
		assert.equal(session.sent().length, 3);
	});
}
