import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { n8nEnvironment } from './environment.ts';
import { Failure } from '../failure.ts';
import { removeFolder, temporaryFolder } from '../folders.ts';
import { leaveAtEnd, startGuarded, type Ending, type GuardedProcess } from '../guarded.ts';
import { lastLines } from '../npm.ts';
import { n8nFolder, n8nNode } from '../paths.ts';
import { assertFree, freePorts, loopback } from '../ports.ts';
import { RestClient, type SignIn } from './rest.ts';
import { installTarball } from './tarball.ts';

/** Only `start` has an editor, an owner, and a REST API; the others are for queue mode. */
export type N8nCommand = 'start' | 'webhook' | 'worker';

export interface N8nOptions {
	/** default: `start` */
	command?: N8nCommand;
	/** the packed package to install; default: n8n without the package */
	tarball?: string;
	/** default: a free port */
	port?: number;
	/** n8n's user folder, created if missing and kept at the end; default: a temporary folder */
	folder?: string;
	/** keep the temporary folder at the end */
	keep?: boolean;
	/** added to n8n's environment; overrides its values */
	env?: Record<string, string>;
	/** ms that n8n may take to get ready after each start */
	readyWithin?: number;
}

export interface N8n {
	readonly url: string;
	readonly port: number;
	readonly folder: string;
	/** n8n's output, with all its starts in one file */
	readonly logFile: string;
	readonly client: RestClient;
	readonly signIn: SignIn;
	/** of n8n's main process; changes after a restart */
	readonly pid: number;
	/** resolves when the current n8n process ends */
	readonly ended: Promise<Ending>;
	isRunning(): boolean;
	/** Whether n8n reports that it's ready for work. */
	isReady(): Promise<boolean>;
	/** Sends a signal; SIGKILL also goes to n8n's children. Resolves when n8n has ended. */
	kill(signal?: NodeJS.Signals): Promise<void>;
	/** Ends n8n if it's running, and starts it with the same folder and port. */
	restart(): Promise<void>;
	/** Ends n8n and removes its folder if it's temporary. */
	stop(): Promise<void>;
}

/** An n8n as its users see it, whether it's one process or many. */
export type Reachable = Pick<N8n, 'url' | 'client'>;

/** ms that n8n has to shut down before it's killed */
const graceTime = 15_000;

function hashPassword(password: string): string {
	const { hashSync } = createRequire(join(n8nFolder, 'package.json'))('bcryptjs') as {
		hashSync(text: string, rounds: number): string;
	};
	return hashSync(password, 10);
}

/** A folder that n8n has already used has a key, and n8n refuses to start with a different one. */
async function encryptionKeyOf(folder: string): Promise<string> {
	const config = await readFile(join(folder, '.n8n', 'config'), 'utf8').catch(() => '{}');
	const { encryptionKey } = JSON.parse(config) as { encryptionKey?: string };
	return encryptionKey ?? randomBytes(24).toString('base64');
}

async function answers(path: string, url: string): Promise<boolean> {
	try {
		const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(5_000) });
		await response.arrayBuffer();
		return response.ok;
	} catch {
		return false;
	}
}

class Host implements N8n {
	readonly url: string;
	readonly port: number;
	readonly folder: string;
	readonly logFile: string;
	readonly client: RestClient;
	readonly signIn: SignIn;
	private readonly command: N8nCommand;
	private readonly env: Record<string, string>;
	private readonly readyWithin: number;
	private readonly isTemporary: boolean;
	private process: GuardedProcess | undefined;

	constructor(options: {
		command: N8nCommand;
		port: number;
		folder: string;
		signIn: SignIn;
		env: Record<string, string>;
		readyWithin: number;
		isTemporary: boolean;
	}) {
		this.command = options.command;
		this.port = options.port;
		this.folder = options.folder;
		this.signIn = options.signIn;
		this.env = options.env;
		this.readyWithin = options.readyWithin;
		this.isTemporary = options.isTemporary;
		this.url = `http://${loopback}:${options.port}`;
		this.logFile = join(options.folder, 'n8n.log');
		this.client = new RestClient(this.url, options.signIn);
	}

