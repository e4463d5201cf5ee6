import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** The result of one test. */
export interface Result {
	result: 'passed' | 'failed' | 'skipped';
	name: string;
	error?: string;
}

/** The environment variable that names the file a test runner writes its results to. */
export const resultsVariable = 'RESULTS_FILE';

/** Appends one line of JSON per result. */
export function writeResults(file: string, results: Result[]): void {
	appendFileSync(file, results.map((result) => `${JSON.stringify(result)}\n`).join(''));
}

export function readResults(file: string): Result[] {
	if (!existsSync(file)) return [];
	const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
	return lines.map((line) => JSON.parse(line) as Result);
}
