import { execFile } from 'node:child_process';
import { mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeAtEnd } from '../e2e/host/guarded.ts';
import { packageFolder } from '../e2e/host/paths.ts';

/**
 * Unpacks the packed package with what it requires beside it, since dist/ may be built afresh at any time,
 * and gives the folder that holds `package`; it is gone when this process is.
 */
export async function unpack(tarball: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-sitegpt-unpacked-'));
	removeAtEnd(folder);
	await promisify(execFile)('tar', ['-xzf', tarball, '-C', folder]);
	await symlink(join(packageFolder, 'node_modules'), join(folder, 'node_modules'), 'junction');
	return folder;
}