	get pid(): number {
		return this.started.pid;
	}

	get ended(): Promise<Ending> {
		return this.started.ended;
	}

	private get started(): GuardedProcess {
		if (!this.process) throw new Error("n8n hasn't been started");
		return this.process;
	}

	isRunning(): boolean {
		return this.process?.isRunning() ?? false;
	}

	async isReady(): Promise<boolean> {
		if (!(await answers('/healthz/readiness', this.url))) return false;
		// n8n 1 reports that it's ready before it serves its REST API.
		return this.command !== 'start' || (await answers('/rest/settings', this.url));
	}

	async start(): Promise<void> {
		await assertFree(this.port);
		this.process = await startGuarded({
			command: n8nNode,
			args: [join(n8nFolder, 'bin', 'n8n'), this.command],
			cwd: this.folder,
			env: this.env,
			logFile: this.logFile,
		});
		const deadline = performance.now() + this.readyWithin;
		while (!(await this.isReady())) {
			if (!this.isRunning()) {
				const { code, signal } = await this.process.ended;
				throw await this.failure(
					`n8n exited (${signal ?? `exit code ${code}`}) before it was ready`,
				);
			}
			if (performance.now() > deadline) {
				throw await this.failure(`n8n was not ready within ${this.readyWithin / 1000} s`);
			}
			await sleep(100);
		}
		if (this.command !== 'start') return;
		await this.client.setUpOwner();
		await this.client.login();
	}

	async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
		this.process?.kill(signal);
		await this.process?.ended;
	}

	async restart(): Promise<void> {
		await this.end();
		await this.start();
	}

	async stop(): Promise<void> {
		await this.end();
		if (this.isTemporary) await removeFolder(this.folder);
	}

	private async end(): Promise<void> {
		const running = this.process;
		if (!running?.isRunning()) return;
		running.kill('SIGTERM');
		const inTime = new AbortController();
		const killed = sleep(graceTime, undefined, { signal: inTime.signal }).then(
			() => running.kill('SIGKILL'),
			() => {},
		);
		await running.ended;
		inTime.abort();
		await killed;
	}

	private async failure(what: string): Promise<Failure> {
		const log = await readFile(this.logFile, 'utf8').catch(() => '');
		return new Failure(`${what}. Its log ends with:\n${lastLines(log)}`);
	}
}

/**
 * Starts a real n8n with the packed package, only on loopback and isolated from the caller's own n8n. It ends
 * when this process ends for any reason.
 */
export async function startN8n(options: N8nOptions = {}): Promise<N8n> {
	if (options.port !== undefined) await assertFree(options.port);
	const [freePort = 0, brokerPort = 0] = await freePorts(2);
	const port = options.port ?? freePort;
	const isTemporary = options.folder === undefined && options.keep !== true;
	const folder = options.folder ?? (await temporaryFolder('host'));
	if (options.keep) leaveAtEnd(folder);
	await mkdir(folder, { recursive: true });
	// n8n requires a capital letter and a digit.
	const password = `N8${randomBytes(12).toString('base64url')}`;
	const signIn = { email: 'owner@example.com', password };
	const host = new Host({
		command: options.command ?? 'start',
		port,
		folder,
		signIn,
		env: {
			...n8nEnvironment({
				folder,
				port,
				brokerPort,
				encryptionKey: await encryptionKeyOf(folder),
				owner: { email: signIn.email, passwordHash: hashPassword(signIn.password) },
			}),
			...options.env,
		},
		readyWithin: options.readyWithin ?? 120_000,
		isTemporary,
	});
	try {
		if (options.tarball !== undefined) await installTarball(folder, options.tarball);
		await host.start();
		return host;
	} catch (error) {
		await host.stop();
		throw error;
	}
}
