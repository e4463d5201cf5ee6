import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { coerce, lt } from 'semver';
import { n8nFolder } from '../paths.ts';

export function n8nVersion(): string {
	const manifest = readFileSync(join(n8nFolder, 'package.json'), 'utf8');
	return (JSON.parse(manifest) as { version: string }).version;
}

/** Whether the first of two versions, such as 2.8 and 2.10.1, is older. */
export function isOlder(version: string, than: string): boolean {
	return lt(coerce(version) ?? version, coerce(than) ?? than);
}
