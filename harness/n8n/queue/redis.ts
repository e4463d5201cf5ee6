import { connect } from 'node:net';
import { join } from 'node:path';
import { packageFolder } from '../../paths.ts';
import { freePorts, LOOPBACK } from '../../ports.ts';
import { programPath } from '../../programs.ts';
import { Server } from '../../server.ts';

export interface Redis extends Server {
	/**
	 * Sends a command, such as "LLEN key", and returns the start of Redis's raw answer.
	 * @throws Error if Redis doesn't answer within a second
	 */
	command(line: string): Promise<string>;
}

async function commandOn(port: number, line: string): Promise<string> {
	return await new Promise((resolve, reject) => {
		const socket = connect(port, LOOPBACK, () => socket.write(`${line}\r\n`));
		socket.setTimeout(1_000, () => socket.destroy());
		socket.once('data', (data) => {
			resolve(data.toString());
			socket.destroy();
		});
		socket.once('error', reject);
		socket.once('close', () => reject(new Error(`Redis did not answer ${line}`)));
	});
}

async function answersPing(port: number): Promise<boolean> {
	const answer = await commandOn(port, 'PING').catch(() => '');
	return answer.startsWith('+PONG');
}

export async function startRedis(): Promise<Redis> {
	const [port = 0] = await freePorts(1);
	const server = await Server.start({
		name: 'redis',
		port,
		command: '/bin/sh',
		args: (folder) => [
			join(packageFolder, 'deploy', 'redis.sh'),
			String(port),
			join(folder, 'socket'),
			programPath('redis-server'),
			join(packageFolder, 'deploy', 'redis.conf'),
			'--bind',
			LOOPBACK,
			'--dir',
			folder,
		],
		isReady: async () => await answersPing(port),
	});
	const command = async (line: string) => await commandOn(port, line);
	return Object.assign(server, { command });
}
