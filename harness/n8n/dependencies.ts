import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, Failure } from '../failure.ts';
import { ensureInstalled } from './installing.ts';
import { hostFolder } from '../paths.ts';

export interface LockFile {
	packages: Record<string, { version?: string; optional?: boolean; peer?: boolean }>;
}

export async function readJson<T>(path: string): Promise<T | undefined> {
	try {
		return JSON.parse(await readFile(path, 'utf8')) as T;
	} catch (error) {
		if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
		throw error;
	}
}

async function readLock(): Promise<LockFile> {
	const path = join(hostFolder, 'package-lock.json');
	const lock = await readJson<LockFile>(path);
	if (lock === undefined) throw new Failure(`${path} is missing or broken: restore it from git.`);
	return lock;
}

/** npm writes this file last, so everything it lists is installed. */
async function isInstalledAsLocked(lock: LockFile): Promise<boolean> {
	const installed = await readJson<LockFile>(
		join(hostFolder, 'node_modules', '.package-lock.json'),
	);
	if (installed === undefined) return false;
	return Object.entries(lock.packages).every(([path, { version, optional }]) => {
		const found = installed.packages[path];
		return path === '' || (found === undefined ? optional === true : found.version === version);
	});
}

/** Installs n8n exactly as the lock file says, unless it already is. About 5 minutes the first time. */
export async function ensureN8n(onProgress: (line: string) => void = () => {}): Promise<void> {
	const major = Number.parseInt(process.versions.node, 10);
	if (major < 24) {
		throw new Failure(
			`n8n needs Node 24, but this is Node ${process.versions.node}. Use npm run, which brings its own Node.`,
		);
	}
	const lock = await readLock();
	await ensureInstalled(
		{
			folder: hostFolder,
			node: process.execPath,
			version: lock.packages['node_modules/n8n']?.version ?? '',
			command: 'ci',
			isInstalled: async () => await isInstalledAsLocked(lock),
		},
		onProgress,
	);
}
