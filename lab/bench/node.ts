/** What this package's own code takes: see `usage`. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { keep } from './saved.ts';
import type { NodeFigure } from './nodeProcess.ts';
import { documents, nodeTable } from './report.ts';
import { explain } from '../../e2e/host/failure.ts';
import { endKept } from '../../e2e/host/guarded.ts';
import { packageFolder } from '../../e2e/host/paths.ts';
import { step } from '../../e2e/host/progress.ts';
import { packPackage } from '../../e2e/host/tarball.ts';
import { unpack } from '../unpacked.ts';

const usage = `Usage: npm run bench:node -- [options]

Measures what webhook() of the Message Trigger takes and allocates a call: alone, step by step, and
inside n8n-core. Prints a table and writes it to docs/bench.md. About a minute; n8n is not started.

  --no-write  leave docs/ alone
  --help      show this text`;

async function measure(): Promise<NodeFigure[]> {
	const tarball = await packPackage();
	try {
		const folder = await unpack(tarball.path);
		const { stdout } = await promisify(execFile)(
			process.execPath,
			[
				'--expose-gc',
				// In MB: what one measurement of allocations makes has room in it.
				'--max-semi-space-size=128',
				'--min-semi-space-size=128',
				fileURLToPath(new URL('nodeProcess.ts', import.meta.url)),
				join(folder, 'package'),
			],
			// n8n-core keeps an encryption key in its user folder.
			{ timeout: 300_000, env: { ...process.env, N8N_USER_FOLDER: folder } },
		);
		// n8n-core may have had something to say before.
		return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as NodeFigure[];
	} finally {
		await tarball.remove();
	}
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { help: { type: 'boolean', short: 'h' }, 'no-write': { type: 'boolean' } },
	});
	if (values.help) {
		console.log(usage);
		return;
	}
	const figures = await step('Measure webhook()', measure);
	console.log(`\n${nodeTable(figures)}\n`);
	if (values['no-write']) return;
	await keep('node', figures);
	for (const [name, text] of Object.entries(await documents())) {
		await writeFile(join(packageFolder, 'docs', name), text);
		console.log(`Written: docs/${name}`);
	}
}

let exitCode = 0;
try {
	await main();
} catch (error) {
	const isUsage = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
	console.error(isUsage ? `${(error as Error).message}. See --help.` : explain(error));
	exitCode = isUsage ? 2 : 1;
}
await endKept();
process.exit(exitCode);
