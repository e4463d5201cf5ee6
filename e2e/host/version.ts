import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { n8nFolder } from './paths.ts';

/** of the n8n that is started */
export function n8nVersion(): string {
	const manifest = readFileSync(join(n8nFolder, 'package.json'), 'utf8');
	return (JSON.parse(manifest) as { version: string }).version;
}

/** Whether the first of two versions, such as 2.8 and 2.10.1, is the older one. */
export function isOlder(version: string, than: string): boolean {
	const [a, b] = [version, than].map((text) => text.split('.').map(Number)) as [number[], number[]];
	const at = a.findIndex((number, index) => number !== (b[index] ?? 0));
	return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}
