import { connect } from 'node:net';
import { join } from 'node:path';
import { packageFolder } from '../host/paths.ts';
import { freePorts, loopback } from '../host/ports.ts';
import { programPath } from './debian.ts';
import { Server } from './server.ts';

async function answersPing(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, loopback, () => socket.write('PING\r\n'));
		socket.setTimeout(1_000, () => socket.destroy());
		socket.once('data', (data) => {
			// It says LOADING while it reads what it had written.
			resolve(data.toString().startsWith('+PONG'));
			socket.destroy();
		});
		socket.once('error', () => resolve(false));
		socket.once('close', () => resolve(false));
	});
}

/** A Redis of its own, with the settings of deploy/redis.conf. */
export async function startRedis(): Promise<Server> {
	const [port = 0] = await freePorts(1);
	return await Server.start({
		name: 'redis',
		port,
		command: programPath('redis-server'),
		args: (folder) => [
			join(packageFolder, 'deploy', 'redis.conf'),
			'--bind',
			loopback,
			'--port',
			String(port),
			'--dir',
			folder,
		],
		isReady: async () => await answersPing(port),
	});
}
