import { Failure } from '../../e2e/host/failure.ts';
import type { Mutant } from './mutants.ts';
import type { Pool, TestWorker } from './pool.ts';
import type { Outcome } from './worker.ts';

/** A test file and what it does without a mutant. */
export interface Baseline {
	testFile: string;
	ms: number;
	calls: number;
	/** titles of the tests that reach each mutant; all of them if it is reached while a file is loaded */
	reached: Map<number, Set<string> | 'all'>;
	runs: number;
	/** how many runs with a mutant have failed */
	failures: number;
}

/** What became of a mutant. */
export interface Verdict {
	mutant: Mutant;
	/** unreached: no test runs that code */
	result: 'killed' | 'timed out' | 'survived' | 'unreached';
	/** the test that failed, and how */
	failure?: string;
}

/** Runs the test files without a mutant, to see what each test reaches. Leaves out those that reach none. */
export async function runBaselines(pool: Pool, testFiles: string[]): Promise<Baseline[]> {
	const baselines: Baseline[] = [];
	await pool.forEach(testFiles, async (testFile, worker) => {
		const outcome = await baselineOf(testFile, worker);
		const { failure, ms, calls, hits, hitsAtLoad } = outcome;
		const reached: Baseline['reached'] = new Map();
		for (const [title, mutants] of hits) {
			for (const id of mutants) {
				const titles = reached.get(id) ?? new Set();
				if (titles !== 'all') reached.set(id, titles.add(title));
			}
		}
		for (const id of hitsAtLoad) reached.set(id, 'all');
		if (reached.size === 0) return;
		if (failure !== undefined) {
			throw new Failure(`A test fails without a mutant:\n${testFile}: ${failure}`);
		}
		baselines.push({ testFile, ms, calls, reached, runs: 0, failures: 0 });
	});
	return baselines;
}

/** On a busy machine, a test may need a second attempt. */
async function baselineOf(testFile: string, worker: TestWorker): Promise<Outcome> {
	const attempt = async () => await worker.run({ testFile }, 300_000);
	const first = await attempt();
	const outcome = first && first.failure === undefined ? first : await attempt();
	if (outcome === undefined) throw new Failure(`${testFile} doesn't end, or its process dies.`);
	return outcome;
}

/** Runs the tests that reach a mutant, file by file until one fails. */
export async function tryMutant(
	mutant: Mutant,
	baselines: readonly Baseline[],
	worker: TestWorker,
): Promise<Verdict> {
	const reaching = baselines.filter(({ reached }) => reached.has(mutant.id));
	// First those that are quick and fail often.
	const cost = ({ ms, runs, failures }: Baseline) => (ms * (runs + 2)) / (failures + 1);
	for (const baseline of reaching.toSorted((a, b) => cost(a) - cost(b))) {
		const { testFile, calls, ms, reached } = baseline;
		const titles = reached.get(mutant.id)!;
		const tests = titles === 'all' || mutant.isAtLoad ? undefined : [...titles];
		const order = { testFile, mutant: mutant.id, tests, usualCalls: calls };
		const outcome = await worker.run(order, 20_000 + 5 * ms);
		baseline.runs++;
		if (outcome && outcome.failure === undefined) continue;
		baseline.failures++;
		const failure = outcome?.failure ?? `${testFile} did not end`;
		const isTimeout = outcome === undefined || failure.includes('Exceeded timeout of');
		return { mutant, result: isTimeout ? 'timed out' : 'killed', failure };
	}
	return { mutant, result: reaching.length > 0 ? 'survived' : 'unreached' };
}
