/** What deploy/ sends where, in n8n's queue mode as deploy/ has it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { chain, done } from '../e2e/host/chain.ts';
import { packPackage, type Tarball } from '../e2e/host/tarball.ts';
import type { JsonObject, Workflow } from '../e2e/host/rest.ts';
import { waitFor } from '../e2e/host/wait.ts';
import { startQueue, type Queue } from './queue/queue.ts';

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

	const urlOf = (path: string) => new URL(path, queue.url).href;

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

	test('a form is shown, taken, and goes on after a wait', async () => {
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
		const url = urlOf(`/form/${webhookId}`);
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
		const waiting = urlOf(`${pathname}${search}`);
		assert.match(pathname, /^\/form-waiting\//);
		// n8n's own page asks for the status of the execution before it goes on; one that it asks for sooner is lost.
		const isWaiting = async () =>
			(await queue.client.executions(workflow.id))[0]?.status === 'waiting';
		await waitFor(isWaiting, { what: 'the form to wait' });
		const isShown = async () => (await fetch(waiting)).status === 200;
		await waitFor(isShown, { what: 'the second page', interval: 2000 });
		assert.equal((await fetch(waiting, { method: 'POST', body: body() })).status, 200);
		await succeeded(workflow);
	});

	test('an MCP session goes on, whichever processor takes a request', async () => {
		const path = randomUUID();
		const type = '@n8n/n8n-nodes-langchain.mcpTrigger';
		const step = { name: 'Trigger', type, typeVersion: 2, parameters: { path }, webhookId: path };
		const workflow = await queue.client.createWorkflow({ name: 'MCP', ...chain(step) });
		await queue.client.publish(workflow);
		const url = urlOf(`/mcp/${path}`);
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
		assert.ok(session, 'it has a session');
		// Bodies that differ go to different processors.
		for (let n = 0; n < 8; n++) {
			const answer = await ask('tools/list', { cursor: String(n) }, session);
			assert.equal(answer.status, 200, await answer.text());
		}
	});

	test('a test URL reaches the main process', async () => {
		// Nothing listens, and the main process says so.
		const answer = await fetch(urlOf(`/webhook-test/${randomUUID()}`));
		assert.equal(answer.status, 404);
		assert.match(await answer.text(), /Execute workflow|not registered/);
	});
});

/** Who n8n takes a client for, by N8N_PROXY_HOPS: HAProxy alone is one; with a proxy for TLS, two. */
const seen = [
	// n8n sees HAProxy.
	{ hops: 0, sent: '10.1.2.3', client: '127.0.0.1', others: ['10.1.2.3'] },
	// The client is on this machine, whatever it claims.
	{ hops: 1, sent: '10.1.2.3', client: '127.0.0.1', others: ['10.1.2.3'] },
	// What the proxy for TLS has seen is the last that it adds.
	{ hops: 2, sent: '10.6.6.6, 10.1.2.3', client: '10.1.2.3', others: ['10.6.6.6'] },
];

for (const hops of [0, 1, 2]) {
	test(`a client’s own X-Forwarded-For is not believed, N8N_PROXY_HOPS ${hops}`, async () => {
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
