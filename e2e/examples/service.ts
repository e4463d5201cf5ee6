import type { IncomingHttpHeaders } from 'node:http';
import { json } from 'node:stream/consumers';
import { startOtherServer, type OtherServer } from '../../harness/otherServer.ts';

export interface Service extends OtherServer {
	/** how many more requests it answers with 500, after recording them */
	failures: number;
	/** the requests, in order */
	received: Array<{ headers: IncomingHttpHeaders; body: unknown }>;
}

/** A mock of an outside service that takes JSON: accepts everything, unless `failures` is set. */
export async function startService(): Promise<Service> {
	const server = await startOtherServer(async (request, response) => {
		service.received.push({ headers: request.headers, body: await json(request) });
		if (service.failures > 0) {
			service.failures--;
			response.statusCode = 500;
		}
		response.setHeader('Content-Type', 'application/json');
		response.end('{"ok":true}');
	});
	const service: Service = { ...server, failures: 0, received: [] };
	return service;
}
