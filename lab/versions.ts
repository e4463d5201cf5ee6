/** The suites in several versions of n8n: see `usage` in versions/options.ts. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { explain } from '../e2e/host/failure.ts';
import { endKept } from '../e2e/host/guarded.ts';
import { UsageError } from '../tools/command.ts';
import { packageFolder } from '../e2e/host/paths.ts';
import { step } from '../e2e/host/progress.ts';
import { packPackage } from '../e2e/host/tarball.ts';
import { ensureVersion } from './versions/install.ts';
import { readOptions, usage, type VersionsOptions } from './versions/options.ts';
import { runSuite, suites, type Suite } from './versions/suites.ts';
import { document, markdownTable, type Row } from './versions/table.ts';
import { versions, type Version } from './versions/versions.ts';

async function runVersion(version: Version, chosen: Suite[], tarball: string): Promise<Row> {
	const row: Row = { version, suites: chosen, passed: 0, faults: [] };
	const name = `n8n ${version.n8n}`;
	try {
		await step(`Look for ${name}`, async ({ note }) => await ensureVersion(version, note));
		for (const suite of chosen) {
			await step(`Run ${suite} in ${name}`, async ({ note }) => {
				const { passed, faults } = await runSuite(suite, version, tarball, note);
				row.passed += passed;
				row.faults.push(...faults);
				note(`${suite}: ${passed} passed, ${faults.length} failed`);
				for (const fault of faults) note(fault);
			});
		}
	} catch (error) {
		// The other versions can be tried all the same.
		console.error(explain(error));
		row.faults.push(explain(error));
	}
	return row;
}

async function run(options: VersionsOptions): Promise<boolean> {
	const tarball = await step('Build and pack the package', async () => await packPackage());
	const rows: Row[] = [];
	try {
		for (const version of options.versions) {
			rows.push(await runVersion(version, options.suites, tarball.path));
		}
	} finally {
		await tarball.remove();
	}
	console.log(`\n${markdownTable(rows)}`);
	const isWhole = rows.length === versions.length && options.suites.length === suites.length;
	if (isWhole) await writeDocument(rows);
	return rows.every(({ faults }) => faults.length === 0);
}

async function writeDocument(rows: Row[]): Promise<void> {
	const manifest = await readFile(join(packageFolder, 'package.json'), 'utf8');
	const { version } = JSON.parse(manifest) as { version: string };
	await mkdir(join(packageFolder, 'docs'), { recursive: true });
	await writeFile(join(packageFolder, 'docs', 'versions.md'), document(rows, version));
	console.log('\nWritten to docs/versions.md.');
}

for (const [signal, exitCode] of [
	['SIGINT', 130],
	['SIGTERM', 143],
] as const) {
	process.once(signal, () => void endKept().then(() => process.exit(exitCode)));
}

try {
	const options = readOptions(process.argv.slice(2));
	if (options.help) console.log(usage);
	else if (options.list) {
		for (const { n8n, node } of options.versions) console.log(`n8n ${n8n} on Node ${node}`);
	} else {
		process.exitCode = (await run(options)) ? 0 : 1;
	}
} catch (error) {
	console.error(error instanceof UsageError ? error.message : explain(error));
	process.exitCode = error instanceof UsageError ? 2 : 1;
}
await endKept();
