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
		// One proxy in front of n8n.
		queue = await startQueue({ tarball: tarball.path, env: { N8N_PROXY_HOPS: '1' } });
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
		// A browser looks every few seconds, too.
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

	test('a client’s own X-Forwarded-For is not believed', async () => {
		const path = randomUUID();
		const options = { ipWhitelist: '10.1.2.3' };
		await publish('webhook', 2, { path, options, responseMode: 'onReceived' }, done);
		const url = urlOf(`/webhook/${path}`);
		const answer = async (headers: Record<string, string>) =>
			(await fetch(url, { headers })).status;
		await waitFor(async () => (await answer({})) !== 404, { what: 'the webhook' });
		assert.equal(await answer({}), 403);
		assert.equal(await answer({ 'X-Forwarded-For': '10.1.2.3' }), 403);
		assert.equal(await answer({ 'X-Forwarded-For': '10.1.2.3, 10.1.2.3' }), 403);
	});

	test('a test URL reaches the main process', async () => {
		// Nothing listens, and the main process says so.
		const answer = await fetch(urlOf(`/webhook-test/${randomUUID()}`));
		assert.equal(answer.status, 404);
		assert.match(await answer.text(), /Execute workflow|not registered/);
	});
});
