const { appendFileSync } = require('node:fs');

/** A jest reporter: appends one line of JSON per test to the file that RESULTS_FILE names. */
module.exports = class {
	onTestResult({ path }, { testResults, testExecError }) {
		const tests = testResults.map(({ status, fullName, failureMessages }) => ({
			result: { passed: 'passed', failed: 'failed' }[status] ?? 'skipped',
			name: fullName,
			error: failureMessages[0],
		}));
		// A file that can't run has no tests to report.
		if (testExecError) {
			tests.push({ result: 'failed', name: path, error: testExecError.message });
		}
		const lines = tests.map((test) => `${JSON.stringify(test)}\n`);
		appendFileSync(process.env.RESULTS_FILE, lines.join(''));
	}
};
