import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** the package that is built, packed, and installed in n8n */
export const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** the package that has n8n itself as a dependency */
export const hostFolder = fileURLToPath(new URL('../e2e', import.meta.url));

/** a folder made by versions/install.ts, with a different n8n than this package's and its own Node */
const otherFolder = process.env.E2E_N8N_FOLDER;

export const n8nFolder = join(otherFolder ?? hostFolder, 'node_modules', 'n8n');

export const n8nNode = otherFolder === undefined ? process.execPath : getNodePath(otherFolder);

/**
 * The binary of the npm package `node`, which versions/install.ts installs next to a folder's n8n. If they shared
 * one node_modules, npm would remove Node's C++ headers while it installs n8n.
 */
export function getNodePath(folder: string): string {
	const name = process.platform === 'win32' ? 'node.exe' : 'node';
	return join(folder, 'node', 'node_modules', 'node', 'bin', name);
}

/** a tarball of the package to use instead of building a new one */
export const packedBefore = process.env.E2E_TARBALL;
