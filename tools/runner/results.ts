import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** What one test came to. */
export interface Result {
	result: 'passed' | 'failed' | 'skipped';
	name: string;
	error?: string;
}

/** The environment variable that names the file into which a test runner writes its results. */
export const resultsVariable = 'RESULTS_FILE';

/** A line of JSON each. */
export function writeResults(file: string, results: Result[]): void {
	appendFileSync(file, results.map((result) => `${JSON.stringify(result)}\n`).join(''));
}

export function readResults(file: string): Result[] {
	if (!existsSync(file)) return [];
	const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
	return lines.map((line) => JSON.parse(line) as Result);
}
