import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Where the headers of this Node lie, if they came with it: an addon that has to be compiled is then
 * compiled for this very Node, and nothing is fetched from outside the registry for it. The npm package
 * `node` has them in the package of its platform, an installed Node beside its binary.
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
