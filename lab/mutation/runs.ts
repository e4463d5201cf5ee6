import { Failure } from '../../harness/failure.ts';
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
	/** of its slowest test */
	slowestMs: number;
	/** of the runs with mutants so far */
	runs: { count: number; failures: number; ms: number };
}

/** How it went with a mutant. */
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
		const { failure, ms, slowestMs, calls, hits, hitsAtLoad } = outcome;
		const reached: Baseline['reached'] = new Map();
		for (const [title, mutants] of hits) {
			for (const id of mutants) {
				const titles = reached.get(id) ?? new Set();
				if (titles !== 'all') reached.set(id, titles.add(title));
			}
		}
		for (const id of hitsAtLoad) reached.set(id, 'all');
		if (reached.size === 0 && !outcome.isOutsideTests) return;
		if (failure !== undefined) {
			throw new Failure(`A test fails without a mutant:\n${testFile}: ${failure}`);
		}
		const runs = { count: 0, failures: 0, ms: 0 };
		baselines.push({ testFile, ms, slowestMs, calls, reached, runs });
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
	for (const baseline of reaching.toSorted((a, b) => costOf(a) - costOf(b))) {
		const failure = await failureOf(mutant, baseline, worker);
		if (failure === undefined) continue;
		const isTimeout = failure === NOT_ENDED || failure.includes('Exceeded timeout of');
		return { mutant, result: isTimeout ? 'timed out' : 'killed', failure };
	}
	return { mutant, result: reaching.length > 0 ? 'survived' : 'unreached' };
}

/** The time until a mutant is killed, if only this file's tests were run. */
function costOf({ ms, runs }: Baseline): number {
	return ((ms + runs.ms) / (runs.count + 1)) * ((runs.count + 2) / (runs.failures + 1));
}

const NOT_ENDED = 'The test file did not end';

async function failureOf(
	{ id, isAtLoad }: Mutant,
	{ testFile, ms, slowestMs, calls, reached, runs }: Baseline,
	worker: TestWorker,
): Promise<string | undefined> {
	const titles = reached.get(id)!;
	const order = {
		testFile,
		mutant: id,
		tests: titles === 'all' || isAtLoad ? undefined : [...titles],
		usualCalls: calls,
		// Jest's default, and more for slow tests and slow machines.
		testTimeoutMs: 5_000 + 5 * slowestMs,
	};
	const maxMs = 30_000 + 10 * ms;
	const attempt = async () => await worker.run(order, maxMs);
	let outcome = await attempt();
	if (outcome?.isOutsideTests) {
		// It may come from what an earlier mutant has left running in this process.
		await worker.restart();
		outcome = await attempt();
	}
	const failure = outcome ? outcome.failure : NOT_ENDED;
	runs.count++;
	runs.ms += outcome?.ms ?? maxMs;
	if (failure !== undefined) runs.failures++;
	return failure;
}
