import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { n8nEnvironment } from './environment.ts';
import { Failure } from './failure.ts';
import { removeFolder, temporaryFolder } from './folders.ts';
import { leaveAtEnd, startGuarded, type Ending, type GuardedProcess } from './guarded.ts';
import { lastLines } from './npm.ts';
import { n8nFolder, n8nNode } from './paths.ts';
import { assertFree, freePorts, loopback } from './ports.ts';
import { RestClient, type SignIn } from './rest.ts';
import { installTarball } from './tarball.ts';

/** Of these, `start` alone has an editor, an owner and a REST interface; the others are queue mode's. */
export type N8nCommand = 'start' | 'webhook' | 'worker';

export interface N8nOptions {
	/** `start` unless given */
	command?: N8nCommand;
	/** the packed package to install; none: n8n alone */
	tarball?: string;
	/** a free one unless given */
	port?: number;
	/** n8n's user folder, made if missing and kept at the end; a temporary one unless given */
	folder?: string;
	/** leave the temporary folder behind */
	keep?: boolean;
	/** added to n8n's environment, or put in place of what is set there */
	env?: Record<string, string>;
	/** ms from a start to the first sign-in */
	readyWithin?: number;
}

export interface N8n {
	readonly url: string;
	readonly port: number;
	readonly folder: string;
	/** what n8n wrote, all its starts in one file */
	readonly logFile: string;
	readonly client: RestClient;
	readonly signIn: SignIn;
	/** of n8n's main process; another one after a restart */
	readonly pid: number;
	/** how the present process of n8n ended, once it has */
	readonly ended: Promise<Ending>;
	isRunning(): boolean;
	/** Whether it says itself that it is ready for work. */
	isReady(): Promise<boolean>;
	/** Sends a signal; SIGKILL reaches n8n's children too. Resolves when n8n has ended from it. */
	kill(signal?: NodeJS.Signals): Promise<void>;
	/** Ends n8n if it runs, and starts it on the same folder and port. */
	restart(): Promise<void>;
	/** Ends n8n and removes its folder, if that is to be removed. */
	stop(): Promise<void>;
}

/** An n8n as its users see it, be it one process or many. */
export type Reachable = Pick<N8n, 'url' | 'client'>;

/** ms that n8n has to end by itself before it is killed */
const graceTime = 15_000;

function hashPassword(password: string): string {
	const { hashSync } = createRequire(join(n8nFolder, 'package.json'))('bcryptjs') as {
		hashSync(text: string, rounds: number): string;
	};
	return hashSync(password, 10);
}

/** A folder that n8n has used before has a key, and n8n refuses to start with another one. */
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
		if (!this.process) throw new Error('n8n has not been started');
		return this.process;
	}

	isRunning(): boolean {
		return this.process?.isRunning() ?? false;
	}

	async isReady(): Promise<boolean> {
		if (!(await answers('/healthz/readiness', this.url))) return false;
		// n8n 1 says that it is ready before it serves its REST interface.
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
					`n8n ended (${signal ?? `exit code ${code}`}) before it was ready`,
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
		return new Failure(`${what}; its log ends so:\n${lastLines(log)}`);
	}
}

/**
 * Starts a real n8n with the packed package in it, on loopback only and with nothing of the
 * caller's own n8n. It ends with this process, however that ends.
 */
export async function startN8n(options: N8nOptions = {}): Promise<N8n> {
	if (options.port !== undefined) await assertFree(options.port);
	const [freePort = 0, brokerPort = 0] = await freePorts(2);
	const port = options.port ?? freePort;
	const isTemporary = options.folder === undefined && options.keep !== true;
	const folder = options.folder ?? (await temporaryFolder('host'));
	if (options.keep) leaveAtEnd(folder);
	await mkdir(folder, { recursive: true });
	// n8n asks for a capital letter and a digit.
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
