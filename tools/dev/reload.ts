import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../../harness/failure.ts';
import type { N8n } from '../../harness/n8n/n8n.ts';
import { packageName } from '../../harness/n8n/triggers.ts';
import { waitFor } from '../../harness/wait.ts';
import type { Compiler } from './compiler.ts';

/** What happened to a change, in one line: whether n8n loaded it, or why not. */
export interface Outcome {
	built: boolean;
	text: string;
	/** one line each */
	errors: string[];
}

/** ms that n8n may take to log that it reloads the package, after the last file was written */
const noticedWithin = 5_000;

/** What n8n logs when it reloads: load-nodes-and-credentials.js, reloadLoader. */
const reloadLine = `Hot reload triggered for ${packageName}`;
const failedLine = `Hot reload failed for ${packageName}`;

async function logAfter({ logFile }: N8n, bytes: number): Promise<string> {
	return (await readFile(logFile)).subarray(bytes).toString('utf8');
}

/** Copies the other files that n8n reads. A deleted file stays in the copy, but nothing refers to it. */
async function copyAssets(source: string, installed: string, paths: string[]): Promise<void> {
	for (const path of paths.filter((name) => /\.(svg|json)$/.test(name))) {
		const target = path === 'package.json' ? join(installed, path) : join(installed, 'dist', path);
		await mkdir(dirname(target), { recursive: true });
		await copyFile(join(source, path), target).catch((error: unknown) => {
			if (codeOf(error) !== 'ENOENT') throw error;
		});
	}
}

/**
 * Builds what has changed into the package that n8n has installed, and makes n8n load it: n8n watches
 * the files (N8N_DEV_RELOAD); if it doesn't reload, this restarts it.
 * @param installed the package's folder inside n8n's folder
 * @param paths relative to `source`
 */
export async function bringIn(
	n8n: N8n,
	compiler: Compiler,
	source: string,
	installed: string,
	paths: string[],
): Promise<Outcome> {
	const logged = (await stat(n8n.logFile)).size;
	const start = performance.now();
	const errors = compiler.compile();
	if (errors.length > 0) {
		return { built: false, text: 'does not compile, n8n keeps the previous build', errors };
	}
	await copyAssets(source, installed, paths);
	const seconds = ((performance.now() - start) / 1000).toFixed(1);

	// n8n reads the list of nodes only when it starts.
	if (n8n.isRunning() && !paths.includes('package.json')) {
		const log = await waitFor(
			async () => {
				const text = await logAfter(n8n, logged);
				return text.includes(reloadLine) ? text : undefined;
			},
			{ what: 'n8n to reload the package', timeout: noticedWithin },
		).catch(() => undefined);
		if (log !== undefined) {
			return log.includes(failedLine)
				? {
						built: true,
						text: `built in ${seconds} s, n8n can't load it: see ${n8n.logFile}`,
						errors,
					}
				: { built: true, text: `built in ${seconds} s, n8n loads it`, errors };
		}
	}
	await n8n.restart();
	return { built: true, text: `built in ${seconds} s, n8n was restarted with it`, errors };
}
