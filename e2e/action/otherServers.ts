import {
	createServer,
	type IncomingHttpHeaders,
	type RequestListener,
	type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopback } from '../host/ports.ts';

/** Servers on loopback that are not n8n. */
export class Strangers {
	readonly #servers: Server[] = [];

	async listen(listener: RequestListener): Promise<string> {
		const server = createServer(listener);
		this.#servers.push(server);
		await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
		return `http://${loopback}:${(server.address() as AddressInfo).port}/`;
	}

	/** An address at which nothing listens. */
	async gone(): Promise<string> {
		const url = await this.listen(() => undefined);
		await this.#close(this.#servers.pop() as Server);
		return url;
	}

	/** Repeats the headers it was sent, and records them. */
	async echo(): Promise<{ url: string; received: IncomingHttpHeaders[] }> {
		const received: IncomingHttpHeaders[] = [];
		const url = await this.listen((request, response) => {
			received.push(request.headers);
			response.end(JSON.stringify(request.headers));
		});
		return { url, received };
	}

	async close(): Promise<void> {
		await Promise.all(this.#servers.splice(0).map(async (server) => await this.#close(server)));
	}

	async #close(server: Server): Promise<void> {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}
