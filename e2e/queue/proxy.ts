import { join } from 'node:path';
import { startKept } from '../host/kept.ts';
import { packageFolder } from '../host/paths.ts';
import { freePorts, loopback } from '../host/ports.ts';
import { programPath } from './debian.ts';
import { Server } from './server.ts';

export interface Proxy extends Server {
	readonly url: string;
	/** Gives it another list of webhook processors, without ending a request. */
	reload(processors: readonly string[]): Promise<void>;
}

const caddyfile = join(packageFolder, 'deploy', 'Caddyfile');

/**
 * Caddy in front of n8n, with deploy/Caddyfile.
 * @param main host:port of n8n's main process
 * @param processors host:port of each webhook processor
 */
export async function startProxy(main: string, processors: readonly string[]): Promise<Proxy> {
	const [port = 0, adminPort = 0] = await freePorts(2);
	const admin = `${loopback}:${adminPort}`;
	const url = `http://${loopback}:${port}`;
	const settings = (list: readonly string[]) => ({
		ADMIN: admin,
		AUTO_HTTPS: 'off',
		SITE: url,
		BIND: loopback,
		MAIN: main,
		PROCESSORS: list.join(' '),
	});
	const command = programPath('caddy');
	const config = ['--config', caddyfile, '--adapter', 'caddyfile'];
	const server = await Server.start({
		name: 'caddy',
		port,
		command,
		args: () => ['run', ...config],
		env: settings(processors),
		isReady: async () =>
			await fetch(`http://${admin}/config/`).then(
				(response) => response.ok,
				() => false,
			),
	});
	return Object.assign(server, {
		url,
		async reload(list: readonly string[]) {
			const { ended } = await startKept({
				command,
				args: ['reload', ...config, '--address', admin],
				cwd: server.folder,
				env: { HOME: server.folder, ...settings(list) },
				logFile: server.logFile,
			});
			const { code } = await ended;
			if (code !== 0) throw new Error(`Caddy did not reload: see ${server.logFile}`);
		},
	});
}
