import { once } from 'node:events';
import { type ClientRequest, createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP request that has arrived and isn't answered yet. */
export interface Arrival {
	sender: ClientRequest;
	response: ServerResponse;
}

/** Sends a request to a server on loopback, which all tests of a file share. */
export async function arrival(): Promise<Arrival> {
	const arrived = new Promise<ServerResponse>((resolve) => waiting.push(resolve));
	const { port } = server.address() as AddressInfo;
	const sender = request({ host: '127.0.0.1', port, method: 'POST', agent: false });
	sender.on('error', () => {}); // of a sender that hangs up itself
	sender.end('{}');
	return { sender, response: await arrived };
}

/** Makes the sender hang up, and waits until the response notices. */
export async function hangUp({ sender, response }: Arrival): Promise<void> {
	sender.destroy();
	await once(response, 'close');
}

const waiting: Array<(response: ServerResponse) => void> = [];
const server = createServer((_, response) => waiting.shift()!(response));

beforeAll(async () => {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});
