/** Keeps a running n8n in sync with the sources: see `usage`. */
import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureN8n } from '../harness/n8n/dependencies.ts';
import { explain, Failure } from '../harness/failure.ts';
import { temporaryFolder } from '../harness/folders.ts';
import { startN8n, type N8n } from '../harness/n8n/n8n.ts';
import { packageFolder } from '../harness/paths.ts';
import { step } from '../harness/progress.ts';
import { packPackage } from '../harness/n8n/tarball.ts';
import { packageName } from '../harness/n8n/triggers.ts';
import { showAddress } from './address.ts';
import { command, numberOf, type Running } from '../harness/command.ts';
import { watchChanges } from './dev/changes.ts';
import { Compiler } from './dev/compiler.ts';
import { bringIn } from './dev/reload.ts';

const usage = `Usage: npm run dev -- [options]

Starts a real n8n with this package and keeps it in sync with the sources: when you change a file in
nodes/ or credentials/, it is compiled, the running n8n loads it, and the editor shows it without a
page reload. If something doesn't compile, n8n keeps the previous build. If package.json changes,
which lists the nodes, n8n restarts. JSON Schemas stay as they were at the start. Press Ctrl-C to
stop everything. The first run installs n8n (about 5 minutes).

Options:
  --port N       the port n8n listens on at 127.0.0.1 (default: a free port)
  --folder DIR   n8n's folder, kept for the next run (default: a temporary folder)
  --source DIR   the checkout to watch (default: this one)
  --help         show this text`;

let isReloading = false;

async function start(source: string, folder: string, port: number | undefined): Promise<N8n> {
	await step('Look for n8n', async ({ note }) => await ensureN8n(note));
	const tarball = await step('Build and pack the package', async () => await packPackage(source));
	const env = { N8N_DEV_RELOAD: 'true' };
	try {
		return await step(
			'Start n8n with the package',
			async () => await startN8n({ tarball: tarball.path, port, folder, env }),
		);
	} finally {
		await tarball.remove();
	}
}

async function follow(n8n: N8n, source: string, running: Running): Promise<void> {
	// n8n names its modules by the path without symlinks, and watches that path.
	const folder = await realpath(n8n.folder);
	const installed = join(folder, '.n8n', 'nodes', 'node_modules', packageName);
	const compiler = new Compiler(source, join(installed, 'dist'));
	await step('Compile', async () => {
		const errors = compiler.compile();
		if (errors.length > 0) throw new Failure(errors.join('\n'));
	});
	await watchChanges(source, async (paths) => {
		if (running.isEnding) return;
		isReloading = true;
		try {
			const { text, errors } = await bringIn(n8n, compiler, source, installed, paths);
			const [first, ...others] = paths;
			const what = others.length > 0 ? `${first} and ${others.length} more` : first;
			console.log(`${new Date().toTimeString().slice(0, 8)} ${what}: ${text}`);
			for (const error of errors) console.log(`         ${error}`);
		} catch (error) {
			if (!running.isEnding) console.error(explain(error));
		} finally {
			isReloading = false;
		}
	});
}

/** Prints a line when n8n exits by itself, for example if an error in a node makes it fail at startup. */
async function tellOfEnds(n8n: N8n, running: Running): Promise<void> {
	while (!running.isEnding) {
		const { code, signal } = await n8n.ended;
		if (!running.isEnding && !isReloading) {
			console.log(
				`n8n exited (${signal ?? `exit code ${code}`}; its log is ${n8n.logFile}). The next change restarts it.`,
			);
		}
		while (!running.isEnding && !n8n.isRunning()) await sleep(200);
	}
}

const text = { type: 'string' } as const;

await command({
	usage,
	options: { port: text, folder: text, source: text },
	async run({ values: { port, folder, source = packageFolder } }, running) {
		const n8n = await start(
			resolve(source),
			folder === undefined ? await temporaryFolder('dev') : resolve(folder),
			port === undefined ? undefined : numberOf('port', port, 1, 65_535),
		);
		running.atEnd(async () => await n8n.stop());
		await follow(n8n, resolve(source), running);
		running.interrupted = 0;
		showAddress(n8n, folder === undefined);
		console.log('Watching nodes/, credentials/, and package.json. Press Ctrl-C to stop.');
		await tellOfEnds(n8n, running);
	},
});
