import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../harness/json.ts';
import { Receiver } from '../../harness/n8n/receiver.ts';
import { actionType, triggers } from '../../harness/n8n/triggers.ts';
import { locator } from '../../harness/n8n/workflows.ts';
import { run } from './runAction.ts';
import type { ActionSession } from './session.ts';

/** A person answers a visitor with a workflow. */
export function answeringFromN8n(session: () => ActionSession) {
	test('a visitor asks and escalates, n8n opens a ticket with the transcript, a person answers from n8n', async (context) => {
		const { n8n, siteGpt, credential } = session();
		const chatbot = siteGpt.state.addChatbot();
		const tell = (text: string) => context.diagnostic(text);
		const chatbotId = '={{ $json.chatbotId }}';
		const conversation = {
			resource: 'conversation',
			chatbotId: locator(chatbotId),
			threadId: locator('={{ $json.threadId }}'),
		};
		const siteGptStep = (name: string, parameters: JsonObject) => ({
			name,
			type: actionType,
			typeVersion: 1,
			parameters,
			credentials: { siteGptApi: { id: credential.id, name: credential.name } },
		});
		const receiver = await Receiver.create(n8n, triggers.escalation, {
			next: [siteGptStep('Ticket', { ...conversation, operation: 'getTranscript' })],
		});
		siteGpt.deliverTo('escalation', chatbot.id, receiver);
		const visitor = siteGpt.visitor(chatbot.id);
		visitor.ask('My parcel is late. Can I talk to somebody?');
		visitor.escalate();
		tell('The visitor asked a question and escalated.');
		await siteGpt.webhooks.settled();
		const [execution] = await receiver.executions(1);
		assert.equal(execution?.status, 'success', execution?.error?.message ?? '');
		const ticket = execution.runs.Ticket?.[0]?.data?.main?.[0]?.[0]?.json ?? {};
		for (const line of String(ticket.transcript).split('\n')) tell(`Ticket: ${line}`);
		assert.match(
			String(ticket.transcript),
			/Visitor: My parcel is late.*\n.*Chatbot: .*\n.*System: conversation escalated$/,
		);

		const { threadId } = visitor.conversation;
		const place = { chatbotId: locator(chatbot.id), threadId: locator(threadId) };
		const steps: JsonObject[] = [
			{ resource: 'conversation', operation: 'takeOver', ...place },
			{
				resource: 'message',
				operation: 'sendAsAgent',
				...place,
				message: 'It arrives today.',
				options: { agentName: 'Grace' },
			},
			{ resource: 'conversation', operation: 'handBack', ...place },
		];
		for (const parameters of steps) {
			const { status, error } = await run(n8n, { credential, parameters });
			assert.equal(status, 'success', error?.message ?? '');
		}
		visitor.ask('Thank you!');
		for (const line of visitor.sees) tell(`The visitor sees: ${line}`);
		assert.deepEqual(visitor.sees.slice(2), [
			'Grace: It arrives today.',
			'me: Thank you!',
			'chatbot: You asked: Thank you!',
		]);
	});
}
