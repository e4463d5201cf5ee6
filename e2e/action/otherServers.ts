import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { startOtherServer, type OtherServer } from '../../harness/otherServer.ts';

/** Servers to send test events to, each with its own behavior. */
export class OtherServers {
	readonly #servers: OtherServer[] = [];

	async listen(listener: RequestListener): Promise<string> {
		const server = await startOtherServer(listener);
		this.#servers.push(server);
		return server.url;
	}

	/** Returns the address of a server that has been closed. */
	async gone(): Promise<string> {
		const { url, close } = await startOtherServer(() => undefined);
		await close();
		return url;
	}

	/** Starts a server that echoes and records the request headers. */
	async echo(): Promise<{ url: string; received: IncomingHttpHeaders[] }> {
		const received: IncomingHttpHeaders[] = [];
		const url = await this.listen((request, response) => {
			received.push(request.headers);
			response.end(JSON.stringify(request.headers));
		});
		return { url, received };
	}

	async close(): Promise<void> {
		await Promise.all(this.#servers.splice(0).map(async (server) => await server.close()));
	}
}
