import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { npm } from '../npm.ts';
import { hostFolder } from '../paths.ts';

interface LockFile {
	packages: Record<string, { version?: string; optional?: boolean }>;
}

/** Doesn't install peer dependencies automatically. n8n's database drivers need their install scripts. */
export const npmOptions = [
	...['--ignore-scripts=false', '--legacy-peer-deps', '--no-audit', '--no-fund'],
	'--loglevel=error',
];

/** npm writes the lock file in node_modules last, so everything it lists is installed. */
async function isInstalled(): Promise<boolean> {
	const read = async (file: string) =>
		JSON.parse(await readFile(join(hostFolder, file), 'utf8')) as LockFile;
	const lock = await read('package-lock.json');
	const installed = await read('node_modules/.package-lock.json').catch(() => undefined);
	return Object.entries(lock.packages).every(([path, { version, optional }]) => {
		const found = installed?.packages[path];
		return path === '' || (found === undefined ? optional === true : found.version === version);
	});
}

/** Installs n8n exactly as the lock file says, unless it already is. */
export async function ensureN8n(note: (line: string) => void = () => {}): Promise<void> {
	if (Number.parseInt(process.versions.node, 10) < 24) {
		throw new Failure(
			`n8n needs Node 24, but this is Node ${process.versions.node}. Use npm run, which brings its own Node.`,
		);
	}
	if (await isInstalled()) return;
	note('installing n8n (only once; about 5 minutes and 3 GB)');
	await npm(['ci', ...npmOptions], hostFolder, { show: true });
}
