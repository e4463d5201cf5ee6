import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	type IDataObject,
	type INode,
	type IWorkflowBase,
} from 'n8n-workflow';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import { resources } from '../../nodes/SiteGpt/resources';
import { SiteGpt } from '../../nodes/SiteGpt/SiteGpt.node';
import { additionalDataWith, workflowOf } from './workflow';

// What n8n makes of the node's errors and items.

let server: SiteGptServer;
beforeEach(async () => {
	server = await SiteGptServer.start();
});
afterEach(async () => await server.close());

async function execute(parameters: IDataObject, settings: Partial<INode> = {}) {
	const { id: chatbotId } = server.state.addChatbot();
	const { workflow, node } = workflowOf(new SiteGpt(), {
		resource: 'knowledge',
		chatbotId,
		...parameters,
	});
	Object.assign(node, settings);
	const credential = { accessToken: server.addToken(), accountApiKey: '', baseUrl: server.url };
	const hooks = new ExecutionLifecycleHooks('webhook', '1', {} as IWorkflowBase);
	const additionalData = additionalDataWith(async () => ({ ...credential }), { hooks });
	const nodeExecutionStack = [{ node, data: { main: [[{ json: {} }]] }, source: null }];
	const data = createRunExecutionData({ executionData: { nodeExecutionStack } });
	const run = await new WorkflowExecute(additionalData, 'webhook', data).processRunExecutionData(
		workflow,
	);
	const { error, runData } = run.data.resultData;
	return { error, items: runData[node.name][0].data?.main[0]?.map(({ json }) => json) };
}

test('Retry On Fail does not add documents again because one could not be trained', async () => {
	const fault = {
		status: 200,
		body: JSON.stringify({ ok: true, data: { documents: [{ id: 'd', error: 'No text.' }] } }),
	};
	server.faults.push({ fault });
	const { items } = await execute(
		{ operation: 'addLinks', urls: 'https://a.example' },
		{ retryOnFail: true, maxTries: 2, waitBetweenTries: 0 },
	);
	expect(items).toMatchObject([{ state: 'failed', reason: 'No text.' }]);
	expect(server.requests).toHaveLength(1);
});

test('no operation that changes something emits a field that Retry On Fail takes for an error, except Sync', () => {
	const operations = resources.flatMap(({ operations: all }) => all);
	const found = operations.filter(
		({ access, output }) => !access.endsWith(':read') && 'error' in output.shape,
	);
	// A repeated Sync finds the documents.
	expect(found.map(({ value }) => value)).toEqual(['sync']);
});

test.each(['stopWorkflow', 'continueRegularOutput'] as const)(
	"%s: SiteGPT's message is not replaced, although it has a network's code",
	async (onError) => {
		const message = 'Sitemap could not be read: getaddrinfo ENOTFOUND docs.example.com';
		const body = JSON.stringify({ ok: false, error: { code: 'SITEMAP_INVALID', message } });
		server.faults.push({ fault: { status: 400, body } });
		const parameters = { operation: 'addSitemap', url: 'https://docs.example.com/sitemap.xml' };
		const { error, items } = await execute(parameters, { onError });
		expect(error?.message ?? items?.[0].error).toBe(`${message} (SITEMAP_INVALID)`);
	},
);
