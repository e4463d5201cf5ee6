import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../e2e/host/folders.ts';
import { installTarball } from '../../e2e/host/tarball.ts';

const source = fileURLToPath(new URL('package', import.meta.url));

/** What the types of the bench's own nodes begin with; see package/. */
export const benchPackage = 'n8n-nodes-sitegpt-bench';

/**
 * A user folder for n8n with the packed package in it and, beside that, the bench's own.
 * It is gone when this process is.
 */
export async function userFolder(tarball: string): Promise<string> {
	const folder = await temporaryFolder('bench');
	await installTarball(folder, tarball);
	const target = join(folder, '.n8n', 'nodes', 'node_modules', benchPackage);
	await cp(source, target, { recursive: true });
	return folder;
}
