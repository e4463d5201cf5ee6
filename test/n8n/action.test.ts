import { once } from 'node:events';
import {
	createServer,
	type IncomingHttpHeaders,
	type RequestListener,
	type Server,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { ExecuteContext } from 'n8n-core';
import {
	createRunExecutionData,
	type IDataObject,
	type INodeExecutionData,
	type INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';
import { lead } from '../../nodes/events/lead';
import { message } from '../../nodes/events/message';
import { maskFor } from '../../nodes/secrets/maskToken';
import { SiteGpt } from '../../nodes/SiteGpt/SiteGpt.node';
import { checkSchema } from '../../nodes/SiteGpt/testEvent/check';
import { listSampleFields } from '../../nodes/SiteGpt/testEvent/payload';
import { post } from '../../nodes/SiteGpt/testEvent/post';
import { sendSchema } from '../../nodes/SiteGpt/testEvent/send';
import { SiteGptMessageTrigger } from '../../nodes/SiteGptMessageTrigger/SiteGptMessageTrigger.node';
import { serve, TOKEN } from './endpoint';
import { additionalDataWith, workflowOf } from './workflow';

interface Received {
	headers: IncomingHttpHeaders;
	body: string;
}

const servers: Server[] = [];

/** A receiver on loopback that gives one of `answers` to each request; the last one repeats. */
async function receiver(
	...answers: Array<number | 'never' | 'close' | RequestListener | { status: number; body: string }>
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
			} else if (typeof answer === 'function') {
				answer(request, response);
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

/** A reset closes the connection too. */
async function closing(socket: Socket): Promise<void> {
	socket.on('error', () => undefined);
	await new Promise((resolve) => socket.once('close', resolve));
}

function drip(to: Writable, text: string) {
	const bytes = text[Symbol.iterator]();
	const timer = setInterval(() => {
		const { value, done } = bytes.next();
		if (done) clearInterval(timer);
		else to.write(value);
	}, 50);
	to.on('close', () => clearInterval(timer));
}

interface Run {
	items?: INodeExecutionData[];
	continueOnFail?: boolean;
	/** Called with the index of the item that the expressions are for. */
	credential?: IDataObject | ((itemIndex: number) => IDataObject);
	cancel?: AbortSignal;
}

/** n8n-core's own context for the node. */
function contextOf(
	parameters: IDataObject,
	{
		items = [{ json: {} }],
		continueOnFail = false,
		credential = { token: TOKEN },
		cancel,
	}: Run = {},
): ExecuteContext {
	const { workflow, node } = workflowOf(new SiteGpt(), {
		resource: 'testEvent',
		event: message.name,
		...parameters,
	});
	if (continueOnFail) node.onError = 'continueRegularOutput';
	return new ExecuteContext(
		workflow,
		node,
		additionalDataWith(async (...args: unknown[]) => {
			const { itemIndex = 0 } = (args[6] ?? {}) as { itemIndex?: number };
			return { ...(typeof credential === 'function' ? credential(itemIndex) : credential) };
		}),
		'manual',
		createRunExecutionData({}),
		0,
		items,
		{ main: [items] },
		{ data: { main: [items] }, node, source: null },
		[],
		cancel,
	);
}

/** Runs the node on its items. */
async function run(parameters: IDataObject, settings?: Run): Promise<INodeExecutionData[]> {
	const [output] = await new SiteGpt().execute.call(contextOf(parameters, settings));
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
			event: message.name,
			payload: message.sample,
			url,
			warnings: [],
		});
		expect(pairedItem).toEqual({ item: 0 });
		expect(JSON.stringify(json)).not.toContain(TOKEN);
	});

	test('sends the fields that are set: a removed one is left out, an empty one is null', async () => {
		const { url, received } = await receiver(200);
		const [chatbotId, question] = listSampleFields(message as never).filter(({ name }) =>
			['chatbotId', 'question'].includes(name),
		);
		const messageFields = { [chatbotId.name]: 'test_other', [question.name]: '' };
		await run({ url, messageFields });
		expect(JSON.parse(received[0].body)).toEqual({
			event: message.name,
			data: { chatbotId: 'test_other', question: null },
		});
	});

	test("passes a trigger's filters with the chatbot ID and the message type in its fields", async () => {
		const parameters = { chatbotIds: '1234567890', triggerOn: ['USER_MESSAGE'] };
		const endpoint = await serve(new SiteGptMessageTrigger(), { workflowId: 'sent', parameters });
		try {
			const { options } = new SiteGpt().description.properties.find(
				({ name }) => name === 'messageFields',
			)!;
			const nameOf = (label: string) =>
				(options as INodeProperties[]).find(({ displayName }) => displayName === label)!.name;
			for (const [chatbotId, type, status] of [
				['test_chatbot', 'USER_MESSAGE', 'ignored'],
				['1234567890', 'NORMAL_MESSAGE', 'ignored'],
				['1234567890', 'USER_MESSAGE', 'accepted'],
			]) {
				const messageFields = { [nameOf('Chatbot ID')]: chatbotId, [nameOf('Message Type')]: type };
				const [{ json }] = await run({ url: endpoint.url, messageFields });
				expect(json.responseBody).toEqual({ status });
			}
			expect(endpoint.thrown).toEqual([]);
		} finally {
			await endpoint.close();
		}
	});

	test("sends a whole JSON payload, even if it isn't an event", async () => {
		const { url, received } = await receiver(400);
		const [{ json }] = await run({ url, payloadFrom: 'json', json: '{"event": "NOTHING"}' });
		expect(JSON.parse(received[0].body)).toEqual({ event: 'NOTHING' });
		expect(json).toMatchObject({ delivered: false, statusCode: 400 });
	});

	test.each([401, 500, 404, 204, 302])(
		'%i is not a delivery, and is not followed',
		async (status) => {
			const { url, received } = await receiver(status);
			const [{ json }] = await run({ url });
			expect(json).toMatchObject({ delivered: false, statusCode: status });
			expect(received).toHaveLength(1);
		},
	);

	const drips: Record<string, RequestListener> = {
		'no answer': () => undefined,
		'a body, one byte at a time': (_, response) => {
			response.writeHead(200);
			drip(response, 'x'.repeat(1000));
		},
		'headers, one byte at a time': (request) => {
			drip(request.socket, `HTTP/1.1 200 OK\r\nX-Slow: ${'x'.repeat(1000)}`);
		},
	};

	describe.each(Object.keys(drips))('%s: gives up after 5 seconds', (name) => {
		test.each(['right', 'wrong'] as const)(
			'and closes the connection, with a %s token',
			async (token) => {
				let closed: Promise<unknown> = Promise.resolve();
				const { url } = await receiver((request, response) => {
					closed = closing(request.socket);
					drips[name]!(request, response);
				});
				const target = { url, credential: { token: TOKEN }, mask: maskFor([]) };
				const start = performance.now();
				const reply = await post(contextOf({}), target, '{}', token);
				await closed;
				const time = performance.now() - start;
				expect(reply).toEqual({ error: 'No response within 5 seconds', timedOut: true });
				expect(time).toBeGreaterThanOrEqual(4990);
				expect(time).toBeLessThan(6500);
			},
			10_000,
		);
	});

	test.each([200, 500])('an endless answer is not read further: %d', async (status) => {
		let sent = 0;
		let closed: Promise<unknown> = Promise.resolve();
		const chunk = Buffer.alloc(64 * 1024, 'x');
		const { url } = await receiver((request, response) => {
			closed = closing(request.socket);
			response.writeHead(status);
			const more = () => {
				// 300 MB would show in the memory use and in the bytes sent.
				while (sent < 300 * 1024 * 1024) {
					sent += chunk.length;
					if (!response.write(chunk)) return void response.once('drain', more);
				}
				response.end();
			};
			more();
		});
		const before = process.memoryUsage.rss();
		const [{ json }] = await run({ url });
		await closed;
		expect(json).toMatchObject({ delivered: status === 200, statusCode: status });
		expect((json.responseBody as string).length).toBeLessThanOrEqual(10_003);
		expect(json.responseTime).toBeLessThan(4000);
		expect(sent).toBeLessThan(64 * 1024 * 1024);
		expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
	});

	test('an endless answer in gzip is not decompressed further', async () => {
		const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024));
		const { url } = await receiver((_, response) => {
			response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb);
		});
		const before = process.memoryUsage.rss();
		const [{ json }] = await run({ url });
		expect(json).toMatchObject({ delivered: true });
		expect((json.responseBody as string).length).toBeLessThanOrEqual(10_003);
		expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
	}, 20_000);

	test('ends immediately if the execution is canceled', async () => {
		let closed: Promise<unknown> = Promise.resolve();
		const controller = new AbortController();
		const { url } = await receiver((request) => {
			closed = closing(request.socket);
			controller.abort(new Error('canceled by the test'));
		});
		const start = performance.now();
		await expect(
			run({ url, delivery: 'siteGpt' }, { cancel: controller.signal, continueOnFail: true }),
		).rejects.toThrow('canceled by the test');
		expect(performance.now() - start).toBeLessThan(2000);
		await closed;
	});

	test('a closed connection, and a refused one', async () => {
		const { url } = await receiver('close');
		expect((await run({ url }))[0].json).toMatchObject({
			attempts: [{ statusCode: null, error: 'The connection was closed without a response' }],
		});
		const { port } = servers[0].address() as AddressInfo;
		await new Promise((resolve) => servers.splice(0)[0].close(resolve));
		expect((await run({ url: `http://127.0.0.1:${port}` }))[0].json).toMatchObject({
			attempts: [{ statusCode: null, error: 'Nothing is listening at this address' }],
		});
	});

	test('As SiteGPT Does retries after a failed attempt', async () => {
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

	test.each<[string, (token: string) => string]>([
		['JSON', (token) => JSON.stringify({ token, [token]: [token] })],
		['JSON with \\/', (token) => JSON.stringify({ token }).replaceAll('/', '\\/')],
		['HTML', (token) => `<p>${token.replaceAll('/', '&#x2F;')}</p>`],
		['a URL', (token) => `/?token=${encodeURIComponent(token)}`],
		['base64', (token) => Buffer.from(token).toString('base64')],
		['the place of the cut', (token) => '-'.repeat(9990) + token + '-'.repeat(500)],
	])('a token in an answer does not get into an item: %s', async (_, write) => {
		const credential = {
			token: 'a/token+of the tests-0123',
			previousToken: 'the-previous/one-4567',
		};
		for (const token of Object.values(credential)) {
			const body = write(token);
			const { url } = await receiver({ status: 401, body });
			for (const operation of ['send', 'check']) {
				const output = await run({ url, operation }, { credential });
				const text = JSON.stringify(output);
				if (operation === 'send') expect(text).toContain('[token');
				for (const part of [token, token.slice(0, 9), encodeURIComponent(token).slice(0, 9)]) {
					expect(text.replaceAll('\\', '')).not.toContain(part);
				}
				expect(text).not.toContain(Buffer.from(token).toString('base64'));
			}
		}
	});

	test('a token in the parameters does not get into an item or an error', async () => {
		const { url } = await receiver(200);
		const json = JSON.stringify({ event: 'X', data: { [TOKEN]: TOKEN } });
		const [item] = await run({ url: `${url}?token=${TOKEN}`, payloadFrom: 'json', json });
		expect(item.json).toMatchObject({
			url: `${url}?token=[token]`,
			payload: { event: 'X', data: { '[token]': '[token]' } },
		});
		const parameters = [
			{ url: TOKEN },
			{ url, event: TOKEN },
			{ url, payloadFrom: 'json', json: `{"a": "${TOKEN}", b}` },
			{ url, payloadFrom: 'json', json: `{"a": ${TOKEN}}` },
		];
		for (const each of parameters) {
			const error = await run(each).catch((thrown: unknown) => thrown as Error);
			expect(error).toBeInstanceOf(NodeOperationError);
			// The node's own parameters contain what was entered.
			const told = { ...(error as NodeOperationError), node: undefined };
			const texts = inspect([told, (error as Error).message, (error as Error).stack], { depth: 9 });
			expect(texts).not.toContain(TOKEN.slice(0, 12));
		}
	});

	test.each([
		['the-token-of-café', 'the-token-of-caf\u00e9'],
		[' the-token-of-the-tests\n', 'the-token-of-the-tests'],
	])('the token %j is sent as %j, in Latin-1', async (token, header) => {
		const { url, received } = await receiver(200);
		const [{ json }] = await run({ url }, { credential: { token } });
		expect(json).toMatchObject({ delivered: true });
		expect(received[0].headers['x-webhook-token']).toBe(header);
	});

	test('each item is sent with its own token, if the credential has an expression', async () => {
		const { url, received } = await receiver(200);
		await run(
			{ url },
			{
				items: [{ json: {} }, { json: {} }],
				credential: (itemIndex) => ({ token: `the-token-of-item-${itemIndex}` }),
			},
		);
		expect(received.map(({ headers }) => headers['x-webhook-token'])).toEqual([
			'the-token-of-item-0',
			'the-token-of-item-1',
		]);
	});

	test.each([
		['', /token is empty/],
		['__n8n_BLANK_VALUE_e5362baf-c777-4d57-a609-6eaf1f9e87f6', /placeholder/],
		['a-token-with-\u{1f511}', /HTTP header/],
		['a token\nin two lines', /HTTP header/],
	])('with the token %j, nothing is sent', async (token, sentence) => {
		const { url, received } = await receiver(200);
		for (const operation of ['send', 'check']) {
			await expect(run({ url, operation }, { credential: { token } })).rejects.toThrow(sentence);
		}
		expect(received).toEqual([]);
	});

	test('a long answer is cut', async () => {
		const { url } = await receiver({ status: 200, body: 'x'.repeat(50_000) });
		const [{ json }] = await run({ url });
		expect((json.responseBody as string).length).toBeLessThan(10_100);
	});

	test('warns if SiteGPT would reject the URL', async () => {
		const [{ json }] = await run({ url: 'http://n8n.invalid/webhook' });
		expect(json.warnings).toEqual([expect.stringContaining('https://')]);
		expect(json).toMatchObject({ delivered: false, statusCode: null });
	});

	test.each([
		[{ url: 'n8n.example.com' }, /"n8n.example.com" is not a URL/],
		[{ url: 'ftp://n8n.example.com' }, /starts with "ftp:"/],
		[{ url: 'http://127.0.0.1', payloadFrom: 'json', json: '{"event"' }, /JSON is not valid/],
		[{ url: 'http://127.0.0.1', event: 'NOTHING' }, /^Event is "NOTHING"\. Enter ADD_MESSAGE/],
		[{ url: 'http://127.0.0.1', delivery: 'twice' }, /^Delivery is "twice"/],
		[{ url: 'http://127.0.0.1', payloadFrom: 'form' }, /^Payload is "form"/],
		[
			{ url: 'http://127.0.0.1', operation: 'check', sampleChatbotId: '={{ {} }}' },
			/^Chatbot ID isn't text/,
		],
		[
			{ url: 'http://127.0.0.1', operation: 'check', sampleMessageType: 'OTHER' },
			/^Message Type is "OTHER"/,
		],
	])('%j is rejected with one sentence', async (parameters, sentence) => {
		await expect(run(parameters)).rejects.toThrow(sentence);
		const output = await run(parameters, { continueOnFail: true });
		expect(output).toEqual([
			{ json: { error: expect.stringMatching(sentence) }, pairedItem: { item: 0 } },
		]);
	});

	test('several items keep their pairing', async () => {
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

	test('our own trigger passes every test', async () => {
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
				'Response time',
			]);
			expect(endpoint.executions).toHaveLength(2);
			for (const item of endpoint.executions) expect(item.threadId).toMatch(/^test_/);
			expect(endpoint.thrown).toEqual([]);
		} finally {
			await endpoint.close();
		}
	});

	test('a receiver that accepts anything fails, with advice', async () => {
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

	test('SiteGPT’s own sample passes everything that is required', async () => {
		const app = express();
		app.use(express.json());
		app.post('/', (request, response) => {
			if (request.headers['x-webhook-token'] !== TOKEN) {
				response.status(401).send('Unauthorized');
				return;
			}
			const { event, data } = request.body as { event: string; data: { threadId: string } };
			if (event === message.name) String(data.threadId);
			response.status(200).send('OK');
		});
		const server = app.listen(0, '127.0.0.1');
		servers.push(server);
		await once(server, 'listening');
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
		const rows = rowsOf(await run({ ...parameters, url }));
		expect(rows.filter(({ passed }) => !passed).map((row) => [row.case, row.required])).toEqual([
			['Broken payload', false],
			['Wrong event', false],
		]);
		for (const row of rows) expect(row).toMatchObject({ url, event: message.name });
	});

	test('a check passes the filters of a trigger with a chatbot ID and a message type', async () => {
		const filters = { chatbotIds: '1234567890, other', triggerOn: ['USER_MESSAGE'] };
		const endpoint = await serve(new SiteGptMessageTrigger(), {
			workflowId: 'filtered',
			parameters: filters,
		});
		try {
			const [ignored] = rowsOf(await run({ ...parameters, url: endpoint.url }));
			expect(ignored).toMatchObject({
				passed: false,
				got: '200 {"status":"ignored"}',
				advice: expect.stringMatching(
					/Set its Chatbot ID and Message Type to what the trigger accepts\.$/,
				),
			});
			expect(endpoint.executions).toEqual([]);
			// As they come from an expression.
			const told = { sampleChatbotId: '={{ 1234567890 }}', sampleMessageType: 'user_message' };
			const rows = rowsOf(await run({ ...parameters, ...told, url: endpoint.url }));
			expect(rows.filter(({ passed }) => !passed)).toEqual([]);
			expect(endpoint.executions).toHaveLength(2);
			for (const item of endpoint.executions) {
				expect(item).toMatchObject({ chatbotId: '1234567890', messageType: 'USER_MESSAGE' });
				expect(item).toMatchObject({ threadId: expect.stringMatching(/^test_/), answer: null });
				expect(item).not.toHaveProperty('issues');
			}
			expect(endpoint.thrown).toEqual([]);
		} finally {
			await endpoint.close();
		}
	});

	test.each<[string, number, Record<string, string>, string]>([
		['WWW-Authenticate', 401, { 'WWW-Authenticate': 'Basic realm="staging"' }, 'Unauthorized'],
		['HTML', 403, { 'Content-Type': 'text/html' }, '<html><body>Forbidden</body></html>'],
		['a login page', 302, { Location: 'https://sso.example.com/login' }, ''],
	])('a proxy or login page in front of the endpoint: %s', async (_, status, headers, body) => {
		const { url } = await receiver((_request, response) => {
			response.writeHead(status, headers).end(body);
		});
		const rows = rowsOf(await run({ ...parameters, url }));
		expect(rows.filter(({ passed }) => passed).map((row) => row.case)).toEqual(['Response time']);
		expect(rows[0].advice).toMatch(/^Something in front of the endpoint/);
	});

	test('nothing is listening', async () => {
		const { url } = await receiver(200);
		await new Promise((resolve) => servers.splice(0)[0].close(resolve));
		const rows = rowsOf(await run({ ...parameters, url }));
		expect(rows.filter(({ passed }) => passed)).toEqual([]);
		expect(rows[0]).toMatchObject({ got: 'Nothing is listening at this address' });
	});
});
