import { createServer, type Server } from 'node:net';
import { codeOf, Failure } from './failure.ts';

export const loopback = '127.0.0.1';

async function listen(port: number): Promise<Server> {
	const server = createServer();
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen({ port, host: loopback, exclusive: true }, resolve);
	});
	return server;
}

async function close(server: Server): Promise<void> {
	await new Promise((resolve) => server.close(resolve));
}

/** As many different free ports as asked for: all are held until the last is found. */
export async function freePorts(count: number): Promise<number[]> {
	const servers = await Promise.all(Array.from({ length: count }, async () => await listen(0)));
	const ports = servers.map((server) => {
		const address = server.address();
		if (address === null || typeof address === 'string') throw new Error('No port was given');
		return address.port;
	});
	await Promise.all(servers.map(close));
	return ports;
}

export async function isFree(port: number): Promise<boolean> {
	try {
		await close(await listen(port));
		return true;
	} catch (error) {
		if (codeOf(error) === 'EADDRINUSE') return false;
		if (codeOf(error) === 'EACCES') {
			throw new Failure(
				`Port ${port} needs more rights than this user has: choose one above 1023.`,
			);
		}
		throw error;
	}
}

/** Asked before n8n starts: n8n itself would tell of a taken port in its log only. */
export async function assertFree(port: number): Promise<void> {
	if (await isFree(port)) return;
	throw new Failure(
		`Port ${port} is taken by another program: end that program, choose another port (--port), or leave the port out to get a free one.`,
	);
}
