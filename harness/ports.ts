import { createServer, type Server } from 'node:net';
import { Failure, getErrorCode } from './failure.ts';

export const LOOPBACK = '127.0.0.1';

async function listen(port: number): Promise<Server> {
	const server = createServer();
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen({ port, host: LOOPBACK, exclusive: true }, resolve);
	});
	return server;
}

async function close(server: Server): Promise<void> {
	await new Promise((resolve) => server.close(resolve));
}

/** Finds `count` different free ports; holds each one until the last is found. */
export async function freePorts(count: number): Promise<number[]> {
	const servers = await Promise.all(Array.from({ length: count }, async () => await listen(0)));
	const ports = servers.map((server) => {
		const address = server.address();
		if (address === null || typeof address === 'string') throw new Error('Got no port');
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
		if (getErrorCode(error) === 'EADDRINUSE') return false;
		if (getErrorCode(error) === 'EACCES') {
			throw new Failure(`This user isn't allowed to use port ${port}. Choose one above 1023.`);
		}
		throw error;
	}
}

/** Checked before n8n starts, because n8n itself reports a taken port only in its log. */
export async function assertFree(port: number): Promise<void> {
	if (await isFree(port)) return;
	throw new Failure(
		`Port ${port} is in use by another program. Stop that program, choose another port (--port), or omit the port to get a free one.`,
	);
}
