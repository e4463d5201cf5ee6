import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './failure.ts';
import { removeFolder, temporaryFolder } from './folders.ts';
import { startGuarded, type GuardedProcess } from './guarded.ts';
import { lastLines } from './npm.ts';
import { waitFor } from './wait.ts';

export interface ServerOptions {
	/** as a person calls it */
	name: string;
	port: number;
	command: string;
	/** @param folder the server's own, and its working directory */
	args(folder: string): string[];
	env?: Record<string, string>;
	/** done once, before the first start */
	prepare?(folder: string, logFile: string): Promise<void>;
	isReady(): Promise<boolean>;
	/** how the server is ended in order; SIGTERM unless given */
	endSignal?: NodeJS.Signals;
}

/** A server from Debian's packages, on a port of loopback and in a folder of its own, that can be killed. */
export class Server {
	readonly name: string;
	readonly port: number;
	readonly folder: string;
	readonly logFile: string;
	readonly #options: ServerOptions;
	#process: GuardedProcess | undefined;

	private constructor(options: ServerOptions, folder: string) {
		this.#options = options;
		this.name = options.name;
		this.port = options.port;
		this.folder = folder;
		this.logFile = join(folder, 'server.log');
	}

	/** @throws Failure with the end of the server's log, where it does not come up */
	static async start(options: ServerOptions): Promise<Server> {
		const folder = await temporaryFolder(options.name);
		const server = new Server(options, folder);
		try {
			await options.prepare?.(folder, server.logFile);
			await server.start();
			return server;
		} catch (error) {
			await server.stop();
			throw error;
		}
	}

	get pid(): number {
		if (!this.#process) throw new Error(`${this.name} has not been started`);
		return this.#process.pid;
	}

	/** Starts it on the folder and port it had. Resolves once it is ready. */
	async start(): Promise<void> {
		const { command, args, env = {}, isReady, name } = this.#options;
		const started = await startGuarded({
			command,
			args: args(this.folder),
			cwd: this.folder,
			env: { PATH: process.env.PATH ?? '', HOME: this.folder, ...env },
			logFile: this.logFile,
		});
		this.#process = started;
		await waitFor(
			async () => {
				if (await isReady()) return true;
				if (started.isRunning()) return false;
				const log = await readFile(this.logFile, 'utf8').catch(() => '');
				throw new Failure(`${name} ended before it was ready; its log ends so:\n${lastLines(log)}`);
			},
			{ what: `${name} to be ready`, timeout: 60_000, interval: 50 },
		);
	}

	/** Resolves when it has ended. */
	async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
		this.#process?.kill(signal);
		await this.#process?.ended;
	}

	async restart(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
		await this.kill(signal);
		await this.start();
	}

	/** Ends it and removes its folder. */
	async stop(): Promise<void> {
		await this.kill(this.#options.endSignal ?? 'SIGTERM');
		await removeFolder(this.folder);
	}
}
