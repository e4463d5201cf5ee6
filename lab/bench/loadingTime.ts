import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGE_NAME } from '../../harness/n8n/triggers.ts';

const hook = fileURLToPath(new URL('loadingTimeHook.cjs', import.meta.url));

const fileIn = (folder: string) => join(folder, 'loading-time.json');

/** The environment that makes n8n record how long it takes to load each package. */
export function preloaded(folder: string): Record<string, string> {
	return { NODE_OPTIONS: `--require=${hook}`, LOADING_TIME_FILE: fileIn(folder) };
}

/** How long n8n took to load this package, in ms. */
export async function loadingTime(folder: string): Promise<number> {
	const lines = (await readFile(fileIn(folder), 'utf8')).trim().split('\n');
	const times = lines.map((line) => JSON.parse(line) as { name: string; ms: number });
	const found = times.findLast(({ name }) => name === PACKAGE_NAME);
	if (!found) throw new Error(`n8n didn't record how long it took to load ${PACKAGE_NAME}`);
	return found.ms;
}
