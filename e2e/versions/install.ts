import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ensureN8n, readJson, type LockFile } from '../host/dependencies.ts';
import { Failure } from '../host/failure.ts';
import { ensureInstalled, npmOptions } from '../host/installing.ts';
import { lastLines, npm } from '../host/npm.ts';
import { hostFolder, nodeOf } from '../host/paths.ts';
import type { Version } from './versions.ts';

interface Manifest {
	name: string;
	private: true;
	dependencies: Record<string, string>;
	overrides: Record<string, string>;
}

async function manifestOf({ n8n, node, extra }: Version): Promise<Manifest> {
	const own = JSON.parse(await readFile(join(hostFolder, 'package.json'), 'utf8')) as Manifest;
	return {
		name: `n8n-${n8n}`,
		private: true,
		dependencies: { n8n, node, ...extra?.dependencies },
		overrides: { ...own.overrides, ...extra?.overrides },
	};
}

/** The folder that holds this n8n and its Node; none: it is the one that every suite runs against. */
export function folderOf({ n8n, extra }: Version): string | undefined {
	return extra && join(hostFolder, '.cache', `n8n-${n8n}`);
}

/** Sees to it that this n8n is installed as versions.ts says. */
export async function ensureVersion(
	version: Version,
	onProgress: (line: string) => void,
): Promise<void> {
	const folder = folderOf(version);
	if (folder === undefined) {
		await ensureN8n(onProgress);
		return;
	}
	const wanted = await manifestOf(version);
	const manifestFile = join(folder, 'package.json');
	const node = nodeOf(join(folder, 'node_modules'));
	const write = async (manifest: object) =>
		await writeFile(manifestFile, `${JSON.stringify(manifest, null, '\t')}\n`);
	await mkdir(folder, { recursive: true });
	await ensureInstalled(
		{
			folder,
			node,
			version: version.n8n,
			command: 'install',
			isInstalled: async () => {
				const installed = await readJson<LockFile>(
					join(folder, 'node_modules', '.package-lock.json'),
				);
				const hasAll = Object.entries(wanted.dependencies).every(
					([name, exact]) => installed?.packages[`node_modules/${name}`]?.version === exact,
				);
				return hasAll && isDeepStrictEqual(await readJson(manifestFile), wanted);
			},
			// The Node first: npm then runs under it, and compiles for it.
			prepare: async (logFile) => {
				const { node: exact } = wanted.dependencies;
				if ((await nodeVersion(folder)) !== exact) {
					await write({ private: true, dependencies: { node: exact } });
					const { code, output } = await npm(['install', ...npmOptions], folder, logFile);
					if (code !== 0) {
						throw new Failure(`npm could not install Node ${exact}:\n${lastLines(output)}`);
					}
				}
				await write(wanted);
			},
		},
		onProgress,
	);
}

async function nodeVersion(folder: string): Promise<string | undefined> {
	const path = join(folder, 'node_modules', 'node', 'package.json');
	return (await readJson<{ version: string }>(path))?.version;
}
