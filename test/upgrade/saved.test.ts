import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type IDataObject, type INodeProperties, type INodeType, NodeHelpers } from 'n8n-workflow';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import type { Chatbot } from '../../harness/siteGpt/state.ts';
import { allEvents } from '../../nodes/events/all';
import { serve } from '../n8n/endpoint';
import { registerTrigger } from '../n8n/registerTrigger';
import { emitted } from '../n8n/siteGpt';
import { nodeTypes, panelsOf } from '../panel/panels';
import { offeredBy, savedNodes, usedIn } from './saved';

// Workflows as earlier versions have saved them, and this one. A file of an earlier version never changes: if it
// doesn't open or run as it did, users' workflows don't either.

const saved = savedNodes().map(({ version, node }) => {
	const name = node.type.replace('n8n-nodes-sitegpt.', '');
	const nodeType = nodeTypes.find(({ description }) => description.name === name)!;
	return { version, node, nodeType, parameters: node.parameters as IDataObject };
});

/** The panel that a saved node opens with. */
function panelOf(nodeType: INodeType, { resource, operation }: IDataObject): INodeProperties[] {
	return panelsOf(nodeType)
		.filter(({ chosen }) => (chosen.resource ?? resource) === resource)
		.filter(({ chosen }) => (chosen.operation ?? operation) === operation)
		.flatMap(({ parameters }) => parameters);
}

describe.each(saved)('saved by $version: $node.name', ({ node, nodeType, parameters }) => {
	test('opens with the same settings', () => {
		const { description } = nodeType;
		expect([description.version].flat()).toContain(node.typeVersion);
		const opened = NodeHelpers.getNodeParameters(
			description.properties,
			node.parameters,
			true,
			false,
			node,
			description,
		);
		expect(opened).toMatchObject(parameters);
		const { resource, operation, ...others } = parameters;
		const properties = panelOf(nodeType, { resource, operation });
		const missing = usedIn(others, properties).filter(
			(one) => !offeredBy(properties).includes(one),
		);
		expect(missing).toEqual([]);
	});
});

test('everything that a person can set is in a saved workflow', () => {
	for (const nodeType of nodeTypes) {
		for (const { title, chosen, parameters: properties } of panelsOf(nodeType)) {
			const nodes = saved.filter(
				({ nodeType: { description }, parameters }) =>
					description.name === nodeType.description.name &&
					Object.entries(chosen).every(([name, value]) => parameters[name] === value),
			);
			expect([title, nodes.length > 0]).toEqual([title, true]);
			const used = new Set(nodes.flatMap(({ parameters }) => usedIn(parameters, properties)));
			const never = offeredBy(properties).filter((one) => !used.has(one));
			expect([title, never]).toEqual([title, []]);
		}
	}
});

const nodesOf = (isWanted: (nodeType: INodeType) => boolean) =>
	saved.filter(({ nodeType }) => isWanted(nodeType));

describe('runs as it did:', () => {
	let server: SiteGptServer;
	let chatbot: Chatbot;
	let receiver: Server;

	beforeEach(async () => {
		server = await SiteGptServer.start();
		chatbot = server.state.addChatbot({ id: 'bot_1' });
		const conversation = server.state.addConversation(chatbot.id, { threadId: 'thread_1' });
		server.state.addMessage(conversation, { question: { text: 'refund', timestamp: '' } });
		server.state.addLead(chatbot.id, { id: 'lead_1' });
		server.state.addDocument(chatbot.id, { id: 'document_1' });
		receiver = createServer((_, response) => void response.end('{}')).listen(0, '127.0.0.1');
		await once(receiver, 'listening');
	});
	afterEach(async () => {
		receiver.close();
		await server.close();
	});

	const items = [{ json: {}, binary: { data: { data: 'UGRm', mimeType: 'application/pdf' } } }];

	test.each(nodesOf(({ execute, poll, webhook }) => Boolean(execute && !poll && !webhook)))(
		'$version: $node.name',
		async ({ parameters }) => {
			const { port } = receiver.address() as AddressInfo;
			const isTest = parameters.resource === 'testEvent';
			const url = isTest ? { url: `http://127.0.0.1:${port}/` } : {};
			const credential = { accountApiKey: server.addAccountKey(), token: 'a token of the test' };
			const emits = await emitted(server, { ...parameters, ...url }, { items, credential });
			if (!('filters' in parameters)) expect(emits.length).toBeGreaterThan(0);
			expect(isTest || server.requests.length > 0).toBe(true);
		},
	);

	test.each(nodesOf(({ poll }) => Boolean(poll)))('$version: $node.name', async (one) => {
		const { poll } = registerTrigger(server, chatbot, { parameters: one.parameters });
		await poll();
		const visitor = server.visitor(chatbot.id);
		visitor.escalate();
		visitor.conversation.resolved = true;
		visitor.conversation.messages[0]!.reaction = 'NEGATIVE';
		server.state.addLead(chatbot.id);
		server.state.addDocument(chatbot.id, { status: 'FAILED' });
		const found = await poll();
		if (one.parameters.triggerOn !== 'newMessage') expect(found).toHaveLength(1);
	});

	test.each(nodesOf(({ webhook }) => Boolean(webhook)))('$version: $node.name', async (one) => {
		const { nodeType, parameters } = one;
		const { acknowledge } = parameters.options as IDataObject;
		const run = acknowledge === 'lastNode' ? async () => true : undefined;
		const endpoint = await serve(nodeType, { parameters, workflowId: one.node.id, run });
		try {
			const [path] = nodeType.description.webhooks!.map((webhook) => String(webhook.path));
			const event = allEvents.find(({ title }) =>
				path!.startsWith(`sitegpt-${title.toLowerCase()}`),
			)!;
			const [messageType] = (parameters.triggerOn as string[] | undefined) ?? [];
			const type = messageType === undefined || messageType === '*' ? {} : { messageType };
			const data = { ...event.sample.data, chatbotId: 'bot_2', ...type };
			const answer = await endpoint.post({ event: event.name, data });
			expect(answer).toEqual({ status: 200, body: { status: 'accepted' } });
			expect(endpoint.executions).toHaveLength(1);
			const isSimple = parameters.simple !== false;
			expect('idempotencyKey' in endpoint.executions[0]!).toBe(isSimple);
		} finally {
			await endpoint.close();
		}
	});
});
