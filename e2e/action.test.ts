/** Tests the SiteGPT node in a real n8n with the packed package. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type N8n, startN8nWithPackage } from '../harness/n8n/n8n.ts';
import { newToken, Receiver } from '../harness/n8n/receiver.ts';
import { CREDENTIAL_TYPE, triggers } from '../harness/n8n/triggers.ts';
import { type OtherServer, startOtherServer } from '../harness/otherServer.ts';
import { emitted, run } from './action/runAction.ts';

const { message, lead } = triggers;

describe('the SiteGPT node', () => {
	let running: N8n | undefined;
	const others: OtherServer[] = [];
	const listen = async (listener: Parameters<typeof startOtherServer>[0]) => {
		const server = await startOtherServer(listener);
		others.push(server);
		return server;
	};
	/** A server that repeats the headers that it gets. */
	const echo = async () =>
		await listen(({ headers }, response) => response.end(JSON.stringify(headers)));
	const n8n = () => running as N8n;

	before(async () => {
		running = await startN8nWithPackage();
	});
	after(async () => {
		for (const server of others) await server.close();
		await running?.stop();
	});

	for (const [name, trigger] of Object.entries(triggers)) {
		test(`send: a ${name} arrives at its trigger`, async () => {
			const receiver = await Receiver.create(n8n(), trigger);
			const execution = await run(n8n(), {
				parameters: { operation: 'send', url: receiver.url, event: trigger.event },
				credential: receiver.credential,
			});
			const [sent] = emitted(execution);
			assert.equal(sent?.delivered, true);
			assert.equal(sent?.statusCode, 200);
			assert.deepEqual(sent?.responseBody, { status: 'accepted' });
			assert.ok(!JSON.stringify(execution).includes(receiver.token));
			const [item] = await receiver.items(1);
			assert.equal(item?.event, trigger.event);
			assert.equal(item?.chatbotId, 'test_chatbot');
		});
	}

	test('send: SiteGPT’s curl example, pasted as JSON', async () => {
		const receiver = await Receiver.create(n8n(), message);
		const data = {
			chatbotId: 'test_123',
			threadId: 'test_thread',
			question: 'Test question',
			answer: 'Test answer',
			messageType: 'NORMAL_MESSAGE',
		};
		await run(n8n(), {
			parameters: {
				operation: 'send',
				url: receiver.url,
				payloadFrom: 'json',
				json: JSON.stringify({ event: message.event, data }),
			},
			credential: receiver.credential,
		});
		const [item] = await receiver.items(1);
		const { idempotencyKey, receivedAt, ...fields } = item ?? {};
		assert.ok(idempotencyKey && receivedAt);
		assert.deepEqual(fields, {
			event: message.event,
			...data,
			sources: [],
			gptModel: null,
			agentId: null,
			agentName: null,
			iconUrl: null,
			systemMessageType: null,
		});
	});

	test("check: the package's own trigger passes every test", async () => {
		const receiver = await Receiver.create(n8n(), lead);
		const execution = await run(n8n(), {
			parameters: { operation: 'check', url: receiver.url, event: lead.event },
			credential: receiver.credential,
		});
		const rows = emitted(execution);
		assert.equal(rows.length, 7);
		assert.deepEqual(
			rows.filter(({ passed }) => passed !== true),
			[],
		);
		assert.ok(rows.every(({ url, event }) => url === receiver.url && event === lead.event));
		assert.equal(rows.filter(({ required }) => required === true).length, 4);
		assert.ok(!JSON.stringify(execution).includes(receiver.token));
		await receiver.executions(1);
	});

	test("check: a URL that isn't registered in n8n", async () => {
		const receiver = await Receiver.create(n8n(), lead, { publish: false });
		const execution = await run(n8n(), {
			parameters: { operation: 'check', url: receiver.url, event: lead.event },
			credential: receiver.credential,
		});
		const [first] = emitted(execution);
		assert.equal(first?.passed, false);
		assert.match(String(first?.got), /^404/);
		assert.match(String(first?.advice), /publish the workflow/);
	});

	test('send: slow, broken, and missing servers are reported, not thrown', async () => {
		const { credential } = await Receiver.create(n8n(), message, { publish: false });
		const slow = await listen(() => undefined);
		const broken = await listen((request) => void request.socket.destroy());
		const gone = await listen(() => undefined);
		await gone.close();
		const execution = await run(n8n(), {
			parameters: { operation: 'send', url: '={{ $json.url }}', event: message.event },
			credential,
			items: [slow, broken, gone].map(({ url }) => ({ url })),
		});
		assert.equal(execution.status, 'success');
		const attempts = emitted(execution).map(({ attempts }) => attempts);
		assert.deepEqual(
			attempts.map((all) => (all as Array<{ error: string }>).map(({ error }) => error)),
			[
				['No response within 5 seconds'],
				['The connection was closed without a response'],
				['Nothing is listening at this address'],
			],
		);
	});

	test('send: the token reaches the server but not the stored execution', async () => {
		const receiver = await Receiver.create(n8n(), message, { publish: false });
		const { url, received } = await echo();
		const execution = await run(n8n(), {
			parameters: { operation: 'send', url, event: message.event },
			credential: receiver.credential,
		});
		assert.equal(received[0]?.headers['x-webhook-token'], receiver.token);
		assert.equal(execution.status, 'success');
		assert.ok(!JSON.stringify(execution).includes(receiver.token));
	});

	test('send: a token with é is accepted, and stays out of the stored execution even if echoed with escapes', async () => {
		const token = `é/${newToken()}`;
		const receiver = await Receiver.create(n8n(), message, { credential: { token } });
		const escaped = await listen((request, response) => {
			const body = JSON.stringify({ token: request.headers['x-webhook-token'] });
			response.end(body.replaceAll('/', '\\/') + '-'.repeat(20_000));
		});
		const execution = await run(n8n(), {
			parameters: { operation: 'send', url: '={{ $json.url }}', event: message.event },
			credential: receiver.credential,
			items: [{ url: receiver.url }, { url: escaped.url }],
		});
		const items = emitted(execution);
		assert.equal(items[0]?.delivered, true);
		assert.match(String(items[1]?.responseBody), /^\{"token":"\[token\]"/);
		assert.ok(!JSON.stringify(execution).includes(token.slice(2)));
	});

	test('nothing is sent to an address that the credential’s allowed domains forbid', async () => {
		const { url, received } = await echo();
		const credentialWith = async (fields: Record<string, string>) =>
			await n8n().client.createCredential({
				name: `Allowed ${randomUUID()}`,
				type: CREDENTIAL_TYPE,
				data: { token: newToken(), previousToken: '', ...fields },
			});
		for (const [fields, sentence] of [
			[{ allowedHttpRequestDomains: 'none' }, /forbids all requests/],
			[
				{ allowedHttpRequestDomains: 'domains', allowedDomains: 'n8n.example.com' },
				/forbids requests to 127\.0\.0\.1/,
			],
		] as const) {
			for (const operation of ['send', 'check']) {
				const execution = await run(n8n(), {
					parameters: { operation, url, event: message.event },
					credential: await credentialWith(fields),
				});
				assert.equal(execution.status, 'error');
				assert.match(String(execution.error?.message), sentence);
			}
		}
		assert.equal(received.length, 0);
		await run(n8n(), {
			parameters: { operation: 'send', url, event: message.event },
			credential: await credentialWith({
				allowedHttpRequestDomains: 'domains',
				allowedDomains: 'n8n.example.com, 127.0.0.1',
			}),
		});
		assert.equal(received.length, 1);
	});

	test('several items keep their item pairing, and with Continue On Fail the others go on', async () => {
		const receiver = await Receiver.create(n8n(), message);
		const execution = await run(n8n(), {
			parameters: { operation: 'send', url: '={{ $json.url }}', event: message.event },
			credential: receiver.credential,
			items: [{ url: receiver.url }, { url: 'nonsense' }, { url: receiver.url }],
			node: { onError: 'continueRegularOutput' },
		});
		const items = emitted(execution);
		assert.deepEqual(
			items.map(({ delivered, error }) => delivered ?? error),
			[
				true,
				'The Webhook URL "nonsense" is not a URL. Copy the Test URL or the Production URL from the trigger\'s panel.',
				true,
			],
		);
		const pairs = execution.runs.SiteGPT?.at(-1)?.data?.main?.[0]?.map(
			({ pairedItem }) => pairedItem,
		);
		assert.deepEqual(pairs, [{ item: 0 }, { item: 1 }, { item: 2 }]);
		await receiver.executions(2);
	});

	test('without Continue On Fail, an invalid URL fails the execution with that message', async () => {
		const { credential } = await Receiver.create(n8n(), message, { publish: false });
		const execution = await run(n8n(), {
			parameters: { operation: 'send', url: 'nonsense', event: message.event },
			credential,
		});
		assert.equal(execution.status, 'error');
		assert.match(String(execution.error?.message), /"nonsense" is not a URL/);
	});

	test('n8n offers it as a tool for agents', async () => {
		const types = await n8n().client.request<Array<{ name: string }>>('GET', '/types/nodes.json');
		const names = types.map(({ name }) => name);
		assert.ok(names.includes('n8n-nodes-sitegpt.siteGpt'));
		assert.ok(names.includes('n8n-nodes-sitegpt.siteGptTool'));
		assert.ok(!names.includes('n8n-nodes-sitegpt.siteGptLeadTriggerTool'));
	});
});
