import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ensureN8n, readJson, type LockFile } from '../../harness/n8n/dependencies.ts';
import { Failure } from '../../harness/failure.ts';
import { ensureInstalled, npmOptions } from '../../harness/n8n/installing.ts';
import { lastLines, npm } from '../../harness/npm.ts';
import { hostFolder, nodeOf } from '../../harness/paths.ts';
import type { Version } from './versions.ts';

interface Manifest {
	name: string;
	private: true;
	dependencies: Record<string, string>;
	overrides?: Record<string, string>;
}

async function manifestOf({ n8n, extra }: Version): Promise<Manifest> {
	const own = JSON.parse(await readFile(join(hostFolder, 'package.json'), 'utf8')) as Manifest;
	return {
		name: `n8n-${n8n}`,
		private: true,
		dependencies: { n8n, ...extra?.dependencies },
		overrides: { ...own.overrides, ...extra?.overrides },
	};
}

/** The folder with this n8n and its Node; undefined for the n8n that all suites use by default. */
export function folderOf({ n8n, extra }: Version): string | undefined {
	return extra && join(hostFolder, '.cache', `n8n-${n8n}`);
}

/** Installs this n8n as versions.ts says, unless it already is. */
export async function ensureVersion(
	version: Version,
	onProgress: (line: string) => void,
): Promise<void> {
	const folder = folderOf(version);
	if (folder === undefined) {
		await ensureN8n(onProgress);
		return;
	}
	const node = nodeOf(folder);
	const nodeFolder = join(folder, 'node');
	const nodeManifest: Manifest = {
		name: `node-of-n8n-${version.n8n}`,
		private: true,
		dependencies: { node: version.node },
	};
	const manifest = await manifestOf(version);
	// The check for free disk space needs the folder.
	await mkdir(folder, { recursive: true });
	await ensureInstalled(
		{
			folder,
			node,
			version: version.n8n,
			command: 'install',
			isInstalled: async () =>
				existsSync(node) &&
				(await isInstalledAs(nodeManifest, nodeFolder)) &&
				(await isInstalledAs(manifest, folder)),
			// Install Node first: npm then runs with it and compiles for it.
			prepare: async (logFile) => {
				await writeManifest(nodeManifest, nodeFolder);
				const { code, output } = await npm(['install', ...npmOptions], nodeFolder, logFile);
				if (code !== 0) {
					throw new Failure(`npm could not install Node ${version.node}:\n${lastLines(output)}`);
				}
				await writeManifest(manifest, folder);
			},
		},
		onProgress,
	);
}

async function writeManifest(manifest: Manifest, folder: string): Promise<void> {
	await mkdir(folder, { recursive: true });
	const text = `${JSON.stringify(manifest, null, '\t')}\n`;
	await writeFile(join(folder, 'package.json'), text);
}

async function isInstalledAs(manifest: Manifest, folder: string): Promise<boolean> {
	const installed = await readJson<LockFile>(join(folder, 'node_modules', '.package-lock.json'));
	const hasAll = Object.entries(manifest.dependencies).every(
		([name, exact]) => installed?.packages[`node_modules/${name}`]?.version === exact,
	);
	return hasAll && isDeepStrictEqual(await readJson(join(folder, 'package.json')), manifest);
}
