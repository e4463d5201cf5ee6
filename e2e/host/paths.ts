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
export const n8nNode =
	otherFolder === undefined ? process.execPath : nodeOf(join(otherFolder, 'node_modules'));

/** the binary of npm's package called node */
export function nodeOf(modules: string): string {
	return join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** a tarball of the package that is taken in place of one built afresh */
export const packedBefore = process.env.E2E_TARBALL;
