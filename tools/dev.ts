/** Keeps a running n8n in sync with the sources: see `usage`. */
import { watch } from 'node:fs';
import { copyFile, mkdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import ts from 'typescript';
import { command, parseWholeNumber, type Running } from '../harness/command.ts';
import { temporaryFolder } from '../harness/folders.ts';
import { showAddress, startForPerson } from '../harness/n8n/forPerson.ts';
import type { N8n } from '../harness/n8n/n8n.ts';
import { PACKAGE_NAME } from '../harness/n8n/triggers.ts';
import { packageFolder } from '../harness/paths.ts';

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

function say(text: string): void {
	console.log(`${new Date().toTimeString().slice(0, 8)} ${text}`);
}

/** Compiles to `target` at first, and whenever a source changes. Calls `built` after each time without errors. */
function compile(source: string, target: string, built: () => void): void {
	const relative: ts.FormatDiagnosticsHost = {
		getCanonicalFileName: (path) => path,
		getCurrentDirectory: () => source,
		getNewLine: () => '\n',
	};
	const host = ts.createWatchCompilerHost(
		join(source, 'tsconfig.json'),
		{ outDir: target, noEmitOnError: true },
		ts.sys,
		undefined,
		(diagnostic) => say(ts.formatDiagnostic(diagnostic, relative).trimEnd()),
		(_status, _newLine, _options, errors) => {
			if (errors === 0) built();
			else if (errors) say('This does not compile, so n8n keeps the previous build.');
		},
	);
	ts.createWatchProgram(host);
}

/** Copies the other files that n8n reads whenever they change. */
function copyAssets(source: string, installed: string, restart: () => void): void {
	const copy = async (path: string, target: string) => {
		await mkdir(dirname(target), { recursive: true });
		// An editor may replace a file by deleting it first.
		await copyFile(join(source, path), target).catch(() => {});
	};
	watch(join(source, 'nodes'), { recursive: true }, (_, file) => {
		const path = join('nodes', file ?? '');
		if (/\.(svg|json)$/.test(path)) void copy(path, join(installed, 'dist', path));
	});
	watch(source, (_, file) => {
		if (file === 'package.json') void copy(file, join(installed, file)).then(restart);
	});
}

/** Reports what n8n does with a change, and when it exits by itself, for example because of an error in a node. */
async function reportOn(n8n: N8n, running: Running): Promise<void> {
	let read = (await readFile(n8n.logFile, 'utf8')).length;
	let wasRunning = true;
	while (!running.isEnding) {
		const added = (await readFile(n8n.logFile, 'utf8')).slice(read);
		const lines = added.slice(0, added.lastIndexOf('\n') + 1);
		read += lines.length;
		// load-nodes-and-credentials.js, reloadLoader
		if (lines.includes(`Hot reload failed for ${PACKAGE_NAME}`))
			say(`n8n can't load it: see ${n8n.logFile}`);
		else if (lines.includes(`Hot reload triggered for ${PACKAGE_NAME}`)) say('n8n loads it');
		if (wasRunning && !n8n.isRunning())
			say(`n8n has exited. The next change restarts it. Its log is ${n8n.logFile}`);
		wasRunning = n8n.isRunning();
		await sleep(200);
	}
}

const text = { type: 'string' } as const;

await command({
	usage,
	options: { port: text, folder: text, source: text },
	async run({ values: { port, folder, source: given = packageFolder } }, running) {
		const source = resolve(given);
		const n8n = await startForPerson(
			{
				folder: folder === undefined ? await temporaryFolder('dev') : resolve(folder),
				port: port === undefined ? undefined : parseWholeNumber('port', port, 1, 65_535),
				env: { N8N_DEV_RELOAD: 'true' },
			},
			source,
		);
		running.atEnd(async () => await n8n.stop());
		// n8n names its modules by the path without symlinks, and watches that path.
		const nodes = join(await realpath(n8n.folder), '.n8n', 'nodes', 'node_modules');
		const installed = join(nodes, PACKAGE_NAME);
		const restart = () => {
			say('n8n is restarted with it');
			n8n.restart().catch((error: Error) => say(error.message));
		};
		compile(source, join(installed, 'dist'), () => (n8n.isRunning() ? undefined : restart()));
		copyAssets(source, installed, restart);
		// n8n loads what was just compiled.
		await sleep(2_000);
		running.interrupted = 0;
		showAddress(n8n, folder === undefined);
		console.log('Watching nodes/, credentials/, and package.json. Press Ctrl-C to stop.');
		await reportOn(n8n, running);
	},
});
