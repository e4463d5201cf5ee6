const { TestEnvironment } = require('jest-environment-node');

/** How often code can be run through, compared with a run of the same tests without a mutant. */
const MAX_CALLS_FACTOR = 5;
const MIN_CALLS = 1_000_000;

/** How worker.ts gives and takes what belongs to the run of a test file. */
const runKey = Symbol.for('n8n-nodes-sitegpt mutation run');

/**
 * Jest's environment for Node, in which the switches of the mutants work. It records which mutants each test
 * reaches, and skips the tests that don't reach the mutant that is on, and all tests after one that fails.
 */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		this.run = globalThis[runKey];
		this.hits = this.run.hitsAtLoad;
		let calls = 0;
		const maxCalls = Math.max(MIN_CALLS, this.run.usualCalls * MAX_CALLS_FACTOR);
		this.global.__mutant = (id) => {
			if (++calls > maxCalls) throw new Error('A loop does not end');
			// What a test has left running goes on without the mutant, so that it ends.
			if (this.isOver) return false;
			this.run.calls = calls;
			this.hits.add(id);
			return id === this.run.mutant;
		};
	}

	async handleTestEvent({ name, test }) {
		if (name === 'test_start') {
			const title = titleOf(test);
			const { tests, hits, testTimeoutMs } = this.run;
			if (this.run.failure !== undefined || (tests && !tests.has(title))) test.mode = 'skip';
			if (testTimeoutMs !== undefined) test.timeout = testTimeoutMs;
			if (!hits.has(title)) hits.set(title, new Set());
			this.hits = hits.get(title);
		} else if (name === 'test_done') {
			this.hits = this.run.hitsAtLoad;
			this.run.slowestMs = Math.max(this.run.slowestMs, test.duration ?? 0);
			if (test.errors.length > 0)
				this.run.failure ??= `${titleOf(test)}: ${textOf(test.errors[0])}`;
		}
	}

	async teardown() {
		this.isOver = true;
		await super.teardown();
	}
};

function titleOf({ name, parent }) {
	return parent ? `${titleOf(parent)} ${name}`.trimStart() : '';
}

/** An entry of Jest's list of errors: what was thrown, or that and an error with a stack. */
function textOf(entry) {
	const error = Array.isArray(entry) ? (entry[0] ?? entry[1]) : entry;
	return String(error?.message ?? error);
}
