import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopback } from '../host/ports.ts';

export interface Service {
	url: string;
	/** what it was sent, in order */
	received: Array<{ headers: IncomingHttpHeaders; body: unknown }>;
	close(): Promise<void>;
}

/** Stands in for a service outside of n8n that takes JSON: it says yes to everything. */
export async function startService(): Promise<Service> {
	const received: Service['received'] = [];
	const server = createServer((request, response) => {
		let text = '';
		request.setEncoding('utf8');
		request.on('data', (chunk: string) => (text += chunk));
		request.on('end', () => {
			received.push({ headers: request.headers, body: JSON.parse(text) as unknown });
			response.setHeader('Content-Type', 'application/json');
			response.end('{"ok":true}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
	return {
		url: `http://${loopback}:${(server.address() as AddressInfo).port}/`,
		received,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
