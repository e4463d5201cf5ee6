import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { packageFolder } from '../../paths.ts';
import { freePorts, LOOPBACK } from '../../ports.ts';
import { type N8n, type N8nCommand, startN8n } from '../n8n.ts';
import { type Postgres, startPostgres } from '../postgres.ts';
import type { RestClient } from '../rest.ts';
import { type Proxy, startProxy } from './proxy.ts';
import { type Redis, startRedis } from './redis.ts';
import { Supervised } from './supervised.ts';

export interface QueueOptions {
	tarball: string;
	/** webhook processors; default: 2 */
	processors?: number;
	/** default: 2 */
	workers?: number;
	/** added to the settings in deploy/n8n.env; overrides them */
	env?: Record<string, string>;
	note?(text: string): void;
}

/** n8n's queue mode on this machine, as deploy/ sets it up. */
export interface Queue {
	/** the proxy's URL, for webhooks and everything else */
	readonly url: string;
	readonly client: RestClient;
	readonly main: Supervised;
	readonly processors: Supervised[];
	readonly workers: Supervised[];
	readonly postgres: Postgres;
	readonly redis: Redis;
	readonly proxy: Proxy;
	ready(): Promise<void>;
	addProcessor(): Promise<Supervised>;
	/** Removes the last webhook processor from the proxy, then shuts it down cleanly. */
	removeProcessor(): Promise<void>;
	stop(): Promise<void>;
}

const settingsFile = join(packageFolder, 'deploy', 'n8n.env');

/** Starts Redis, Postgres, n8n's processes, and the proxy; takes about a minute on two cores. */
export async function startQueue(options: QueueOptions): Promise<Queue> {
	const { tarball, note = () => {} } = options;
	const stops: Array<() => Promise<void>> = [];
	const stop = async () => {
		for (const end of stops.splice(0).toReversed()) await end();
	};
	try {
		const redis = await startRedis();
		stops.push(async () => await redis.stop());
		const postgres = await startPostgres();
		stops.push(async () => await postgres.stop());
		const [port = 0] = await freePorts(1);
		const url = `http://${LOOPBACK}:${port}/`;
		const env = {
			...(parseEnv(await readFile(settingsFile, 'utf8')) as Record<string, string>),
			...postgres.settings,
			QUEUE_BULL_REDIS_HOST: LOOPBACK,
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
			WEBHOOK_URL: url,
			N8N_EDITOR_BASE_URL: url,
			...options.env,
		};
		const start = async (name: string, command: N8nCommand) => {
			const n8n: N8n = await startN8n({ command, tarball, env });
			const supervised = new Supervised(name, n8n);
			stops.push(async () => await supervised.stop());
			note(`${name} is ready`);
			return supervised;
		};
		// Start the main process first: it creates the tables that the others need.
		const main = await start('main', 'start');
		const many = async (count: number, name: string, command: N8nCommand) =>
			await Promise.all(
				Array.from({ length: count }, async (_, n) => await start(`${name} ${n + 1}`, command)),
			);
		const [processors, workers] = await Promise.all([
			many(options.processors ?? 2, 'webhook processor', 'webhook'),
			many(options.workers ?? 2, 'worker', 'worker'),
		]);
		const addresses = () => processors.map(({ address }) => address);
		const proxy = await startProxy(port, main.address, addresses());
		stops.push(async () => await proxy.stop());
		return {
			url: proxy.url,
			client: main.n8n.client,
			main,
			processors,
			workers,
			postgres,
			redis,
			proxy,
			async ready() {
				await Promise.all([main, ...processors, ...workers].map(async (one) => await one.ready()));
			},
			async addProcessor() {
				const added = await start(`webhook processor ${processors.length + 1}`, 'webhook');
				processors.push(added);
				await proxy.reload(addresses());
				return added;
			},
			async removeProcessor() {
				const removed = processors.pop();
				if (!removed) throw new Error('No webhook processor left to remove');
				await proxy.reload(addresses());
				await removed.stop();
			},
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}
