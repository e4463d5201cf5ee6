import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { n8nFolder, n8nNode } from '../paths.ts';
import { assertFree, freePorts, LOOPBACK } from '../ports.ts';
import { Server } from '../server.ts';
import { n8nEnvironment } from './environment.ts';
import { RestClient, type SignIn } from './rest.ts';
import { installTarball, packPackage } from './tarball.ts';

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
	keep?: boolean;
	/** added to n8n's environment; overrides its values */
	env?: Record<string, string>;
}

export interface N8n extends Server {
	readonly url: string;
	readonly client: RestClient;
	readonly signIn: SignIn;
}

/** An n8n as its users see it, whether it's one process or many. */
export type Reachable = Pick<N8n, 'url' | 'client'>;

function hashPassword(password: string): string {
	const { hashSync } = createRequire(join(n8nFolder, 'package.json'))('bcryptjs') as {
		hashSync(text: string, rounds: number): string;
	};
	return hashSync(password, 10);
}

/** A folder that n8n has already used has a key, and n8n refuses to start with a different one. */
async function readEncryptionKey(folder: string): Promise<string> {
	const config = await readFile(join(folder, '.n8n', 'config'), 'utf8').catch(() => '{}');
	const { encryptionKey } = JSON.parse(config) as { encryptionKey?: string };
	return encryptionKey ?? randomBytes(24).toString('base64');
}

async function isOk(url: string): Promise<boolean> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
		await response.arrayBuffer();
		return response.ok;
	} catch {
		return false;
	}
}

/** Starts a real n8n with the packed package, only on loopback and isolated from the caller's own n8n. */
export async function startN8n(options: N8nOptions = {}): Promise<N8n> {
	const { command = 'start', tarball } = options;
	if (options.port !== undefined) await assertFree(options.port);
	const [freePort = 0, brokerPort = 0] = await freePorts(2);
	const port = options.port ?? freePort;
	const folder = options.keep
		? await mkdtemp(join(tmpdir(), 'n8n-nodes-sitegpt-'))
		: options.folder;
	if (folder !== undefined) await mkdir(folder, { recursive: true });
	const url = `http://${LOOPBACK}:${port}`;
	// n8n requires a capital letter and a digit.
	const signIn = {
		email: 'owner@example.com',
		password: `N8${randomBytes(12).toString('base64url')}`,
	};
	const client = new RestClient(url, signIn);
	const owner = { email: signIn.email, passwordHash: hashPassword(signIn.password) };
	const encryptionKey =
		folder === undefined ? randomBytes(24).toString('base64') : await readEncryptionKey(folder);
	const server = await Server.start({
		name: 'n8n',
		port,
		folder,
		command: n8nNode,
		args: () => [join(n8nFolder, 'bin', 'n8n'), command],
		env: (own) => ({
			...n8nEnvironment({ folder: own, port, brokerPort, encryptionKey, owner }),
			...options.env,
		}),
		prepare: async (own) => {
			if (tarball !== undefined) await installTarball(own, tarball);
		},
		// n8n 1 reports that it's ready before it serves its REST API.
		isReady: async () =>
			(await isOk(`${url}/healthz/readiness`)) &&
			(command !== 'start' || (await isOk(`${url}/rest/settings`))),
		async started() {
			if (command !== 'start') return;
			await client.setUpOwner();
			await client.login();
		},
		readyWithin: 120_000,
	});
	return Object.assign(server, { url, client, signIn });
}

/** Builds and packs the package, and starts n8n with it. */
export async function startN8nWithPackage(options: N8nOptions = {}): Promise<N8n> {
	const tarball = await packPackage();
	try {
		return await startN8n({ ...options, tarball: tarball.path });
	} finally {
		await tarball.remove();
	}
}
