import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../../paths.ts';
import { freePorts, LOOPBACK } from '../../ports.ts';
import { programPath } from '../../programs.ts';
import { Server } from '../../server.ts';
import { waitFor } from '../../wait.ts';

export interface Proxy extends Server {
	readonly url: string;
	/** Replaces the list of webhook processors without interrupting requests. */
	reload(processors: readonly string[]): Promise<void>;
}

/** Like deploy/servers.cfg, but with addresses, and with a statistics page that shows which servers are up. */
function serversFile(main: string, processors: readonly string[], statistics: string): string {
	return `
backend main from n8n
	server main ${main}

backend processors from processors
${processors.map((address) => `\tserver ${address} ${address}`).join('\n')}

frontend statistics from n8n
	bind ${statistics}
	stats enable
	stats uri /
`;
}

/** ms to wait for a reload before sending the signal again */
const RESEND_AFTER_MS = 2_000;

/** HAProxy's current processors, and whether each is up. */
async function readProcessors(statistics: string): Promise<Map<string, boolean>> {
	// After a reload, a kept-alive connection would still reach the old HAProxy process.
	const headers = { connection: 'close' };
	const csv = await fetch(`http://${statistics}/;csv`, { headers }).then((answer) => answer.text());
	const [head = '', ...lines] = csv.split('\n');
	const status = head.split(',').indexOf('status');
	return new Map(
		lines
			.map((line) => line.split(','))
			.filter(([backend, server]) => backend === 'processors' && server !== 'BACKEND')
			.map((cells) => [cells[1] ?? '', cells[status]?.startsWith('UP') === true]),
	);
}

/**
 * Starts HAProxy in front of n8n, with deploy/haproxy.cfg.
 * @param main host:port of n8n's main process
 * @param processors host:port of each webhook processor
 */
export async function startProxy(
	port: number,
	main: string,
	processors: readonly string[],
): Promise<Proxy> {
	const [statisticsPort = 0] = await freePorts(1);
	const statistics = `${LOOPBACK}:${statisticsPort}`;
	let wanted = processors;
	const write = async (folder: string) =>
		await writeFile(join(folder, 'servers.cfg'), serversFile(main, wanted, statistics));
	const knows = async () => {
		const known = await readProcessors(statistics).catch(() => new Map<string, boolean>());
		return known.size === wanted.length && wanted.every((address) => known.has(address));
	};
	const server = await Server.start({
		name: 'haproxy',
		port,
		command: programPath('haproxy'),
		args: (folder) => [
			// master-worker mode: the master starts a new worker at each reload
			'-W',
			'-f',
			join(packageFolder, 'deploy', 'haproxy.cfg'),
			'-f',
			join(folder, 'servers.cfg'),
		],
		env: () => ({ BIND: `${LOOPBACK}:${port}` }),
		prepare: write,
		isReady: knows,
	});
	return Object.assign(server, {
		url: `http://${LOOPBACK}:${port}`,
		async reload(list: readonly string[]) {
			wanted = list;
			await write(server.folder);
			// HAProxy loses a signal that arrives during an earlier reload, so send it again after a while.
			let sent = -Infinity;
			await waitFor(
				async () => {
					if (performance.now() - sent > RESEND_AFTER_MS) {
						process.kill(server.pid, 'SIGUSR2');
						sent = performance.now();
					}
					return await knows();
				},
				{ what: 'HAProxy to use its new servers' },
			);
		},
	});
}
