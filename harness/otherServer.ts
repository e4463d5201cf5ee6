import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { LOOPBACK } from './ports.ts';

export interface ReceivedRequest {
	method: string | undefined;
	headers: IncomingHttpHeaders;
	/** parsed if it's JSON */
	body: unknown;
}

/** A server on loopback that isn't n8n. */
export interface OtherServer {
	url: string;
	received: ReceivedRequest[];
	close(): Promise<void>;
}

/** @param listener gets each request when it's complete and recorded */
export async function startOtherServer(listener: RequestListener): Promise<OtherServer> {
	const received: ReceivedRequest[] = [];
	const server = createServer(async (request, response) => {
		const { method, headers } = request;
		const body = await text(request);
		try {
			received.push({ method, headers, body: JSON.parse(body) });
		} catch {
			received.push({ method, headers, body });
		}
		listener(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
	return {
		url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}/`,
		received,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
