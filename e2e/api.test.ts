/** Tests the SiteGPT node's operations in a real n8n, against a mock SiteGPT server. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { JsonObject } from '../harness/json.ts';
import { type N8n, startN8nWithPackage } from '../harness/n8n/n8n.ts';
import { type Credential, locator } from '../harness/n8n/workflows.ts';
import { packageFolder } from '../harness/paths.ts';
import { SiteGptServer } from '../harness/siteGpt/server.ts';
import type { ApiJson } from '../harness/siteGpt/state.ts';
import { answeringFromN8n } from './action/answering.ts';
import { expressions } from './action/expressions.ts';
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

	function newObjects(): TestObjects {
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

	for (const [resource, all] of Object.entries(operationCases)) {
		for (const { operation, parameters = {}, file, emits } of all) {
			const variant = parameters.output ? `, ${String(parameters.output)}` : '';
			test(`${resource}: ${operation}${variant}`, async () => {
				const objects = newObjects();
				const { conversation, lead, document } = objects;
				const execution = await run(n8n, {
					credential,
					file,
					parameters: {
						resource,
						operation,
						chatbotId: locator(objects.chatbot.id),
						threadId: locator(conversation.threadId),
						leadId: locator(lead.id),
						documentId: locator(document.id),
						...parameters,
					},
				});
				assert.equal(execution.status, 'success', execution.error?.message ?? '');
				const [item] = emitted(execution);
				const wanted = emits(objects);
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
		const { chatbot, conversation } = newObjects();
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

	const session = () => ({ n8n, siteGpt, credential });
	sync(session);
	expressions(session);
	answeringFromN8n(session);

	test("a failed execution contains SiteGPT's error message but not the token", async () => {
		const { chatbot } = newObjects();
		const token = siteGpt.addToken({ scopes: ['leads:read'] });
		const weak = await credentialWith(token);
		const parameters = { resource: 'chatbot', operation: 'get', chatbotId: locator(chatbot.id) };
		const execution = await run(n8n, { parameters, credential: weak });
		assert.equal(execution.status, 'error');
		assert.equal(
			execution.error?.message,
			'The token is not allowed to do this (TOKEN_SCOPE_NOT_ALLOWED)',
		);
		assert.match(JSON.stringify(execution), /The token needs the scope chatbots:read/);
		assert.ok(!JSON.stringify(execution).includes(token));
	});
});
