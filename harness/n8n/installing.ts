import { createHash } from 'node:crypto';
import { open, readFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, Failure } from '../failure.ts';
import { removeFolder, temporaryFolder } from '../folders.ts';
import { removeAtEnd, startGuarded } from '../guarded.ts';
import { lastLines, npm, type NpmRun } from '../npm.ts';

/** disk space for n8n and all its dependencies, including npm's cache of them */
const neededBytes = 3.5e9;

/** s between two lines of progress */
const reportEvery = 5;

/** An n8n in its own folder, and how npm installs it there. */
export interface Installation {
	folder: string;
	/** the Node that n8n runs on and that its native modules are compiled for */
	node: string;
	version: string;
	/** the npm command */
	command: 'ci' | 'install';
	/** whether everything is installed, according to npm's own files */
	isInstalled(): Promise<boolean>;
	/** called before npm */
	prepare?(logFile: string): Promise<void>;
}

/** An install script compiles or downloads sqlite3; isolated-vm, which n8n 2.0 doesn't have, includes its binaries. */
const loadNative =
	"const has = require('fs').existsSync; for (const name of ['sqlite3', 'isolated-vm']) if (has('node_modules/' + name)) require(name)";

async function nativeModulesFail(
	{ folder, node }: Installation,
	logFile: string,
): Promise<string | undefined> {
	const started = await startGuarded({
		command: node,
		args: ['-e', loadNative],
		cwd: folder,
		env: {},
		logFile,
	});
	const { code } = await started.ended;
	return code === 0 ? undefined : await readFile(logFile, 'utf8');
}

async function freeBytes(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder);
	return bavail * bsize;
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

async function assertSpace(folder: string): Promise<void> {
	const free = await freeBytes(folder);
	if (free >= neededBytes) return;
	throw new Failure(
		`n8n needs about ${gigabytes(neededBytes)} on the disk with ${folder}, which has ${gigabytes(free)} free. Free up space and run this again.`,
	);
}

function installFailure({ output }: NpmRun): Failure {
	if (/\bENOSPC\b/.test(output)) {
		return new Failure(
			`The disk filled up while npm was installing n8n. Free up about ${gigabytes(neededBytes)} and run this again.`,
		);
	}
	const network = /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH)\b/.exec(
		output,
	);
	if (network) {
		return new Failure(
			`npm could not reach its registry (${network[1]}) to install n8n. Check the network and npm's proxy and registry settings, then run this again.`,
		);
	}
	return new Failure(`npm could not install n8n. Its last lines:\n${lastLines(output)}`);
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) === 'EPERM';
	}
}

/**
 * Lets only one process install at a time. The lock file is outside the folder and contains the holder's process
 * ID, so a killed holder doesn't lock out the next one.
 */
async function withInstallLock(
	folder: string,
	onWait: () => void,
	install: () => Promise<void>,
): Promise<void> {
	const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
	const path = join(tmpdir(), `n8n-nodes-sitegpt-install-${name}.lock`);
	let told = false;
	for (;;) {
		try {
			const file = await open(path, 'wx');
			await file.writeFile(String(process.pid));
			await file.close();
			break;
		} catch (error) {
			if (codeOf(error) !== 'EEXIST') throw error;
		}
		const holder = Number(await readFile(path, 'utf8').catch(() => ''));
		if (holder > 0 && !isAlive(holder)) {
			await rm(path, { force: true });
			continue;
		}
		if (!told) onWait();
		told = true;
		await sleep(1000);
	}
	removeAtEnd(path);
	try {
		await install();
	} finally {
		await rm(path, { force: true });
	}
}

/** Doesn't install peer dependencies automatically, as in this package's .npmrc. */
export const npmOptions = [
	'--ignore-scripts=false',
	'--legacy-peer-deps',
	'--no-audit',
	'--no-fund',
	'--loglevel=error',
];

async function install(
	installation: Installation,
	logFile: string,
	onProgress: (line: string) => void,
): Promise<void> {
	const { folder, node, command } = installation;
	await assertSpace(folder);
	const started = performance.now();
	const freeAtStart = await freeBytes(folder);
	const tick = setInterval(() => {
		void freeBytes(folder).then((free) => {
			const seconds = Math.round((performance.now() - started) / 1000);
			const written = Math.max(0, freeAtStart - free);
			onProgress(`npm has been installing n8n for ${seconds} s, ${gigabytes(written)} written`);
		});
	}, reportEvery * 1000);
	let run: NpmRun;
	try {
		await installation.prepare?.(`${logFile}.prepare`);
		// Install scripts are off in this repository, but n8n's database driver needs its own.
		run = await npm([command, ...npmOptions], folder, logFile, node);
	} finally {
		clearInterval(tick);
	}
	if (run.code !== 0) throw installFailure(run);
	const fault = await nativeModulesFail(installation, `${logFile}.native`);
	if (fault !== undefined) {
		throw new Failure(
			`n8n is installed, but its native modules don't load. Install a C++ compiler and Python, remove ${join(folder, 'node_modules')}, and run this again:\n${lastLines(fault)}`,
		);
	}
}

/** Installs n8n if necessary, in one process at a time. About 5 minutes the first time. */
export async function ensureInstalled(
	installation: Installation,
	onProgress: (line: string) => void = () => {},
): Promise<void> {
	const { folder, version } = installation;
	const logs = await temporaryFolder('install');
	try {
		const isReady = async () =>
			(await installation.isInstalled()) &&
			(await nativeModulesFail(installation, join(logs, 'native.log'))) === undefined;
		if (await isReady()) return;
		await withInstallLock(
			folder,
			() => onProgress('waiting for another run that is installing n8n'),
			async () => {
				if (await isReady()) return;
				onProgress(`installing n8n ${version} (only once; about 5 minutes and 3 GB)`);
				await install(installation, join(logs, 'npm.log'), onProgress);
			},
		);
	} finally {
		await removeFolder(logs);
	}
}
