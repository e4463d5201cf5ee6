/** Tests the SiteGPT node's operations in a real n8n, against a mock SiteGPT server. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { JsonObject } from '../harness/json.ts';
import type { Execution } from '../harness/n8n/executions.ts';
import { type N8n, startN8nWithPackage } from '../harness/n8n/n8n.ts';
import { Receiver } from '../harness/n8n/receiver.ts';
import { actionType, triggers } from '../harness/n8n/triggers.ts';
import { type Credential, locator } from '../harness/n8n/workflows.ts';
import { packageFolder } from '../harness/paths.ts';
import { SiteGptServer } from '../harness/siteGpt/server.ts';
import type { ApiJson } from '../harness/siteGpt/state.ts';
import { onError } from './action/onError.ts';
import { operationCases, type TestObjects } from './action/operations.ts';
import { emitted, run } from './action/runAction.ts';
import { sync } from './action/sync.ts';

describe('the SiteGPT node and SiteGPT’s API', () => {
	let n8n: N8n;
	let siteGpt: SiteGptServer;
	let credential: Credential;

	const credentialWith = async (accessToken: string) =>
		await n8n.client.createCredential({
			name: `SiteGPT ${randomUUID().slice(0, 8)}`,
			type: 'siteGptApi',
			data: { accessToken, accountApiKey: siteGpt.addAccountKey(), baseUrl: siteGpt.url },
		});

	before(async () => {
		n8n = await startN8nWithPackage();
		siteGpt = await SiteGptServer.start();
		credential = await credentialWith(siteGpt.addToken());
	});
	after(async () => {
		await siteGpt?.close();
		await n8n?.stop();
	});

	function newWorld(): TestObjects {
		const { state } = siteGpt;
		const chatbot = state.addChatbot();
		const visitor = siteGpt.visitor(chatbot.id);
		visitor.ask('Hello');
		const lead = state.addLead(chatbot.id);
		return {
			chatbot,
			conversation: visitor.conversation,
			lead,
			document: state.addDocument(chatbot.id),
		};
	}

	async function call(
		parameters: JsonObject,
		items: JsonObject[] = [{}],
		withCredential = credential,
	): Promise<Execution> {
		return await run(n8n, { parameters, credential: withCredential, items });
	}

	for (const [resource, all] of Object.entries(operationCases)) {
		for (const { operation, parameters = {}, file, emits } of all) {
			const variant = parameters.output ? `, ${String(parameters.output)}` : '';
			test(`${resource}: ${operation}${variant}`, async () => {
				const world = newWorld();
				const { conversation, lead, document } = world;
				const execution = await run(n8n, {
					credential,
					file,
					parameters: {
						resource,
						operation,
						chatbotId: locator(world.chatbot.id),
						threadId: locator(conversation.threadId),
						leadId: locator(lead.id),
						documentId: locator(document.id),
						...parameters,
					},
				});
				assert.equal(execution.status, 'success', execution.error?.message ?? '');
				const [item] = emitted(execution);
				const wanted = emits(world);
				assert.deepEqual({ ...item, ...wanted }, item);
			});
		}
	}

	test('every operation has a test', () => {
		const dist = join(packageFolder, 'dist/nodes/SiteGpt/resources.js');
		const { resources } = createRequire(import.meta.url)(dist) as {
			resources: Array<{ value: string; operations: Array<{ value: string; access: string }> }>;
		};
		for (const { value, operations: all } of resources) {
			// Those with a webhook token don't call the API: see e2e/action.test.ts.
			const operations = all.filter(({ access }) => access !== 'webhookToken');
			const tested = new Set(operationCases[value]?.map(({ operation }) => operation));
			assert.deepEqual([...tested].toSorted(), operations.map((one) => one.value).toSorted());
		}
	});

	test('the test of the credential', async () => {
		const tested = async (accessToken: string) => {
			const { id, name, type } = await credentialWith(accessToken);
			const data = { accessToken, accountApiKey: '', baseUrl: siteGpt.url };
			return await n8n.client.request<{ status: string; message: string }>(
				'POST',
				'/rest/credentials/test',
				{ credentials: { id, name, type, data } },
			);
		};
		assert.deepEqual(await tested(siteGpt.addToken()), {
			status: 'OK',
			message: 'Connected as Olga Owner.',
		});
		const expired = await tested(siteGpt.addToken({ isExpired: true }));
		assert.equal(expired.status, 'Error');
		assert.match(expired.message, /^The token has expired \(TOKEN_NOT_VALID\)/);
	});

	test('the HTTP Request node accepts the credential, and sends the account API key to v0', async () => {
		const { chatbot, conversation } = newWorld();
		const requested = async (parameters: JsonObject) => {
			const step = {
				name: 'SiteGPT',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: {
					authentication: 'predefinedCredentialType',
					nodeCredentialType: 'siteGptApi',
					...parameters,
				},
			};
			const execution = await run(n8n, { credential, step, parameters: {} });
			assert.equal(execution.status, 'success', execution.error?.message ?? '');
			return emitted(execution)[0]?.data as JsonObject;
		};
		const v2 = await requested({ url: `${siteGpt.url}/api/v2/chatbots/${chatbot.id}` });
		assert.equal((v2.chatbot as ApiJson).id, chatbot.id);
		const v0 = await requested({
			method: 'POST',
			url: `${siteGpt.url}/api/v0/chatbots/${chatbot.id}/message`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: { message: 'Hello', from: 'AGENT', threadId: conversation.threadId },
		});
		assert.equal((v0.message as ApiJson).threadId, conversation.threadId);
	});

	onError(
		async (parameters, items, node) => await run(n8n, { credential, parameters, items, node }),
		() => siteGpt,
	);

	sync(() => ({ n8n, siteGpt, credential }));

	test("a failed execution contains SiteGPT's error message but not the token", async () => {
		const { chatbot } = newWorld();
		const token = siteGpt.addToken({ scopes: ['leads:read'] });
		const weak = await credentialWith(token);
		const parameters = { resource: 'chatbot', operation: 'get', chatbotId: locator(chatbot.id) };
		const execution = await call(parameters, [{}], weak);
		assert.equal(execution.status, 'error');
		assert.equal(
			execution.error?.message,
			'The token is not allowed to do this (TOKEN_SCOPE_NOT_ALLOWED)',
		);
		assert.match(JSON.stringify(execution), /The token needs the scope chatbots:read/);
		assert.ok(!JSON.stringify(execution).includes(token));
	});

	// n8n's engine evaluates these in an isolate, which changes some of them.
	test('values from expressions: what is meant', async () => {
		const { state } = siteGpt;
		const chatbot = state.addChatbot({ id: '1234567890' });
		const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
		const [, recent] = [90, 30].map((minutes) =>
			state.addLead(chatbot.id, { createdAt: ago(minutes), important: true, customData: { a: 1 } }),
		);
		state.addLead(chatbot.id, { createdAt: ago(10), important: false });
		const hourAgo = [
			'$now.minus({ hours: 1 })',
			'$now.minus({ hours: 1 }).toISO()',
			"$now.minus({ hours: 1 }).setZone('Asia/Tokyo')",
			'new Date(Date.now() - 3600000)',
			'Date.now() - 3600000',
			'Math.round(Date.now() / 1000) - 3600',
			'String(Date.now() - 3600000)',
			"$now.minus({ hours: 1 }).toFormat('yyyy-MM-dd HH:mm:ss')",
		];
		for (const time of hourAgo) {
			siteGpt.requests.length = 0;
			const execution = await call({
				resource: 'lead',
				operation: 'getAll',
				chatbotId: { __rl: true, mode: 'id', value: '={{ 1234567890 }}' },
				returnAll: '={{ "False" }}',
				limit: '={{ "50.0" }}',
				simple: '={{ "no" }}',
				filters: {
					capturedAfter: `={{ ${time} }}`,
					important: '={{ "TRUE" }}',
					status: '={{ "ALL" }}',
					query: '={{ undefined }}',
				},
			});
			assert.equal(execution.status, 'success', `${time}: ${execution.error?.message}`);
			const found = emitted(execution);
			assert.deepEqual(
				found.map(({ id, newField }) => [id, typeof newField]),
				[[recent!.id, 'object']],
				time,
			);
			const [{ path, query }] = siteGpt.requests as [(typeof siteGpt.requests)[0]];
			assert.equal(path, '/api/v2/chatbots/1234567890/leads');
			assert.equal(query.toString(), 'status=all&important=true&limit=100', time);
		}
		const tags = ['["a", "b"]', '"a, b"', 'JSON.stringify(["a", "b"])', 'new Set(["a", "b"])'];
		for (const tagId of tags) {
			siteGpt.requests.length = 0;
			const { status, error } = await call({
				resource: 'conversation',
				operation: 'getAll',
				chatbotId: `={{ "https://sitegpt.ai/" + 1234567890 + "/leads/lead_1" }}`,
				filters: { tagId: `={{ ${tagId} }}` },
			});
			assert.equal(status, 'success', `${tagId}: ${error?.message}`);
			assert.equal(siteGpt.requests[0]?.path, '/api/v2/chatbots/1234567890/conversations');
			assert.equal(siteGpt.requests[0]?.query.toString(), 'tagId=a&tagId=b&limit=50', tagId);
		}
	});

	test('values from expressions: what has no meaning is refused before any request', async () => {
		const { chatbot } = newWorld();
		siteGpt.requests.length = 0;
		const list = { resource: 'lead', operation: 'getAll', chatbotId: locator(chatbot.id) };
		const refused: Array<[JsonObject, RegExp]> = [
			[{ ...list, limit: '={{ "many" }}' }, /^Limit is "many"\. Enter a whole number, 1 or more\./],
			[{ ...list, limit: '={{ NaN }}' }, /^Limit is "NaN"/],
			[{ ...list, limit: '={{ $json.nothing }}' }, /^Limit is empty/],
			[{ ...list, returnAll: '={{ "maybe" }}' }, /^Return All is "maybe"\. Enter true or false\./],
			[{ ...list, filters: { capturedAfter: '={{ "soon" }}' } }, /^Captured After is "soon"/],
			[{ ...list, filters: { important: '={{ {} }}' } }, /^Important is "\{\}"/],
			[{ ...list, chatbotId: locator('={{ $json }}') }, /^The chatbot ID is an object/],
		];
		for (const [parameters, message] of refused) {
			const { status, error } = await call(parameters);
			assert.equal(status, 'error');
			assert.match(error?.message ?? '', message);
		}
		assert.deepEqual(siteGpt.requests, []);
	});

	test('a visitor asks and escalates, n8n opens a ticket with the transcript, a person answers from n8n', async (context) => {
		const { chatbot } = newWorld();
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
			const { status, error } = await call(parameters);
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
});
