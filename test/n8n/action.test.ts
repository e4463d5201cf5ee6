import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExecuteContext } from 'n8n-core';
import { createRunExecutionData, type IDataObject, type INodeExecutionData } from 'n8n-workflow';
import { lead } from '../../nodes/events/lead';
import { message } from '../../nodes/events/message';
import { SiteGpt } from '../../nodes/SiteGpt/SiteGpt.node';
import { sendSchema } from '../../nodes/SiteGpt/testEvent/send';
import { checkSchema } from '../../nodes/SiteGpt/testEvent/check';
import { fieldsOf } from '../../nodes/SiteGpt/testEvent/payload';
import { SiteGptMessageTrigger } from '../../nodes/SiteGptMessageTrigger/SiteGptMessageTrigger.node';
import { serve, TOKEN } from './endpoint';
import { additionalDataWith, workflowOf } from './workflow';

interface Received {
	headers: IncomingHttpHeaders;
	body: string;
}

const servers: Server[] = [];

/** A receiver on loopback; `answers` are given one a request, the last one from then on. */
async function receiver(
	...answers: Array<number | 'never' | 'trickle' | 'close' | { status: number; body: string }>
) {
	const received: Received[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += chunk));
		request.on('end', () => {
			const answer = answers[Math.min(received.length, answers.length - 1)];
			received.push({ headers: request.headers, body });
			if (answer === 'never') return;
			if (answer === 'close') {
				request.socket.destroy();
			} else if (answer === 'trickle') {
				response.writeHead(200);
				const timer = setInterval(() => response.write('x'), 500);
				response.on('close', () => clearInterval(timer));
			} else if (typeof answer === 'number') {
				response.writeHead(answer, { Location: '/elsewhere' }).end(`{"answer":${answer}}`);
			} else {
				response.writeHead(answer.status).end(answer.body);
			}
		});
	});
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received };
}

afterEach(async () => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
});

/** Runs the node with n8n-core's own context, once for each of `parameters`. */
async function run(
	parameters: IDataObject,
	{ items = [{ json: {} }] as INodeExecutionData[], continueOnFail = false } = {},
): Promise<INodeExecutionData[]> {
	const nodeType = new SiteGpt();
	const { workflow, node } = workflowOf(nodeType, { event: message.name, ...parameters });
	if (continueOnFail) node.onError = 'continueRegularOutput';
	const additionalData = additionalDataWith(async () => ({ token: TOKEN }));
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'manual',
		createRunExecutionData({}),
		0,
		items,
		{ main: [items] },
		{ data: { main: [items] }, node, source: null },
		[],
	);
	const [output] = await nodeType.execute.call(context);
	return output;
}

