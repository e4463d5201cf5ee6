import assert from 'node:assert/strict';
import { test } from 'node:test';
import { triggers } from '../../harness/n8n/triggers.ts';
import type { Visitor } from '../../harness/siteGpt/visitor.ts';
import { eventWith } from './events.ts';
import { Imported } from './imported.ts';
import { startModel } from './model.ts';
import type { Session } from './session.ts';

const NAME = 'AI assistant';

export function brain(session: Session) {
	test('your-own-brain: takes over once, remembers, hands back, and is silent once a person writes', async (context) => {
		const { n8n, siteGpt, apiCredential } = session;
		const model = await startModel([]);
		context.after(async () => await model.close());
		const openAi = await n8n.client.createCredential({
			name: 'Model',
			type: 'openAiApi',
			data: { apiKey: 'the-key', url: `${model.url}v1`, headerName: '', headerValue: '' },
		});
		const siteGptNodes =
			'Conversation,Messages,Conversation Now,Take Over,Reply,Hand Back,Give Back';
		const example = await Imported.create(n8n, 'your-own-brain', {
			enable: ['Model'],
			credentials: {
				Model: openAi,
				...Object.fromEntries(siteGptNodes.split(',').map((name) => [name, apiCredential])),
			},
		});
		const chatbot = siteGpt.state.addChatbot();
		siteGpt.deliverTo('message', chatbot.id, example.target(triggers.message));
		let executions = 0;
		/** What the workflow changes at SiteGPT after the visitor has written. */
		const changesAfter = async (visitor: Visitor, text: string) => {
			siteGpt.requests.length = 0;
			visitor.ask(text);
			await example.succeeded(++executions);
			// The workflow's own answer comes back as an event, too.
			await siteGpt.webhooks.settled();
			const posts = siteGpt.requests.filter(({ method }) => method === 'POST');
			return posts.map(({ path }) => path.split('/').at(-1));
		};
		const write = ({ conversation }: Visitor, agentName: string | null) =>
			siteGpt.state.addMessage(conversation, {
				messageType: 'AGENT_MESSAGE',
				answer: { text: 'I am on it.', timestamp: siteGpt.state.now() },
				agentName,
			});
		const prompt = () => JSON.stringify(model.received.at(-1)?.body);

		const { threadId } = siteGpt.visitor(chatbot.id).conversation;
		for (const question of [' \n', null]) {
			siteGpt.requests.length = 0;
			await example.post(eventWith('message', { chatbotId: chatbot.id, threadId, question }));
			await example.succeeded(++executions);
			assert.deepEqual(siteGpt.requests, []);
		}

		const visitor = siteGpt.visitor(chatbot.id);
		assert.deepEqual(await changesAfter(visitor, 'Where is {order} "7"?'), [
			'take-over',
			'message',
		]);
		assert.deepEqual(await changesAfter(visitor, 'And order 8?'), ['message']);
		await n8n.restart();
		model.answer = () => 'On its way. [done]';
		assert.deepEqual(await changesAfter(visitor, 'Really?'), ['message', 'switch-to-ai']);
		for (const known of ['{order}', 'order 8', 'That is all I know.', 'Really?'])
			assert.ok(prompt().includes(known), `${known} is missing in ${prompt()}`);
		assert.deepEqual(
			visitor.sees.filter((line) => line.startsWith(NAME)),
			['That is all I know.', 'That is all I know.', 'On its way.'].map(
				(text) => `${NAME}: ${text}`,
			),
		);
		assert.equal(visitor.conversation.mode, 'AI');
		assert.equal(model.received.length, 3);
		assert.deepEqual(await changesAfter(visitor, 'Thank you'), []);

		for (const agentName of ['Grace', null]) {
			const helped = siteGpt.visitor(chatbot.id);
			assert.deepEqual(await changesAfter(helped, 'Hello'), [
				'take-over',
				'message',
				'switch-to-ai',
			]);
			helped.conversation.mode = 'AGENT';
			write(helped, agentName);
			assert.deepEqual(await changesAfter(helped, 'Hello, person'), []);
		}
		// A person has taken over, but not written yet.
		const taken = siteGpt.visitor(chatbot.id);
		taken.conversation.mode = 'AGENT';
		assert.deepEqual(await changesAfter(taken, 'Hello'), []);
		assert.equal(model.received.length, 5);

		// A person writes while the agent is thinking.
		const hurried = siteGpt.visitor(chatbot.id);
		model.answer = () => 'Hello!';
		assert.deepEqual(await changesAfter(hurried, 'Hi'), ['take-over', 'message']);
		model.answer = () => {
			write(hurried, 'Grace');
			return 'Too late.';
		};
		assert.deepEqual(await changesAfter(hurried, 'Hello'), []);

		// The visitor writes again while the agent is thinking.
		const quick = siteGpt.visitor(chatbot.id);
		model.answer = () => {
			model.answer = () => 'To both.';
			quick.ask('And to Sweden?');
			return 'To Norway.';
		};
		executions++;
		assert.deepEqual(await changesAfter(quick, 'Do you ship to Norway?'), ['take-over', 'message']);
		assert.equal(quick.sees.at(-1), `${NAME}: To both.`);

		// The agent has nothing to say.
		const unlucky = siteGpt.visitor(chatbot.id);
		model.answer = () => 'Let me see.';
		assert.deepEqual(await changesAfter(unlucky, 'Hello'), ['take-over', 'message']);
		model.answer = () => '';
		unlucky.ask('And?');
		await example.failed(1);
		assert.equal(unlucky.conversation.mode, 'AI');
	});
}
