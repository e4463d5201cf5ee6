import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** the package that is built, packed and put into n8n */
export const packageFolder = fileURLToPath(new URL('../..', import.meta.url));

/** the package that holds n8n itself */
export const hostFolder = fileURLToPath(new URL('..', import.meta.url));

/** a folder made by versions/install.ts: another n8n than the one of this package, and its own Node */
const otherFolder = process.env.E2E_N8N_FOLDER;

export const n8nFolder = join(otherFolder ?? hostFolder, 'node_modules', 'n8n');

/** the Node that n8n runs on */
export const n8nNode = otherFolder === undefined ? process.execPath : nodeOf(otherFolder);

/**
 * The binary of npm's package called node, which versions/install.ts puts beside the n8n of a folder:
 * in one node_modules with n8n, npm would take its C++ headers away while n8n is being installed.
 */
export function nodeOf(folder: string): string {
	const name = process.platform === 'win32' ? 'node.exe' : 'node';
	return join(folder, 'node', 'node_modules', 'node', 'bin', name);
}

/** a tarball of the package that is taken in place of one built afresh */
export const packedBefore = process.env.E2E_TARBALL;
