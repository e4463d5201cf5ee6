import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFolder } from '../../harness/paths.ts';
import { readResults, resultsVariable, type Result } from './results.ts';

const nodeReporter = fileURLToPath(new URL('reporter.ts', import.meta.url));

function argumentsOf([file = '', ...args]: string[], results: string): string[] {
	if (!file.endsWith('.test.ts')) return [file, ...args];
	return [
		'--test',
		'--test-reporter=spec',
		'--test-reporter-destination=stdout',
		`--test-reporter=${nodeReporter}`,
		`--test-reporter-destination=${results}`,
		file,
	];
}

/**
 * Runs one of this repository's scripts with Node and streams its output. Node's test runner runs *.test.ts.
 * @returns one result per test, and at least one: a script without tests passes if its exit code is 0
 */
export async function runScript(
	[file = '', ...args]: string[],
	env: NodeJS.ProcessEnv = {},
	signal?: AbortSignal,
): Promise<Result[]> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-sitegpt-results-'));
	const results = join(folder, 'results.jsonl');
	try {
		const child = spawn(process.execPath, argumentsOf([file, ...args], results), {
			cwd: packageFolder,
			stdio: ['ignore', 'inherit', 'inherit'],
			// An outer node --test sets this, and it would change what the inner one writes.
			env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env, [resultsVariable]: results },
			signal,
			killSignal: 'SIGTERM',
		});
		const ended = await new Promise<string | number>((resolve) => {
			child.once('error', (error) => resolve(error.message));
			child.once('close', (code, killedBy) => resolve(code ?? killedBy ?? 'no exit code'));
		});
		const all = readResults(results);
		if (ended === 0 && all.length > 0) return all;
		const name = [file, ...args].join(' ');
		if (ended === 0 && !file.endsWith('.test.ts')) return [{ result: 'passed', name }];
		if (all.some(({ result }) => result === 'failed')) return all;
		const error = ended === 0 ? 'No tests ran' : `Exited with ${ended}`;
		return [...all, { result: 'failed', name, error }];
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
