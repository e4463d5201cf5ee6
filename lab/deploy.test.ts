/** Tests how deploy/ routes requests, in n8n's queue mode as deploy/ sets it up. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { JsonObject } from '../harness/json.ts';
import { type Queue, startQueue } from '../harness/n8n/queue/queue.ts';
import { packPackage, type Tarball } from '../harness/n8n/tarball.ts';
import { chain, done, type Workflow } from '../harness/n8n/workflows.ts';
import { waitFor } from '../harness/wait.ts';

describe('deploy', () => {
	let tarball: Tarball;
	let queue: Queue;
	before(async () => {
		tarball = await packPackage();
		queue = await startQueue({ tarball: tarball.path });
	});
	after(async () => {
		await queue?.stop();
		await tarball?.remove();
	});

	const toUrl = (path: string) => new URL(path, queue.url).href;

	async function publish(
		type: string,
		typeVersion: number,
		parameters: JsonObject,
		...next: Array<typeof done>
	) {
		const webhookId = randomUUID();
		const step = {
			name: 'Trigger',
			type: `n8n-nodes-base.${type}`,
			typeVersion,
			parameters,
			webhookId,
		};
		const draft = { name: type, ...chain(step, ...next) };
		const workflow = await queue.client.createWorkflow(draft);
		await queue.client.publish(workflow);
		return { workflow, webhookId };
	}

	async function succeeded({ id }: Workflow): Promise<void> {
		await waitFor(
			async () => {
				const [execution] = await queue.client.executions(id);
				return execution?.status === 'success';
			},
			{ what: 'an execution that succeeded' },
		);
	}

	test('a form is shown, can be submitted, and continues after a wait', async () => {
		const formFields = { values: [{ fieldLabel: 'Name', fieldType: 'text' }] };
		const second = {
			name: 'Second Page',
			type: 'n8n-nodes-base.form',
			typeVersion: 2,
			parameters: { formFields },
			webhookId: randomUUID(),
		};
		const { workflow, webhookId } = await publish(
			'formTrigger',
			2.3,
			{ formTitle: 'Hello', formFields },
			second,
			done,
		);
		const url = toUrl(`/form/${webhookId}`);
		await waitFor(async () => (await fetch(url)).status === 200, { what: 'the form' });
		assert.match(await (await fetch(url)).text(), /Hello/);
		const body = () => {
			const form = new FormData();
			form.set('field-0', 'Grace');
			return form;
		};
		const sent = await fetch(url, { method: 'POST', body: body() });
		const { formWaitingUrl } = (await sent.json()) as { formWaitingUrl: string };
		const { pathname, search } = new URL(formWaitingUrl);
		const waiting = toUrl(`${pathname}${search}`);
		assert.match(pathname, /^\/form-waiting\//);
		// Like n8n's own page, check the execution's status before continuing: an earlier request would be lost.
		const isWaiting = async () =>
			(await queue.client.executions(workflow.id))[0]?.status === 'waiting';
		await waitFor(isWaiting, { what: 'the form to wait' });
		const isShown = async () => (await fetch(waiting)).status === 200;
		await waitFor(isShown, { what: 'the second page', interval: 2000 });
		assert.equal((await fetch(waiting, { method: 'POST', body: body() })).status, 200);
		await succeeded(workflow);
	});

	test('an MCP session continues no matter which processor gets a request', async () => {
		const path = randomUUID();
		const type = '@n8n/n8n-nodes-langchain.mcpTrigger';
		const step = { name: 'Trigger', type, typeVersion: 2, parameters: { path }, webhookId: path };
		const workflow = await queue.client.createWorkflow({ name: 'MCP', ...chain(step) });
		await queue.client.publish(workflow);
		const url = toUrl(`/mcp/${path}`);
		const ask = async (method: string, params: JsonObject, session?: string) =>
			await fetch(url, {
				method: 'POST',
				headers: {
					'Content-Type': 'application/json',
					Accept: 'application/json, text/event-stream',
					...(session ? { 'Mcp-Session-Id': session } : {}),
				},
				body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
			});
		const initialize = async () =>
			await ask('initialize', {
				protocolVersion: '2025-03-26',
				capabilities: {},
				clientInfo: { name: 'test', version: '1' },
			});
		const first = await waitFor(
			async () => {
				const answer = await initialize();
				return answer.status === 200 && answer;
			},
			{ what: 'the MCP server to answer' },
		);
		const session = first.headers.get('mcp-session-id');
		assert.ok(session, 'the answer should have a session ID');
		// Different bodies go to different processors.
		for (let n = 0; n < 8; n++) {
			const answer = await ask('tools/list', { cursor: String(n) }, session);
			assert.equal(answer.status, 200, await answer.text());
		}
	});

	test('a test URL reaches the main process', async () => {
		// Nothing listens there, and the main process reports that.
		const answer = await fetch(toUrl(`/webhook-test/${randomUUID()}`));
		assert.equal(answer.status, 404);
		assert.match(await answer.text(), /Execute workflow|not registered/);
	});
});

/** The client address that n8n sees, by N8N_PROXY_HOPS: 1 for HAProxy alone, 2 with a TLS proxy in front. */
const seen = [
	// n8n sees HAProxy.
	{ hops: 0, sent: '10.1.2.3', client: '127.0.0.1', others: ['10.1.2.3'] },
	// n8n sees the client's real address, this machine, regardless of what the header claims.
	{ hops: 1, sent: '10.1.2.3', client: '127.0.0.1', others: ['10.1.2.3'] },
	// The TLS proxy adds the address it has seen as the last one.
	{ hops: 2, sent: '10.6.6.6, 10.1.2.3', client: '10.1.2.3', others: ['10.6.6.6'] },
];

for (const hops of [0, 1, 2]) {
	test(`a client’s own X-Forwarded-For is ignored, N8N_PROXY_HOPS ${hops}`, async () => {
		const tarball = await packPackage();
		const env = { N8N_PROXY_HOPS: String(hops) };
		const queue = await startQueue({ tarball: tarball.path, processors: 1, workers: 1, env });
		try {
			for (const { sent, client, others } of seen.filter((one) => one.hops === hops)) {
				const allowed = async (ipWhitelist: string) => {
					const path = randomUUID();
					const parameters = { path, options: { ipWhitelist }, responseMode: 'onReceived' };
					const step = {
						name: 'Webhook',
						type: 'n8n-nodes-base.webhook',
						typeVersion: 2,
						parameters,
					};
					const draft = { name: path, ...chain({ ...step, webhookId: path }, done) };
					await queue.client.publish(await queue.client.createWorkflow(draft));
					const url = new URL(`/webhook/${path}`, queue.url);
					const status = async () =>
						(await fetch(url, { headers: { 'X-Forwarded-For': sent } })).status;
					await waitFor(async () => (await status()) !== 404, { what: 'the webhook' });
					return (await status()) === 200;
				};
				assert.equal(await allowed(client), true);
				for (const other of others) assert.equal(await allowed(other), false, other);
			}
		} finally {
			await queue.stop();
			await tarball.remove();
		}
	});
}
