import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopback } from './ports.ts';

/** A server on loopback that isn't n8n. */
export interface OtherServer {
	url: string;
	close(): Promise<void>;
}

export async function startOtherServer(listener: RequestListener): Promise<OtherServer> {
	const server = createServer(listener);
	await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
	return {
		url: `http://${loopback}:${(server.address() as AddressInfo).port}/`,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
