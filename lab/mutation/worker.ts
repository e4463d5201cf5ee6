/**
 * Runs test files with one mutant on, in one process with one Jest, so that a run takes a fraction of the
 * time that a new Jest takes to start. pool.ts starts it.
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** What to run. */
export interface Order {
	/** path within the repository */
	testFile: string;
	/** without it, the code is as it is */
	mutant?: number;
	/** the titles of the tests to run; all of them without it */
	tests?: string[];
	/** how often switches are passed without a mutant */
	usualCalls?: number;
	/** how long a test may take; replaces its own timeout */
	testTimeoutMs?: number;
}

/** How it went. */
export interface Outcome {
	/** the first test that failed, and why */
	failure?: string;
	/** whether it wasn't a test that failed: for example, a file couldn't be loaded */
	isOutsideTests: boolean;
	ms: number;
	/** of the slowest test */
	slowestMs: number;
	calls: number;
	/** mutants that are reached while files are loaded and between tests */
	hitsAtLoad: number[];
	/** mutants that each test reaches, by its title */
	hits: Array<[title: string, mutants: number[]]>;
	/** how much memory is in use */
	memoryMb: number;
}

interface Jest {
	runCLI(
		argv: Record<string, unknown>,
		projects: string[],
	): Promise<{ results: { success: boolean; testResults: Array<{ failureMessage?: string }> } }>;
}

const { runCLI } = createRequire(import.meta.url)('jest') as Jest;
const runKey = Symbol.for('n8n-nodes-sitegpt mutation run');
const [, , rootFolder = '', config = ''] = process.argv;

/** V8 would let it grow to several GB first. */
const MAX_HEAP_MB = 500;

function memoryMb(): number {
	const inUse = () => process.memoryUsage().heapUsed / 1e6;
	if (inUse() > MAX_HEAP_MB) globalThis.gc?.();
	return inUse();
}

async function run(order: Order): Promise<Outcome> {
	const { testFile, mutant, tests, usualCalls = Infinity, testTimeoutMs } = order;
	const started = performance.now();
	const current = {
		mutant,
		tests: tests && new Set(tests),
		usualCalls,
		testTimeoutMs,
		calls: 0,
		slowestMs: 0,
		failure: undefined as string | undefined,
		hitsAtLoad: new Set<number>(),
		hits: new Map<string, Set<number>>(),
	};
	Object.assign(globalThis, { [runKey]: current });
	const { results } = await runCLI(
		{
			_: [testFile],
			$0: '',
			runTestsByPath: true,
			runInBand: true,
			silent: true,
			reporters: [],
			watchman: false,
			config,
		},
		[rootFolder],
	);
	const isOutsideTests = !results.success && current.failure === undefined;
	if (isOutsideTests) current.failure = results.testResults[0]?.failureMessage ?? 'Jest failed';
	return {
		failure: current.failure,
		isOutsideTests,
		ms: performance.now() - started,
		slowestMs: current.slowestMs,
		calls: current.calls,
		hitsAtLoad: [...current.hitsAtLoad],
		hits: [...current.hits].map(([title, mutants]) => [title, [...mutants]]),
		memoryMb: memoryMb(),
	};
}

// What a mutant leaves running may fail after its tests, which is nothing to do with the next ones.
process.on('uncaughtException', () => {});
process.on('unhandledRejection', () => {});

// In a thread, because a mutant may keep this one busy forever.
new Worker(
	`setInterval(() => { if (process.ppid !== ${process.ppid}) process.kill(${process.pid}, 'SIGKILL'); }, 500)`,
	{ eval: true },
).unref();

process.on('message', (order: Order) => {
	void run(order).then((outcome) => process.send!(outcome));
});
process.on('disconnect', () => process.exit());
