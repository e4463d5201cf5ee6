import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { n8nEnvironment } from './environment.ts';
import { Failure } from './failure.ts';
import { leaveAtEnd, removeAtEnd, startKept, type Ending, type KeptProcess } from './kept.ts';
import { lastLines, npm } from './npm.ts';
import { n8nFolder, n8nNode } from './paths.ts';
import { assertFree, freePorts, loopback } from './ports.ts';
import { RestClient, type SignIn } from './rest.ts';

export interface N8nOptions {
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
	/** Sends a signal; SIGKILL reaches n8n's children too. Resolves when n8n has ended from it. */
	kill(signal?: NodeJS.Signals): Promise<void>;
	/** Ends n8n if it runs, and starts it on the same folder and port. */
	restart(): Promise<void>;
	/** Ends n8n and removes its folder, if that is to be removed. */
	stop(): Promise<void>;
}

/** ms that n8n has to end by itself before it is killed */
const graceTime = 15_000;

/** Installs as n8n does it: into a package of its own below the user folder, without a registry. */
async function installTarball(folder: string, tarball: string): Promise<void> {
	const nodes = join(folder, '.n8n', 'nodes');
	await mkdir(nodes, { recursive: true });
	const manifest = { name: 'installed-nodes', private: true, dependencies: {} };
	await writeFile(join(nodes, 'package.json'), JSON.stringify(manifest, null, 2));
	const { code, output } = await npm(
		[
			'install',
			'--legacy-peer-deps',
			'--ignore-scripts',
			'--offline',
			'--no-audit',
			'--no-fund',
			'--loglevel=error',
			tarball,
		],
		nodes,
		join(folder, 'install.log'),
	);
	if (code === 0) return;
	throw new Failure(`npm could not install ${tarball} into n8n:\n${lastLines(output)}`);
}

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

/** n8n 1 says that it is ready before it serves its REST interface. */
async function isReady(url: string): Promise<boolean> {
	return (await answers('/healthz/readiness', url)) && (await answers('/rest/settings', url));
}

class Host implements N8n {
	readonly url: string;
	readonly port: number;
	readonly folder: string;
	readonly logFile: string;
	readonly client: RestClient;
	readonly signIn: SignIn;
	private readonly env: Record<string, string>;
	private readonly readyWithin: number;
	private readonly removeFolder: boolean;
	private process: KeptProcess | undefined;

	constructor(options: {
		port: number;
		folder: string;
		signIn: SignIn;
		env: Record<string, string>;
		readyWithin: number;
		removeFolder: boolean;
	}) {
		this.port = options.port;
		this.folder = options.folder;
		this.signIn = options.signIn;
		this.env = options.env;
		this.readyWithin = options.readyWithin;
		this.removeFolder = options.removeFolder;
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

	private get started(): KeptProcess {
		if (!this.process) throw new Error('n8n has not been started');
		return this.process;
	}

	isRunning(): boolean {
		return this.process?.isRunning() ?? false;
	}

	async start(): Promise<void> {
		await assertFree(this.port);
		this.process = await startKept({
			command: n8nNode,
			args: [join(n8nFolder, 'bin', 'n8n'), 'start'],
			cwd: this.folder,
			env: this.env,
			logFile: this.logFile,
		});
		const deadline = performance.now() + this.readyWithin;
		while (!(await isReady(this.url))) {
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
		if (!this.removeFolder) return;
		await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
		leaveAtEnd(this.folder);
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
	const removeFolder = options.folder === undefined && options.keep !== true;
	const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'n8n-nodes-sitegpt-host-')));
	if (removeFolder) removeAtEnd(folder);
	await mkdir(folder, { recursive: true });
	// n8n asks for a capital letter and a digit.
	const password = `N8${randomBytes(12).toString('base64url')}`;
	const signIn = { email: 'owner@example.com', password };
	const host = new Host({
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
		removeFolder,
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
