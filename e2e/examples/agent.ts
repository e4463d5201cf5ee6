import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getItems } from '../../harness/n8n/executions.ts';
import { locator } from '../../harness/n8n/workflows.ts';
import { Imported } from './imported.ts';
import { startModel } from './model.ts';
import type { Session } from './session.ts';

export function agent(session: Session) {
	test('agent-asks-chatbot: the agent gets an answer, or an error that says what it did wrong', async () => {
		const { chatbot } = session.newChatbot();
		const model = await startModel(['Do you ship to Norway?', '', 'And to Sweden?']);
		const error = {
			code: 'MESSAGES_LIMIT_REACHED',
			message: 'No messages left.',
			hint: 'Upgrade.',
		};
		session.siteGpt.faults.push({
			fault: { status: 402, body: JSON.stringify({ ok: false, error }) },
			when: ({ body }) => JSON.stringify(body).includes('Sweden'),
		});
		const example = await Imported.create(session.n8n, 'agent-asks-chatbot', {
			enable: ['Model'],
			enter(node) {
				if (node.name === 'Ask the Chatbot') {
					node.parameters.chatbotId = locator(chatbot.id);
				}
			},
			credentials: {
				Model: await session.modelCredential(model),
				'Ask the Chatbot': session.apiCredential,
			},
			input: {
				trigger: 'Chat',
				json: { sessionId: 's', action: 'sendMessage', chatInput: 'Norway?' },
			},
		});
		const [item] = getItems(await example.run(), 'Agent');
		assert.equal(item?.output, 'That is all I know.');
		assert.match(model.told[0]!, /You asked: Do you ship to Norway\?/);
		assert.match(model.told[1]!, /Message is empty/);
		for (const known of ['No messages left (MESSAGES_LIMIT_REACHED)', '402', 'Upgrade.']) {
			assert.ok(model.told[2]!.includes(known), `${known} is missing in ${model.told[2]}`);
		}
		await model.close();
	});
}
