import { once } from 'node:events';
import type { ClientRequest, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { onResponseEnd } from '../../../nodes/trigger/request/responseEnd';
import { arrival, hangUp } from './arrivals';
import { FakeResponse } from './fakeResponse';

async function bodyOf(sender: ClientRequest): Promise<string> {
	const [response] = (await once(sender, 'response')) as [AsyncIterable<Buffer>];
	let text = '';
	for await (const chunk of response) text += String(chunk);
	return text;
}

test.each([200, 204, 404, 500])('a response ended with %d', async (status) => {
	const { sender, response } = await arrival();
	const listener = jest.fn();
	onResponseEnd(response, listener);
	response.writeHead(status);
	expect(listener).not.toHaveBeenCalled();
	response.end();
	expect(listener.mock.calls).toEqual([[status]]);
	await once(sender, 'response');
	expect(listener).toHaveBeenCalledTimes(1);
});

test('a response whose sender hangs up before it ends', async () => {
	const { sender, response } = await arrival();
	const listener = jest.fn();
	onResponseEnd(response, listener);
	await hangUp({ sender, response });
	expect(listener).not.toHaveBeenCalled();
	response.writeHead(500).end('{}');
	expect(listener.mock.calls).toEqual([[500]]);
});

test('a response whose sender has hung up before', async () => {
	const { sender, response } = await arrival();
	await hangUp({ sender, response });
	const listener = jest.fn();
	onResponseEnd(response, listener);
	expect(listener).not.toHaveBeenCalled();
	response.writeHead(503).end('{}');
	expect(listener.mock.calls).toEqual([[503]]);
});

test('a response that has ended before', async () => {
	const { response } = await arrival();
	response.writeHead(404).end();
	const listener = jest.fn();
	onResponseEnd(response, listener);
	expect(listener.mock.calls).toEqual([[404]]);
	response.end();
	expect(listener).toHaveBeenCalledTimes(1);
});

test('a response that a stream ends', async () => {
	const { sender, response } = await arrival();
	const listener = jest.fn();
	onResponseEnd(response, listener);
	const body = bodyOf(sender);
	await pipeline(['a', 'b'], response);
	expect(await body).toBe('ab');
	expect(listener.mock.calls).toEqual([[200]]);
});

test('calling end again does not call the listener again, and the first status counts', async () => {
	const { response } = await arrival();
	const listener = jest.fn();
	onResponseEnd(response, listener);
	response.on('error', () => {});
	response.end('{}');
	response.statusCode = 500;
	response.end();
	response.end('more', () => {});
	expect(listener.mock.calls).toEqual([[200]]);
});

test.each<[string, (response: ServerResponse, done: () => void) => ServerResponse]>([
	['nothing', (response, done) => response.once('finish', done).end()],
	['a callback', (response, done) => response.end(done)],
	['data', (response, done) => response.once('finish', done).end('data')],
	['data and a callback', (response, done) => response.end('data', done)],
	['data, encoding, callback', (response, done) => response.end('ZGF0YQ==', 'base64', done)],
])('end given %s does what it did before', async (_, end) => {
	const { sender, response } = await arrival();
	onResponseEnd(response, () => {});
	const body = bodyOf(sender);
	await new Promise<void>((resolve) => {
		expect(end(response, resolve)).toBe(response);
	});
	expect(['', 'data']).toContain(await body);
});

test('end that throws leaves the response open', async () => {
	const { response } = await arrival();
	const listener = jest.fn();
	onResponseEnd(response, listener);
	expect(() => response.end(1 as unknown as string)).toThrow('"chunk" argument');
	expect(listener).not.toHaveBeenCalled();
	response.end();
	expect(listener).toHaveBeenCalledTimes(1);
});

test('each of several listeners is called once', () => {
	const response = new FakeResponse();
	const called: string[] = [];
	for (const name of ['first', 'second', 'third']) {
		onResponseEnd(response, (status) => called.push(`${name} ${status}`));
	}
	response.answer(200);
	response.answer(500);
	expect(called).toEqual(['first 200', 'second 200', 'third 200']);
});