describe('send', () => {
	test('delivers the sample as SiteGPT does', async () => {
		const { url, received } = await receiver(200);
		const [{ json, pairedItem }] = await run({ url });
		expect(received).toHaveLength(1);
		expect(received[0].headers).toMatchObject({
			'content-type': 'application/json',
			'x-webhook-token': TOKEN,
		});
		expect(JSON.parse(received[0].body)).toEqual(message.sample);
		expect(sendSchema.parse(json)).toMatchObject({
			delivered: true,
			statusCode: 200,
			responseBody: { answer: 200 },
			attempts: [{ attempt: 1, statusCode: 200, error: null, waited: 0 }],
			payload: message.sample,
			warnings: [],
		});
		expect(pairedItem).toEqual({ item: 0 });
		expect(JSON.stringify(json)).not.toContain(TOKEN);
	});

	test('sends the fields that are there: a removed one is left out, an empty one is null', async () => {
		const { url, received } = await receiver(200);
		const [chatbotId, question] = fieldsOf(message as never).filter(({ name }) =>
			['chatbotId', 'question'].includes(name),
		);
		const messageFields = { [chatbotId.name]: 'test_other', [question.name]: '' };
		await run({ url, messageFields });
		expect(JSON.parse(received[0].body)).toEqual({
			event: message.name,
			data: { chatbotId: 'test_other', question: null },
		});
	});

	test('sends a whole JSON payload, also one that is no event', async () => {
		const { url, received } = await receiver(400);
		const [{ json }] = await run({ url, payloadFrom: 'json', json: '{"event": "NOTHING"}' });
		expect(JSON.parse(received[0].body)).toEqual({ event: 'NOTHING' });
		expect(json).toMatchObject({ delivered: false, statusCode: 400 });
	});

	test.each([401, 500, 404, 204, 302])('%i is no delivery, and is not followed', async (status) => {
		const { url, received } = await receiver(status);
		const [{ json }] = await run({ url });
		expect(json).toMatchObject({ delivered: false, statusCode: status });
		expect(received).toHaveLength(1);
	});

	test.each(['never', 'trickle'] as const)(
		'%s: given up after 5 seconds',
		async (answer) => {
			const { url } = await receiver(answer);
			const [{ json }] = await run({ url });
			expect(json).toMatchObject({
				delivered: false,
				statusCode: null,
				attempts: [{ error: 'No answer within 5 seconds' }],
			});
			expect(json.responseTime).toBeGreaterThanOrEqual(4990);
		},
		15_000,
	);

	test('a connection that is closed, and one that is refused', async () => {
		const { url } = await receiver('close');
		expect((await run({ url }))[0].json).toMatchObject({
			attempts: [{ statusCode: null, error: 'The connection was closed without an answer' }],
		});
		const { port } = servers[0].address() as AddressInfo;
		await new Promise((resolve) => servers.splice(0)[0].close(resolve));
		expect((await run({ url: `http://127.0.0.1:${port}` }))[0].json).toMatchObject({
			attempts: [{ statusCode: null, error: 'Nothing listens at this address' }],
		});
	});

	test('As SiteGPT Does tries again after a failed attempt', async () => {
		const { url, received } = await receiver(500, 200);
		const [{ json }] = await run({ url, delivery: 'siteGpt' });
		expect(received).toHaveLength(2);
		expect(received[1]).toEqual(received[0]);
		expect(json).toMatchObject({
			delivered: true,
			attempts: [
				{ attempt: 1, statusCode: 500, waited: 0 },
				{ attempt: 2, statusCode: 200, waited: 1000 },
			],
		});
	});

	test('a token that a server repeats does not get into the item', async () => {
		const { url } = await receiver({ status: 200, body: JSON.stringify({ token: TOKEN }) });
		const [{ json }] = await run({ url });
		expect(json.responseBody).toEqual({ token: '[token]' });
		expect(JSON.stringify(json)).not.toContain(TOKEN);
	});

	test('a long answer is cut', async () => {
		const { url } = await receiver({ status: 200, body: 'x'.repeat(50_000) });
		const [{ json }] = await run({ url });
		expect((json.responseBody as string).length).toBeLessThan(10_100);
	});

	test('warns where SiteGPT itself would refuse the URL', async () => {
		const [{ json }] = await run({ url: 'http://n8n.invalid/webhook' });
		expect(json.warnings).toEqual([expect.stringContaining('https://')]);
		expect(json).toMatchObject({ delivered: false, statusCode: null });
	});

	test.each([
		[{ url: 'n8n.example.com' }, /"n8n.example.com" is not a URL/],
		[{ url: 'ftp://n8n.example.com' }, /begins with "ftp:"/],
		[{ url: 'http://127.0.0.1', payloadFrom: 'json', json: '{"event"' }, /JSON is not valid/],
		[{ url: 'http://127.0.0.1', event: 'NOTHING' }, /"NOTHING" is not known/],
	])('%j is refused in one sentence', async (parameters, sentence) => {
		await expect(run(parameters)).rejects.toThrow(sentence);
		const output = await run(parameters, { continueOnFail: true });
		expect(output).toEqual([
			{ json: { error: expect.stringMatching(sentence) }, pairedItem: { item: 0 } },
		]);
	});

	test('several items keep their pairs', async () => {
		const { url, received } = await receiver(200, 500, 200);
		const output = await run({ url }, { items: [{ json: {} }, { json: {} }, { json: {} }] });
		expect(output.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(output.map(({ json }) => json.statusCode)).toEqual([200, 500, 200]);
		expect(received).toHaveLength(3);
	});
});

describe('check', () => {
	const parameters = { operation: 'check' };
	const rowsOf = (output: INodeExecutionData[]) =>
		output.map(({ json }) => checkSchema.parse(json));

	test('our own trigger passes every case', async () => {
		const endpoint = await serve(new SiteGptMessageTrigger(), { workflowId: 'checked' });
		try {
			const rows = rowsOf(await run({ ...parameters, url: endpoint.url }));
			expect(rows.filter(({ passed }) => !passed)).toEqual([]);
			expect(rows.map((row) => row.case)).toEqual([
				'Valid event',
				'Wrong token',
				'No token',
				'Broken payload',
				'Wrong event',
				'Same event twice',
				'Slow answer',
			]);
			expect(endpoint.executions).toHaveLength(2);
			for (const item of endpoint.executions) expect(item.threadId).toMatch(/^test_/);
			expect(endpoint.thrown).toEqual([]);
		} finally {
			await endpoint.close();
		}
	});

	test('a receiver that takes anything fails, with advice', async () => {
		const { url, received } = await receiver(200);
		const rows = rowsOf(await run({ ...parameters, url, event: lead.name }));
		expect(rows.map(({ passed }) => passed)).toEqual([
			true,
			false,
			false,
			false,
			false,
			true,
			true,
		]);
		for (const row of rows) expect(row.advice === null).toBe(row.passed);
		expect(received.map(({ headers }) => headers['x-webhook-token'] === TOKEN)).toEqual([
			true,
			false,
			false,
			true,
			true,
			true,
		]);
		expect(received[2].headers).not.toHaveProperty('x-webhook-token');
	});

	test('nobody there', async () => {
		const { url } = await receiver(200);
		await new Promise((resolve) => servers.splice(0)[0].close(resolve));
		const rows = rowsOf(await run({ ...parameters, url }));
		expect(rows.slice(0, -1).every(({ passed }) => !passed)).toBe(true);
		expect(rows[0]).toMatchObject({ got: 'Nothing listens at this address' });
	});
});
