import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createNetServer, type Socket } from 'node:net';
import { SsrfProtectionConfig } from '@n8n/config';
import { Container } from '@n8n/di';
import type { ApiError } from '../../nodes/api/apiError';
import type { ApiRequest } from '../../nodes/api/request';
import { expired, key, selfSigned } from '../http/certificates';
import { endServers, listening, realClient, serverOf } from './realClient';

afterEach(endServers);

const send: ApiRequest = { method: 'POST', path: '/messages', body: { message: 'Hi' } };
const DOUBT = 'SiteGPT may have done it anyway';

/** The error of a call that changes something. */
async function failed(baseUrl: string): Promise<ApiError> {
	return (await realClient(baseUrl)
		.call(send)
		.catch((error: unknown) => error)) as ApiError;
}

async function raw(onConnection: (socket: Socket) => void): Promise<string> {
	const server = createNetServer((socket) => {
		socket.on('error', () => undefined);
		onConnection(socket);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	server.unref();
	return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('nothing was sent: one attempt, the reason, and no doubt', () => {
	test.each([
		['self-signed', selfSigned, 'The certificate of the Base URL is self-signed'],
		['expired', expired, 'The certificate of the Base URL has expired'],
	])('a certificate that is %s', async (_, cert, message) => {
		let requests = 0;
		const server = createHttpsServer({ key, cert }, () => requests++);
		const url = (await listening(server)).replace('http:', 'https:');
		const error = await failed(url);
		expect(error.problem).toMatchObject({ message, attempts: 1, mayBeDone: false });
		expect(error.description).toMatch(/^Nothing was sent to SiteGPT\./);
		expect(error.description).not.toContain(DOUBT);
		expect(requests).toBe(0);
	});

	test('https:// at a port that only has HTTP', async () => {
		let requests = 0;
		const url = await serverOf(() => requests++);
		const error = await failed(url.replace('http:', 'https:'));
		expect(error.problem).toMatchObject({
			message: "The server at the Base URL doesn't accept a secure connection",
			attempts: 1,
			mayBeDone: false,
		});
		expect(error.description).toContain('must start with http://');
		expect(requests).toBe(0);
	});

	test('an address that n8n blocks', async () => {
		const config = Container.get(SsrfProtectionConfig);
		config.enabled = true;
		try {
			let requests = 0;
			const error = await failed(await serverOf(() => requests++));
			expect(error.problem).toMatchObject({
				message: "n8n doesn't allow requests to the Base URL",
				attempts: 1,
				mayBeDone: false,
			});
			expect(error.description).toContain('SSRF');
			expect(requests).toBe(0);
		} finally {
			config.enabled = false;
		}
	});
});

describe('a proxy', () => {
	let variables: NodeJS.ProcessEnv;
	beforeEach(() => {
		variables = { ...process.env };
		process.env.NO_PROXY = '';
	});
	afterEach(() => {
		process.env = variables;
	});

	async function proxyThatAnswers(status: number): Promise<() => number> {
		let tunnels = 0;
		const proxy = createServer();
		proxy.on('connect', (_, socket) => {
			tunnels++;
			socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 2\r\n\r\nno`);
		});
		process.env.HTTPS_PROXY = await listening(proxy);
		return () => tunnels;
	}

	test('that asks for a login is not SiteGPT, and SiteGPT got nothing', async () => {
		const tunnels = await proxyThatAnswers(407);
		const error = await failed('https://sitegpt.example');
		expect(error.title).toBe('A proxy between n8n and SiteGPT asks for a login (407)');
		expect(error.description).toMatch(/^SiteGPT didn't receive the request/);
		expect(error.description).not.toContain('access token');
		expect(error.problem).toMatchObject({ mayBeDone: false, attempts: 1 });
		expect(tunnels()).toBe(1);
	});

	test('that refuses is not called SiteGPT', async () => {
		await proxyThatAnswers(403);
		expect((await failed('https://sitegpt.example')).title).toBe(
			'The server at sitegpt.example answered 403: no',
		);
	});

	test('that is not there is named', async () => {
		process.env.HTTPS_PROXY = 'http://127.0.0.1:9';
		const client = realClient('https://sitegpt.example');
		await expect(client.call({ ...send, isRetried: false })).rejects.toMatchObject({
			message: "Nothing is listening at n8n's proxy, 127.0.0.1:9",
			description: expect.stringMatching(/^Nothing was sent to SiteGPT\.$/),
		});
	});
});

test('http:// at a port that has HTTPS may have been received', async () => {
	const server = createHttpsServer({ key, cert: selfSigned });
	const error = await failed(await listening(server));
	expect(error.description.split('\n')).toEqual([
		'SiteGPT may have done it anyway. Check in SiteGPT before you run this again. If the server uses HTTPS, the Base URL must start with https://.',
	]);
});

test('a server that doesn’t speak HTTP may have received it too, and gets one attempt', async () => {
	const host = await raw((socket) => socket.once('data', () => socket.end('SSH-2.0-x\r\n')));
	const error = await failed(`http://${host}`);
	expect(error.title).toBe("What the Base URL answered isn't HTTP");
	expect(error.description).toContain(DOUBT);
	const client = realClient(`http://${host}`);
	await expect(client.call({ method: 'GET', path: '/me' })).rejects.toMatchObject({
		problem: { attempts: 1 },
	});
});

test('a connection that ends before it is secure carried nothing, and is tried again', async () => {
	let connections = 0;
	const host = await raw((socket) => {
		connections++;
		socket.destroy();
	});
	const client = realClient(`https://${host}`, { deadline: performance.now() + 2500 });
	await expect(client.call(send)).rejects.toMatchObject({
		problem: { code: 'CLOSED_BEFORE_TLS', attempts: 2, mayBeDone: false },
	});
	expect(connections).toBe(2);
});

test('an answer that is cut off may have been done', async () => {
	const url = await serverOf((_, response) => {
		response.writeHead(200, { 'Content-Length': 100 });
		response.write('{"ok":true');
		setTimeout(() => response.destroy(), 20);
	});
	const error = await failed(url);
	expect(error.title).toBe('The connection was closed without a response');
	expect(error.description).toContain(DOUBT);
});

test('a damaged one too', async () => {
	const url = await serverOf((_, response) => {
		response.writeHead(200, { 'Content-Encoding': 'gzip' });
		response.end('this is not gzip');
	});
	const error = await failed(url);
	expect(error.title).toBe('The response from the Base URL is incomplete or damaged');
	expect(error.description).toContain(DOUBT);
});
