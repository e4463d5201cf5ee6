import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../harness/json.ts';
import { openSqlite } from '../../harness/n8n/database.ts';
import { createDataTable, getTableName } from '../../harness/n8n/dataTables.ts';
import { getItems } from '../../harness/n8n/executions.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import type { Visitor } from '../../harness/siteGpt/visitor.ts';
import { waitFor } from '../../harness/wait.ts';
import { Imported } from './imported.ts';
import type { Session } from './session.ts';

export function questions(session: Session) {
	test('ask-visitor-and-wait: the reply arrives after a restart, once; without one, the wait ends', async () => {
		const { n8n, siteGpt, apiCredential } = session;
		const columns = ['threadId', 'resumeUrl'];
		const table = getTableName(await createDataTable(n8n.client, 'SiteGPT Questions', columns));
		const rows = async () => await openSqlite(n8n.folder).all<JsonObject>(`SELECT * FROM ${table}`);
		const example = await Imported.create(n8n, 'ask-visitor-and-wait', {
			credentials: { Ask: apiCredential },
			enter({ name, parameters }) {
				if (name !== 'Wait') return;
				// A visitor who is known has a second to reply.
				const user = `$('SiteGPT Escalation Trigger').first().json.user`;
				Object.assign(parameters, {
					resumeUnit: 'seconds',
					resumeAmount: `={{ ${user} ? 1 : 3600 }}`,
				});
			},
		});
		const { chatbot, visitor } = session.newChatbot();
		siteGpt.deliverTo('escalation', chatbot.id, example.target(triggers.escalation));
		siteGpt.deliverTo('message', chatbot.id, example.target(triggers.message));
		const known = () => {
			const one = siteGpt.visitor(chatbot.id);
			one.conversation.chatUser = { id: 'user_1', email: 'ada@example.com' };
			return one;
		};
		const isRemembered = async ({ conversation: { threadId } }: Visitor) =>
			(await rows()).some((row) => row.threadId === threadId);

		const [overdue, silent] = [known(), known()];
		visitor.escalate();
		overdue.escalate();
		await waitFor(
			async () => {
				const all = await n8n.client.executions(example.workflow.id);
				return all.length === 2 && all.every(({ status }) => status === 'waiting');
			},
			{ what: 'both executions to wait' },
		);
		assert.match(visitor.sees.at(-1)!, /^Support: .*What is your order number\?$/);
		await n8n.restart();

		visitor.ask('A-17 "}}" é');
		const [first, second, reply] = await example.succeeded(3);
		const results = [first!, second!].map((execution) => [
			getItems(execution, 'SiteGPT Escalation Trigger')[0]?.threadId,
			getItems(execution, 'Answered')[0]?.reply,
			getItems(execution, 'No Answer').length,
		]);
		const byId = (one: unknown[], other: unknown[]) => (String(one) < String(other) ? -1 : 1);
		assert.deepEqual(
			results.toSorted(byId),
			[
				[visitor.conversation.threadId, 'A-17 "}}" é', 0],
				[overdue.conversation.threadId, undefined, 1],
			].toSorted(byId),
		);
		assert.equal(getItems(reply!, 'Resume').length, 1);
		assert.equal(await isRemembered(visitor), false);

		silent.escalate();
		await waitFor(async () => await isRemembered(silent), { what: 'the question' });
		// n8n looks for waits that have ended once a minute.
		await waitFor(async () => !(await isRemembered(silent)), {
			what: 'the wait to end',
			timeout: 90_000,
		});
		visitor.ask('Are you there?');
		silent.ask('B-18');
		const [unanswered, ...later] = (await example.succeeded(6)).slice(3);
		assert.equal(getItems(unanswered!, 'No Answer').length, 1);
		assert.deepEqual(
			later.map(({ runs }) => runs.Resume),
			[undefined, undefined],
		);
	});
}
