import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../../e2e/host/failure.ts';
import type { N8n } from '../../e2e/host/n8n.ts';
import { packageName } from '../../e2e/host/triggers.ts';
import { waitFor } from '../../e2e/host/wait.ts';
import type { Compiler } from './compiler.ts';

/** What became of a change, for one line: n8n has it, or why not. */
export interface Outcome {
	built: boolean;
	text: string;
	/** each in a line of its own */
	errors: string[];
}

/** ms for n8n to say that it loads the package again, after the last file was written */
const noticedWithin = 5_000;

/** The line of n8n's log that tells of it: load-nodes-and-credentials.js, reloadLoader. */
const reloadLine = `Hot reload triggered for ${packageName}`;
const failedLine = `Hot reload failed for ${packageName}`;

async function logAfter({ logFile }: N8n, bytes: number): Promise<string> {
	return (await readFile(logFile)).subarray(bytes).toString('utf8');
}

/** Copies what n8n reads beside the JavaScript. A file that is gone stays, and nothing refers to it. */
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
 * Builds what has changed into the package that n8n has installed, and sees to it that n8n loads it:
 * by its own watching of files (N8N_DEV_RELOAD), else by a new start.
 * @param installed the package's folder below n8n's
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
		return { built: false, text: 'does not compile, n8n keeps the build before', errors };
	}
	await copyAssets(source, installed, paths);
	const seconds = ((performance.now() - start) / 1000).toFixed(1);

	// n8n reads the list of nodes once, when it starts.
	if (n8n.isRunning() && !paths.includes('package.json')) {
		const log = await waitFor(
			async () => {
				const text = await logAfter(n8n, logged);
				return text.includes(reloadLine) ? text : undefined;
			},
			{ what: 'n8n to load the package again', timeout: noticedWithin },
		).catch(() => undefined);
		if (log !== undefined) {
			return log.includes(failedLine)
				? {
						built: true,
						text: `built in ${seconds} s, n8n cannot load it: see ${n8n.logFile}`,
						errors,
					}
				: { built: true, text: `built in ${seconds} s, n8n loads it`, errors };
		}
	}
	await n8n.restart();
	return { built: true, text: `built in ${seconds} s, n8n has been started again with it`, errors };
}
