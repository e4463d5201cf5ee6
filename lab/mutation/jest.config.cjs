const { join } = require('node:path');
const usual = require('../../jest.config.js');

const { MUTATION_TESTS: room } = process.env;

/** The tests of one room, alone and in n8n's own contexts, without a check of types, which takes longer than the tests. */
module.exports = {
	...usual,
	rootDir: join(__dirname, '..', '..'),
	testMatch: [`<rootDir>/test/${room}/**/*.test.ts`, `<rootDir>/test/n8n/${room}*.test.ts`],
	testPathIgnorePatterns: process.env.MUTATION_IGNORE ? [process.env.MUTATION_IGNORE] : [],
	testSequencer: '<rootDir>/lab/mutation/sequencer.cjs',
	transform: { '^.+\\.ts$': '<rootDir>/test/commonJs.cjs' },
};
