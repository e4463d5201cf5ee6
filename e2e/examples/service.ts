import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopback } from '../host/ports.ts';

export interface Service {
	url: string;
	/** how many more requests it refuses with 500, after it has received them */
	failures: number;
	/** what it was sent, in order */
	received: Array<{ headers: IncomingHttpHeaders; body: unknown }>;
	close(): Promise<void>;
}

/** Stands in for a service outside of n8n that takes JSON: it says yes to everything, unless told to fail. */
export async function startService(): Promise<Service> {
	const service: Service = { url: '', failures: 0, received: [], close };
	const server = createServer((request, response) => {
		let text = '';
		request.setEncoding('utf8');
		request.on('data', (chunk: string) => (text += chunk));
		request.on('end', () => {
			service.received.push({ headers: request.headers, body: JSON.parse(text) as unknown });
			if (service.failures > 0) {
				service.failures--;
				response.statusCode = 500;
			}
			response.setHeader('Content-Type', 'application/json');
			response.end('{"ok":true}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
	service.url = `http://${loopback}:${(server.address() as AddressInfo).port}/`;
	return service;

	async function close() {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}
