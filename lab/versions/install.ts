import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureN8n, npmOptions } from '../../harness/n8n/dependencies.ts';
import { npm } from '../../harness/npm.ts';
import { getNodePath, hostFolder } from '../../harness/paths.ts';
import type { Version } from './versions.ts';

/** The folder with this n8n and its Node; undefined for the n8n that all suites use by default. */
export function getFolder({ n8n, extra }: Version): string | undefined {
	return extra && join(hostFolder, '.cache', `n8n-${n8n}`);
}

export async function ensureVersion(version: Version, note: (line: string) => void): Promise<void> {
	const folder = getFolder(version);
	if (folder === undefined) return await ensureN8n(note);
	const { n8n, node, extra } = version;
	const own = JSON.parse(await readFile(join(hostFolder, 'package.json'), 'utf8')) as {
		overrides: Record<string, string>;
	};
	const manifests = {
		// First, because npm then runs with this Node and compiles for it.
		[join(folder, 'node')]: { private: true, dependencies: { node } },
		[folder]: {
			private: true,
			dependencies: { n8n, ...extra?.dependencies },
			overrides: { ...own.overrides, ...extra?.overrides },
		},
	};
	const wanted = JSON.stringify(manifests);
	const stamp = join(folder, 'installed.json');
	if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return;
	note(`installing n8n ${n8n} (only once; about 5 minutes and 3 GB)`);
	for (const [path, manifest] of Object.entries(manifests)) {
		await mkdir(path, { recursive: true });
		await writeFile(join(path, 'package.json'), JSON.stringify(manifest));
		const options = path === folder ? { node: getNodePath(folder) } : {};
		await npm(['install', ...npmOptions], path, { ...options, show: true });
	}
	await writeFile(stamp, wanted);
}
