import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { removeFolder, temporaryFolder } from '../folders.ts';
import { lastLines, npm } from '../npm.ts';
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
		const built = await npm(['run', 'build'], folder, join(target, 'build.log'));
		if (built.code !== 0) {
			throw new Failure(
				`The package doesn't build. Fix what \`npm run build\` reports:\n${lastLines(built.output)}`,
			);
		}
		const packed = await npm(
			['pack', '--ignore-scripts', '--loglevel=error', `--pack-destination=${target}`],
			folder,
			join(target, 'pack.log'),
		);
		const file = (await readdir(target)).find((name) => name.endsWith('.tgz'));
		if (packed.code !== 0 || file === undefined) {
			throw new Failure(`npm could not pack the package:\n${lastLines(packed.output)}`);
		}
		return { path: join(target, file), remove };
	} catch (error) {
		await remove();
		throw error;
	}
}

/**
 * Installs the package like n8n does: in a package inside n8n's user folder, but without a registry.
 * @throws Failure with the end of npm's output
 */
export async function installTarball(folder: string, tarball: string): Promise<void> {
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
	throw new Failure(`npm could not install ${tarball} in n8n:\n${lastLines(output)}`);
}
