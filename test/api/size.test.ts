import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { MAX_RESPONSE_BYTES } from '../../nodes/api/body';
import type { ApiRequest } from '../../nodes/api/request';
import { endServers, realClient, serverOf } from './realClient';

afterEach(endServers);

const MB = 1024 * 1024;
const get: ApiRequest = { method: 'GET', path: '/leads' };
const tooLarge = {
	message: 'The response is larger than 50 MB',
	description: 'Ask for less: set a smaller Limit, or use filters.',
	problem: { attempts: 1 },
};

/** Sends an answer with a text of so many bytes, and counts what it has sent. */
function write(response: ServerResponse, bytes: number): { sent: number } {
	const counted = { sent: 0 };
	function* answer() {
		yield '{"ok":true,"data":{"text":"';
		const chunk = Buffer.alloc(MB / 4, 'x');
		for (; counted.sent < bytes; counted.sent += chunk.length) yield chunk;
		yield '"}}';
	}
	Readable.from(answer()).pipe(response);
	return counted;
}

test('an answer of 300 MB is not read further than the limit, and asked for once', async () => {
	let requests = 0;
	let counted = { sent: 0 };
	const url = await serverOf((_, response) => {
		requests++;
		counted = write(response, 300 * MB);
	});
	await expect(realClient(url).call(get)).rejects.toMatchObject(tooLarge);
	expect(counted.sent).toBeLessThan(MAX_RESPONSE_BYTES + 30 * MB);
	expect(requests).toBe(1);
});

test('nor is one that is small until it is decompressed', async () => {
	const bomb = gzipSync(Buffer.alloc(300 * MB, ' '));
	const url = await serverOf((_, response) => {
		response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb);
	});
	await expect(realClient(url).call(get)).rejects.toMatchObject(tooLarge);
}, 20_000);

test('one below the limit is read', async () => {
	const url = await serverOf((_, response) => void write(response, 20 * MB));
	const data = (await realClient(url).call(get)) as { text: string };
	expect(data.text).toHaveLength(20 * MB);
}, 20_000);

test('if the call changed something, it may be done', async () => {
	const url = await serverOf((_, response) => void write(response, 60 * MB));
	await expect(realClient(url).call({ ...get, method: 'POST' })).rejects.toMatchObject({
		message: tooLarge.message,
		description: expect.stringMatching(/^SiteGPT may have done it anyway/),
	});
}, 20_000);
