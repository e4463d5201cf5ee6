import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from './failure.ts';
import { removeFolder, temporaryFolder } from './folders.ts';
import { type Ending, type GuardedProcess, startGuarded } from './guarded.ts';
import { lastLines } from './npm.ts';
import { assertFree } from './ports.ts';
import { waitFor } from './wait.ts';

/** ms that a server has to shut down before it's killed */
const MAX_SHUTDOWN_MS = 15_000;

export interface ServerOptions {
	/** for messages and folder names */
	name: string;
	port: number;
	command: string;
	/** @param folder the server's own folder and working directory */
	args(folder: string): string[];
	env?(folder: string): Record<string, string>;
	/** kept at the end; default: a temporary folder */
	folder?: string;
	/** called once, before the first start */
	prepare?(folder: string, logFile: string): Promise<void>;
	isReady(): Promise<boolean>;
	started?(): Promise<void>;
	/** ms that it may take to get ready after each start */
	readyWithin?: number;
	/** the signal that shuts the server down cleanly; default: SIGTERM */
	endSignal?: NodeJS.Signals;
}

/**
 * A server in a process of its own, on a loopback port and with its own folder, that tests can kill. It ends when
 * this process ends for any reason.
 */
export class Server {
	readonly name: string;
	readonly port: number;
	readonly folder: string;
	/** its output, with all its starts in one file */
	readonly logFile: string;
	readonly #options: ServerOptions;
	#process: GuardedProcess | undefined;

	private constructor(options: ServerOptions, folder: string) {
		this.#options = options;
		this.name = options.name;
		this.port = options.port;
		this.folder = folder;
		this.logFile = join(folder, `${options.name}.log`);
	}

	/** @throws {Failure} with the end of the server's log, if it doesn't start */
	static async start(options: ServerOptions): Promise<Server> {
		const server = new Server(options, options.folder ?? (await temporaryFolder(options.name)));
		try {
			await options.prepare?.(server.folder, server.logFile);
			await server.start();
			return server;
		} catch (error) {
			await server.stop();
			throw error;
		}
	}

	/** of the current process; changes after a restart */
	get pid(): number {
		return this.#running.pid;
	}

	get ended(): Promise<Ending> {
		return this.#running.ended;
	}

	get #running(): GuardedProcess {
		if (!this.#process) throw new Error(`${this.name} hasn't been started`);
		return this.#process;
	}

	isRunning(): boolean {
		return this.#process?.isRunning() ?? false;
	}

	async isReady(): Promise<boolean> {
		return await this.#options.isReady();
	}

	/** Starts the server with the same folder and port. Resolves once it's ready. */
	async start(): Promise<void> {
		const { name, port, command, args, env, started, readyWithin = 60_000 } = this.#options;
		await assertFree(port);
		const current = await startGuarded({
			command,
			args: args(this.folder),
			cwd: this.folder,
			env: { PATH: process.env.PATH ?? '', HOME: this.folder, ...env?.(this.folder) },
			logFile: this.logFile,
		});
		this.#process = current;
		const what = `${name} to be ready`;
		await waitFor(
			async () => {
				if (await this.isReady()) return true;
				if (current.isRunning()) return false;
				const { code, signal } = await current.ended;
				throw new Failure(`${name} exited (${signal ?? `exit code ${code}`}) before it was ready.`);
			},
			{ what, timeout: readyWithin, interval: 50 },
		).catch(async (error: Error) => {
			const log = await readFile(this.logFile, 'utf8').catch(() => '');
			throw new Failure(`${error.message} Its log ends with:\n${lastLines(log)}`);
		});
		await started?.();
	}

	/** Sends a signal; SIGKILL also goes to the server's children. Resolves when the server has ended. */
	async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
		this.#process?.kill(signal);
		await this.#process?.ended;
	}

	async #end(): Promise<void> {
		const current = this.#process;
		if (!current?.isRunning()) return;
		current.kill(this.#options.endSignal ?? 'SIGTERM');
		const inTime = new AbortController();
		const killed = sleep(MAX_SHUTDOWN_MS, undefined, { signal: inTime.signal }).then(
			() => current.kill('SIGKILL'),
			() => {},
		);
		await current.ended;
		inTime.abort();
		await killed;
	}

	/** Ends the server if it's running, and starts it with the same folder and port. */
	async restart(): Promise<void> {
		await this.#end();
		await this.start();
	}

	/** Ends the server, and removes its folder if it's temporary. */
	async stop(): Promise<void> {
		await this.#end();
		if (this.#options.folder === undefined) await removeFolder(this.folder);
	}
}
