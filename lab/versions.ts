/** Runs the suites in several versions of n8n: see `usage`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command, UsageError } from '../harness/command.ts';
import { explain } from '../harness/failure.ts';
import { packPackage } from '../harness/n8n/tarball.ts';
import { packageFolder } from '../harness/paths.ts';
import { step } from '../harness/progress.ts';
import { runScript } from '../tools/runner/script.ts';
import { writeBetweenComments } from './betweenComments.ts';
import {
	compatibility,
	document,
	suites,
	type VersionRow,
	versionTable,
} from './versions/document.ts';
import { ensureVersion, getFolder } from './versions/install.ts';
import { type Version, versions } from './versions/versions.ts';

const usage = `Usage: npm run lab -- versions [options]

Runs the suites in several versions of n8n, and prints a table. Each version is installed once, in
e2e/.cache (about 5 minutes and 3 GB each). If all versions and suites run, also writes
docs/measurements/versions.md and Compatibility in the README.
The exit code is 0 only if every test passed.

Options:
  --only VERSION  run this version of n8n only; may be given several times
  --installed     run only the version that the other suites use
  --suite NAME    run this suite only: ${suites.join(' or ')}
  --list          list the versions, and run nothing
  --help          show this text`;

async function runVersion(version: Version, chosen: string[], tarball: string) {
	const row: VersionRow = { version, suites: chosen, passed: 0, failures: [] };
	const name = `n8n ${version.n8n}`;
	const env = { E2E_TARBALL: tarball, E2E_N8N_FOLDER: getFolder(version) };
	try {
		await step(`Look for ${name}`, async ({ note }) => await ensureVersion(version, note));
		for (const suite of chosen) {
			console.log(`Run ${suite} in ${name}`);
			for (const { result, name, error } of await runScript(`e2e/${suite}.test.ts`, env)) {
				if (result === 'passed') row.passed++;
				else row.failures.push(`${result}: ${name}${error ? `: ${error}` : ''}`);
			}
		}
	} catch (error) {
		// The other versions can still run.
		console.error(explain(error));
		row.failures.push(explain(error));
	}
	return row;
}

async function writeDocument(rows: VersionRow[]): Promise<void> {
	const manifest = await readFile(join(packageFolder, 'package.json'), 'utf8');
	const { version } = JSON.parse(manifest) as { version: string };
	const path = join(packageFolder, 'docs', 'measurements', 'versions.md');
	await writeFile(path, document(rows, version));
	await writeBetweenComments('README.md', 'versions', compatibility(rows));
	console.log('\nWritten to docs/measurements/versions.md and the README.');
}

/** @throws {UsageError} */
function chosen<T>(all: readonly T[], names: string[], nameOf: (one: T) => string): T[] {
	const unknown = names.find((name) => !all.some((one) => nameOf(one) === name));
	if (unknown !== undefined) {
		throw new UsageError(`Unknown: "${unknown}". Choose from ${all.map(nameOf).join(', ')}.`);
	}
	return all.filter((one) => names.length === 0 || names.includes(nameOf(one)));
}

await command({
	usage,
	options: {
		list: { type: 'boolean' },
		installed: { type: 'boolean' },
		only: { type: 'string', multiple: true },
		suite: { type: 'string', multiple: true },
	},
	async run({ values: { list, installed, only = [], suite = [] } }) {
		const named = chosen(versions, only, ({ n8n }) => n8n);
		const wanted = installed ? named.filter((one) => getFolder(one) === undefined) : named;
		const wantedSuites = chosen(suites, suite, (name) => name);
		if (list) {
			for (const { n8n, node } of wanted) console.log(`n8n ${n8n} on Node ${node}`);
			return true;
		}
		const tarball = await packPackage();
		const rows: VersionRow[] = [];
		for (const version of wanted) {
			rows.push(await runVersion(version, wantedSuites, tarball.path));
		}
		await tarball.remove();
		console.log(`\n${versionTable(rows)}`);
		const isWhole = rows.length === versions.length && wantedSuites.length === suites.length;
		if (isWhole) await writeDocument(rows);
		return rows.every(({ failures }) => failures.length === 0);
	},
});
