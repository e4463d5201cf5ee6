import { execFile } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../e2e/host/folders.ts';
import { packageFolder } from '../e2e/host/paths.ts';

/**
 * Unpacks the packed package with what it requires beside it, since dist/ may be built afresh at any time,
 * and gives the folder that holds `package`; it is gone when this process is.
 */
export async function unpack(tarball: string): Promise<string> {
	const folder = await temporaryFolder('unpacked');
	await promisify(execFile)('tar', ['-xzf', tarball, '-C', folder]);
	await symlink(join(packageFolder, 'node_modules'), join(folder, 'node_modules'), 'junction');
	return folder;
}
