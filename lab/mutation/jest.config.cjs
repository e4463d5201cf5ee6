const { join } = require('node:path');
const usual = require('../../jest.config.js');

/** The tests in one folder, without a check of types, which takes longer than the tests. */
module.exports = {
	...usual,
	rootDir: join(__dirname, '..', '..'),
	testMatch: [`<rootDir>/test/${process.env.MUTATION_TESTS}/**/*.test.ts`],
	testSequencer: '<rootDir>/lab/mutation/sequencer.cjs',
	transform: { '^.+\\.ts$': '<rootDir>/test/commonJs.cjs' },
};
