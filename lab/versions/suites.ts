import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeAtEnd, startKept } from '../../e2e/host/guarded.ts';
import { lastLines } from '../../e2e/host/npm.ts';
import { hostFolder } from '../../e2e/host/paths.ts';
import { folderOf } from './install.ts';
import type { Outcome } from '../../tools/runner/reporter.ts';
import type { Version } from './versions.ts';

export const suites = ['contract', 'action'] as const;
export type Suite = (typeof suites)[number];

export interface Result {
	passed: number;
	/** with those left out, and a suite that could not be run at all */
	faults: string[];
}

/** s between two lines of progress */
const reportEvery = 15;

/** Runs a suite in an n8n of this version, as `node --test` would without one. */
export async function runSuite(
	suite: Suite,
	version: Version,
	tarball: string,
	onProgress: (line: string) => void,
): Promise<Result> {
	const file = join(hostFolder, `${suite}.test.ts`);
	if (!existsSync(file)) return { passed: 0, faults: [`${file} is missing`] };
	const logs = await mkdtemp(join(tmpdir(), 'n8n-nodes-sitegpt-versions-'));
	removeAtEnd(logs);
	const outcomes = join(logs, 'outcomes.jsonl');
	const logFile = join(logs, 'output.log');
	const tick = setInterval(() => {
		void readOutcomes(outcomes).then((all) => onProgress(`${suite}: ${all.length} tests so far`));
	}, reportEvery * 1000);
	try {
		const kept = await startKept({
			command: process.execPath,
			args: [
				'--test',
				`--test-reporter=${fileURLToPath(new URL('../../tools/runner/reporter.ts', import.meta.url))}`,
				`--test-reporter-destination=${outcomes}`,
				'--test-reporter=spec',
				'--test-reporter-destination=stdout',
				file,
			],
			cwd: hostFolder,
			env: environment(version, tarball),
			logFile,
		});
		const { code } = await kept.ended;
		const all = await readOutcomes(outcomes);
		const faults = all
			.filter(({ outcome }) => outcome !== 'passed')
			.map(({ outcome, name, error }) => `${outcome}: ${name}${error ? `: ${error}` : ''}`);
		if (faults.length === 0 && (code !== 0 || all.length === 0)) {
			const output = await readFile(logFile, 'utf8');
			faults.push(`the suite ended with ${code}:\n${lastLines(output)}`);
		}
		return { passed: all.filter(({ outcome }) => outcome === 'passed').length, faults };
	} finally {
		clearInterval(tick);
		await rm(logs, { recursive: true, force: true });
	}
}

function environment(version: Version, tarball: string): Record<string, string> {
	const env: Record<string, string> = { E2E_TARBALL: tarball };
	for (const [name, value] of Object.entries(process.env)) {
		// Set by an outer node --test, it would change what the inner one writes.
		if (value !== undefined && name !== 'NODE_TEST_CONTEXT') env[name] ??= value;
	}
	const folder = folderOf(version);
	if (folder === undefined) delete env.E2E_N8N_FOLDER;
	else env.E2E_N8N_FOLDER = folder;
	return env;
}

async function readOutcomes(path: string): Promise<Outcome[]> {
	const text = await readFile(path, 'utf8').catch(() => '');
	// The last line may not be written to its end yet.
	const lines = text.split('\n').slice(0, -1);
	return lines.map((line) => JSON.parse(line) as Outcome);
}
