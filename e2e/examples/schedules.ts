import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../harness/json.ts';
import { Receiver } from '../../harness/n8n/receiver.ts';
import { retryInterrupted } from '../../harness/n8n/remedy.ts';
import { triggers } from '../../harness/n8n/triggers.ts';
import type { WorkflowNode } from '../../harness/n8n/workflows.ts';
import { waitFor } from '../../harness/wait.ts';
import { Imported } from './imported.ts';
import type { Session } from './session.ts';
import { enterSettings } from './steps.ts';

export function schedules(session: Session) {
	test('nightly-check: reports what failed, and sends nothing if everything passes', async () => {
		const receivers = {
			messagesUrl: await Receiver.create(session.n8n, triggers.message),
			escalationsUrl: await Receiver.create(session.n8n, triggers.escalation),
			leadsUrl: await Receiver.create(session.n8n, triggers.lead),
		};
		const steps = (urls: Record<string, string>) => ({
			enable: ['Tell the Team'],
			enter(node: WorkflowNode) {
				session.enterUrl('Tell the Team')(node);
				enterSettings(urls)(node);
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
		await (await Imported.create(session.n8n, 'nightly-check', steps(urls))).run();
		assert.deepEqual(session.sent(), []);
		const unknown = urls.leadsUrl?.replace('sitegpt-leads', 'nowhere') ?? '';
		await (
			await Imported.create(session.n8n, 'nightly-check', steps({ ...urls, leadsUrl: unknown }))
		).run();
		const told = session.sent().map(({ body }) => (body as { text: string }).text);
		assert.equal(told.length, 1);
		assert.match(
			told[0] ?? '',
			new RegExp(
				`^A SiteGPT endpoint failed its check\\.\n\n${unknown}\nNEW_LEAD_CAPTURE, Valid event: expected 200, got 404`,
			),
		);
	});

	test('nightly-check: passes the filters of the triggers with the chatbot in Settings', async () => {
		const filters = { chatbotIds: 'chatbot_1' };
		const receiver = await Receiver.create(session.n8n, triggers.lead, { parameters: filters });
		const checked = async (chatbotId: string) => {
			const example = await Imported.create(session.n8n, 'nightly-check', {
				enable: ['Tell the Team'],
				enter(node) {
					session.enterUrl('Tell the Team')(node);
					enterSettings({ leadsUrl: receiver.url, chatbotId })(node);
					if (['Check Messages', 'Check Escalations'].includes(node.name)) node.disabled = true;
				},
				credentials: { 'Check Leads': receiver.credential },
			});
			await example.run();
			return session.sent();
		};
		assert.deepEqual(await checked('chatbot_1'), []);
		assert.equal((await checked('')).length, 1);
	});

	test('knowledge-from-sitemap: new pages are trained, and failures are reported', async () => {
		const { chatbot } = session.newChatbot();
		const steps = {
			enable: ['Tell the Team'],
			enter(node: WorkflowNode) {
				session.enterUrl('Tell the Team')(node);
				enterSettings({ chatbotId: chatbot.id, sitemapUrl: 'https://example.com/sitemap.xml' })(
					node,
				);
			},
			credentials: { 'Add Sitemap': session.apiCredential },
		};
		await (await Imported.create(session.n8n, 'knowledge-from-sitemap', steps)).run();
		assert.equal(
			session.siteGpt.state.documents.filter(({ status }) => status === 'SUCCESS').length,
			3,
		);
		assert.deepEqual(session.sent(), []);
		const running = (await Imported.create(session.n8n, 'knowledge-from-sitemap', steps)).run();
		const { documents } = session.siteGpt.state;
		await waitFor(async () => documents.length === 6, { what: 'the pages to be added' });
		Object.assign(documents.at(-1)!, { status: 'FAILED', error: 'The page is empty.' });
		await running;
		assert.deepEqual(
			session.sent().map(({ body }) => (body as JsonObject).text),
			[`SiteGPT could not train these documents:\n${documents.at(-1)!.id}: The page is empty.`],
		);
	});

	test('weekly-report: last week’s unhappy conversations, escaped', async () => {
		const { chatbot, visitor } = session.newChatbot();
		visitor.conversation.messages[0]!.reaction = 'NEGATIVE';
		visitor.ask('<!here> & @channel [Log in](https://evil.example) *now*');
		const old = session.siteGpt.visitor(chatbot.id);
		old.ask('Long ago');
		old.conversation.messages[0]!.reaction = 'NEGATIVE';
		old.conversation.updatedAt = '2026-01-01T00:00:00Z';
		session.siteGpt.visitor(chatbot.id).ask('All is well');
		const example = await Imported.create(session.n8n, 'weekly-report', {
			enable: ['Tell the Team'],
			enter(node) {
				session.enterUrl('Tell the Team')(node);
				enterSettings({ chatbotId: chatbot.id })(node);
			},
			credentials: { Conversations: session.apiCredential, Transcript: session.apiCredential },
		});
		await example.run();
		const texts = session.sent().map(({ body }) => String((body as JsonObject).text));
		assert.equal(texts.length, 1);
		assert.match(
			texts[0]!,
			/^Conversations with a negative reaction last week: 1\n\nConversation thread_/,
		);
		assert.match(
			texts[0]!,
			/Visitor: &lt;!here&gt; &amp; @\u200bchannel \[Log in\]\u200b\(https:\/\/evil\.example\) \*\u200anow\*\u200a/,
		);
	});

	// The trials in lab/faults test it with interrupted executions.
	test('retry-interrupted: does nothing if nothing was interrupted', async () => {
		assert.deepEqual(await retryInterrupted(session.n8n, ['unknown']), { first: 0, again: 0 });
	});
}
