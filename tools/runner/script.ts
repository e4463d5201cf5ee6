import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFolder } from '../../harness/paths.ts';

export interface TestResult {
	result: 'passed' | 'failed' | 'skipped';
	name: string;
	error?: string;
}

const nodeReporter = fileURLToPath(new URL('reporter.ts', import.meta.url));

/**
 * Runs one of this repository's scripts with Node and streams its output. Node's test runner runs *.test.ts.
 * @returns one result per test, and at least one: a script without tests passes if its exit code is 0
 */
export async function runScript(
	script: string,
	env: NodeJS.ProcessEnv = {},
	signal?: AbortSignal,
): Promise<TestResult[]> {
	const file = join(tmpdir(), `n8n-nodes-sitegpt-results-${crypto.randomUUID()}.jsonl`);
	const isTest = script.endsWith('.test.ts');
	const reporters = [
		...['--test', '--test-reporter=spec', '--test-reporter-destination=stdout'],
		...[`--test-reporter=${nodeReporter}`, `--test-reporter-destination=${file}`],
	];
	const child = spawn(process.execPath, [...(isTest ? reporters : []), ...script.split(' ')], {
		cwd: packageFolder,
		stdio: ['ignore', 'inherit', 'inherit'],
		// An outer node --test sets this, and it would change what the inner one writes.
		env: { ...process.env, NODE_TEST_CONTEXT: undefined, ...env, RESULTS_FILE: file },
		signal,
		killSignal: 'SIGTERM',
	});
	const ended = await new Promise<string | number>((resolve) => {
		child.once('error', (error) => resolve(error.message));
		child.once('close', (code, killedBy) => resolve(code ?? killedBy ?? 'no exit code'));
	});
	const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(0, -1);
	await rm(file, { force: true });
	const results = lines.map((line) => JSON.parse(line) as TestResult);
	if (ended === 0 && results.length > 0) return results;
	if (ended === 0 && !isTest) return [{ result: 'passed', name: script }];
	if (results.some(({ result }) => result === 'failed')) return results;
	const error = ended === 0 ? 'No tests ran' : `Exited with ${ended}`;
	return [...results, { result: 'failed', name: script, error }];
}
