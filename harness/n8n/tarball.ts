import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '../folders.ts';
import { npm } from '../npm.ts';
import { packageFolder, packedBefore } from '../paths.ts';

export interface Tarball {
	path: string;
	remove(): Promise<void>;
}

/**
 * Builds the package and packs it exactly as it would be published. The build is a separate step because
 * lifecycle scripts such as prepack are off in this repository.
 */
export async function packPackage(folder = packageFolder): Promise<Tarball> {
	if (packedBefore !== undefined) return { path: packedBefore, remove: async () => {} };
	const target = await temporaryFolder('tarball');
	const remove = async () => await removeFolder(target);
	try {
		await npm(['run', 'build'], folder);
		const options = ['--ignore-scripts', '--loglevel=error', `--pack-destination=${target}`];
		await npm(['pack', ...options], folder);
		const [file = ''] = await readdir(target);
		return { path: join(target, file), remove };
	} catch (error) {
		await remove();
		throw error;
	}
}

/** Installs the package like n8n does: in a package inside n8n's user folder, but without a registry. */
export async function installTarball(folder: string, tarball: string): Promise<void> {
	const nodes = join(folder, '.n8n', 'nodes');
	await mkdir(nodes, { recursive: true });
	const manifest = { name: 'installed-nodes', private: true, dependencies: {} };
	await writeFile(join(nodes, 'package.json'), JSON.stringify(manifest, null, 2));
	const options = [
		'--legacy-peer-deps',
		'--ignore-scripts',
		'--offline',
		'--no-audit',
		'--no-fund',
	];
	await npm(['install', ...options, '--loglevel=error', tarball], nodes);
}
