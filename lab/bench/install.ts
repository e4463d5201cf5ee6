import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../harness/folders.ts';
import { installTarball } from '../../harness/n8n/tarball.ts';

const source = fileURLToPath(new URL('package', import.meta.url));

/** Prefix of the types of the bench's own nodes in package/. */
export const BENCH_PACKAGE = 'n8n-nodes-sitegpt-bench';

/**
 * Creates a user folder for n8n with the packed package and the bench's own package. It's removed when this
 * process exits.
 */
export async function userFolder(tarball: string): Promise<string> {
	const folder = await temporaryFolder('bench');
	await installTarball(folder, tarball);
	const target = join(folder, '.n8n', 'nodes', 'node_modules', BENCH_PACKAGE);
	await cp(source, target, { recursive: true });
	return folder;
}
