import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder with this Node's headers, if it came with them. An addon is then compiled for exactly this Node,
 * without downloading headers from outside the registry. With the npm package `node`, the headers are in its
 * platform's package; an installed Node has them next to the folder of its binary.
 */
export function headersFolder(execPath: string = process.execPath): string | undefined {
	const above = dirname(dirname(execPath));
	const ofPlatform = `node-${process.platform}-${process.arch}`;
	return [
		above,
		join(above, 'node_modules', ofPlatform),
		join(above, 'node_modules', `node-bin-${process.platform}-${process.arch}`),
		join(dirname(above), ofPlatform),
	].find((folder) => existsSync(join(folder, 'include', 'node', 'node_version.h')));
}
