import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './failure.ts';
import { removeFolder, temporaryFolder } from './folders.ts';
import { startGuarded, type GuardedProcess } from './guarded.ts';
import { lastLines } from './npm.ts';
import { waitFor } from './wait.ts';

export interface ServerOptions {
	/** for messages and folder names */
	name: string;
	port: number;
	command: string;
	/** @param folder the server's own folder and working directory */
	args(folder: string): string[];
	env?: Record<string, string>;
	/** called once, before the first start */
	prepare?(folder: string, logFile: string): Promise<void>;
	isReady(): Promise<boolean>;
	/** the signal that shuts the server down cleanly; default: SIGTERM */
	endSignal?: NodeJS.Signals;
}

/** A server from Debian's packages, on a loopback port and in its own folder, that tests can kill. */
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

	/** @throws Failure with the end of the server's log, if it doesn't start */
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
		if (!this.#process) throw new Error(`${this.name} hasn't been started`);
		return this.#process.pid;
	}

	/** Starts the server with the same folder and port. Resolves once it's ready. */
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
				throw new Failure(
					`${name} exited before it was ready. Its log ends with:\n${lastLines(log)}`,
				);
			},
			{ what: `${name} to be ready`, timeout: 60_000, interval: 50 },
		);
	}

	/** Resolves when the server has ended. */
	async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
		this.#process?.kill(signal);
		await this.#process?.ended;
	}

	async restart(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
		await this.kill(signal);
		await this.start();
	}

	/** Ends the server and removes its folder. */
	async stop(): Promise<void> {
		await this.kill(this.#options.endSignal ?? 'SIGTERM');
		await removeFolder(this.folder);
	}
}
