const { appendFileSync } = require('node:fs');

/** A reporter for jest: adds a line of JSON for each test to the file RESULTS_FILE. */
module.exports = class {
	onTestResult({ path }, { testResults, testExecError }) {
		const tests = testResults.map(({ status, fullName, failureMessages }) => ({
			result: { passed: 'passed', failed: 'failed' }[status] ?? 'skipped',
			name: fullName,
			error: failureMessages[0],
		}));
		// A file that could not be run has no tests.
		if (testExecError) {
			tests.push({ result: 'failed', name: path, error: testExecError.message });
		}
		const lines = tests.map((test) => `${JSON.stringify(test)}\n`);
		appendFileSync(process.env.RESULTS_FILE, lines.join(''));
	}
};
