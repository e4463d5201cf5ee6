/**
 * Keeps a running n8n in step with the sources: see `usage` in dev/options.ts.
 */
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchChanges } from './dev/changes.ts';
import { Compiler } from './dev/compiler.ts';
import { readOptions, usage, type DevOptions } from './dev/options.ts';
import { bringIn } from './dev/reload.ts';
import { ensureN8n } from '../e2e/host/dependencies.ts';
import { explain, Failure } from '../e2e/host/failure.ts';
import { endKept, removeAtEnd } from '../e2e/host/guarded.ts';
import { startN8n, type N8n } from '../e2e/host/n8n.ts';
import { UsageError } from './command.ts';
import { step } from '../e2e/host/progress.ts';
import { packPackage } from '../e2e/host/tarball.ts';
import { packageName } from '../e2e/host/triggers.ts';

let n8n: N8n | undefined;
let isWatching = false;
let isReloading = false;
let isEnding = false;

/** Everything goes through here: nothing that was started is left running. */
async function end(exitCode: number): Promise<never> {
	isEnding = true;
	await n8n?.stop().catch((error: unknown) => console.error(explain(error)));
	await endKept();
	process.exit(exitCode);
}

async function folderOf({ folder }: DevOptions): Promise<string> {
	if (folder !== undefined) return folder;
	const temporary = await mkdtemp(join(tmpdir(), 'n8n-nodes-sitegpt-dev-'));
	removeAtEnd(temporary);
	return temporary;
}

async function start(options: DevOptions): Promise<N8n> {
	await step('Look for n8n', async ({ note }) => await ensureN8n(note));
	const tarball = await step(
		'Build and pack the package',
		async () => await packPackage(options.source),
	);
	try {
		return await step(
			'Start n8n with the package',
			async () =>
				await startN8n({
					tarball: tarball.path,
					port: options.port,
					folder: await folderOf(options),
					env: { N8N_DEV_RELOAD: 'true' },
				}),
		);
	} finally {
		await tarball.remove();
	}
}

async function follow(running: N8n, { source }: DevOptions): Promise<void> {
	// n8n watches the path without symlinks, as its modules are called by.
	const folder = await realpath(running.folder);
	const installed = join(folder, '.n8n', 'nodes', 'node_modules', packageName);
	const compiler = new Compiler(source, join(installed, 'dist'));
	await step('Compile', async () => {
		const faults = compiler.compile();
		if (faults.length > 0) throw new Failure(faults.join('\n'));
	});
	await watchChanges(source, async (paths) => {
		if (isEnding) return;
		isReloading = true;
		try {
			const { text, faults } = await bringIn(running, compiler, source, installed, paths);
			const [first, ...others] = paths;
			const what = others.length > 0 ? `${first} and ${others.length} more` : first;
			console.log(`${new Date().toTimeString().slice(0, 8)} ${what}: ${text}`);
			for (const fault of faults) console.log(`         ${fault}`);
		} catch (error) {
			if (!isEnding) console.error(explain(error));
		} finally {
			isReloading = false;
		}
	});
}

function showAddress({ url, signIn, folder }: N8n, options: DevOptions): void {
	console.log(`
n8n runs at ${url}
  e-mail    ${signIn.email}
  password  ${signIn.password}
  folder    ${folder}${options.folder === undefined ? ' (removed at the end)' : ''}
Watching nodes/, credentials/ and package.json. Press Ctrl-C to end.`);
}

/** Says when n8n ends by itself, as after a start that a fault in a node has spoiled. */
async function tellOfEnds(running: N8n): Promise<void> {
	while (!isEnding) {
		const { code, signal } = await running.ended;
		if (!isEnding && !isReloading) {
			console.log(
				`n8n has ended (${signal ?? `exit code ${code}`}; its log is ${running.logFile}). The next change starts it again.`,
			);
		}
		while (!isEnding && !running.isRunning()) await sleep(200);
	}
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
	process.on(signal, () => {
		// A terminal sends Ctrl-C to npm too, which passes it on: the second is no second Ctrl-C.
		if (isEnding) return;
		console.log('\nEnding n8n ...');
		void end(isWatching ? 0 : 130);
	});
}

let options: DevOptions;
try {
	options = readOptions(process.argv.slice(2));
} catch (error) {
	if (!(error instanceof UsageError)) throw error;
	console.error(error.message);
	process.exit(2);
}
if (options.help) {
	console.log(usage);
	process.exit(0);
}

try {
	n8n = await start(options);
	await follow(n8n, options);
	isWatching = true;
	showAddress(n8n, options);
	await tellOfEnds(n8n);
} catch (error) {
	// What fails because it is being ended is no news.
	if (!isEnding) {
		console.error(`\n${explain(error)}`);
		await end(1);
	}
}
