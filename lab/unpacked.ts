import { execFile } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../harness/folders.ts';
import { packageFolder } from '../harness/paths.ts';

/**
 * Unpacks the packed package next to what it requires, because a build may replace dist/ at any time.
 * Returns the folder that contains `package`. It's removed when this process ends.
 */
export async function unpack(tarball: string): Promise<string> {
	const folder = await temporaryFolder('unpacked');
	await promisify(execFile)('tar', ['-xzf', tarball, '-C', folder]);
	await symlink(join(packageFolder, 'node_modules'), join(folder, 'node_modules'), 'junction');
	return folder;
}
