import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../../e2e/host/paths.ts';
import { freePorts, loopback } from '../../e2e/host/ports.ts';
import { waitFor } from '../../e2e/host/wait.ts';
import { programPath } from '../../e2e/host/programs.ts';
import { Server } from '../../e2e/host/server.ts';

export interface Proxy extends Server {
	readonly url: string;
	/** Gives it another list of webhook processors, without ending a request. */
	reload(processors: readonly string[]): Promise<void>;
}

/** What deploy/servers.cfg is for Docker's names, and a page that tells which of them are up. */
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

/** ms that a reload may take */
const patience = 2_000;

/** The processors that HAProxy knows, with whether each is up. */
async function processorsOf(statistics: string): Promise<Map<string, boolean>> {
	// A connection that is kept would go on asking the HAProxy of before a reload.
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
 * HAProxy in front of n8n, with deploy/haproxy.cfg.
 * @param main host:port of n8n's main process
 * @param processors host:port of each webhook processor
 */
export async function startProxy(
	port: number,
	main: string,
	processors: readonly string[],
): Promise<Proxy> {
	const [statisticsPort = 0] = await freePorts(1);
	const statistics = `${loopback}:${statisticsPort}`;
	let wanted = processors;
	const write = async (folder: string) =>
		await writeFile(join(folder, 'servers.cfg'), serversFile(main, wanted, statistics));
	const knows = async () => {
		const known = await processorsOf(statistics).catch(() => new Map<string, boolean>());
		return known.size === wanted.length && wanted.every((address) => known.has(address));
	};
	const server = await Server.start({
		name: 'haproxy',
		port,
		command: programPath('haproxy'),
		args: (folder) => [
			// a master, which starts another worker at each reload
			'-W',
			'-f',
			join(packageFolder, 'deploy', 'haproxy.cfg'),
			'-f',
			join(folder, 'servers.cfg'),
		],
		env: { BIND: `${loopback}:${port}` },
		prepare: write,
		isReady: knows,
	});
	return Object.assign(server, {
		url: `http://${loopback}:${port}`,
		async reload(list: readonly string[]) {
			wanted = list;
			await write(server.folder);
			// A signal that comes while HAProxy is at an earlier reload is lost: then it is sent again.
			let sent = -Infinity;
			await waitFor(
				async () => {
					if (performance.now() - sent > patience) {
						process.kill(server.pid, 'SIGUSR2');
						sent = performance.now();
					}
					return await knows();
				},
				{ what: 'HAProxy to know its new servers' },
			);
		},
	});
}
