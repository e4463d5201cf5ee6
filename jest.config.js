const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
module.exports = {
	// Not e2e/: its node_modules contain n8n, and jest would scan all of it.
	roots: ['<rootDir>/test', '<rootDir>/nodes', '<rootDir>/credentials'],
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	transform: {
		'/(e2e|harness|lab|tools)/.+\\.ts$': '<rootDir>/test/commonJs.cjs',
		'^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }],
	},
	globalSetup: '<rootDir>/test/globalSetup.ts',
	setupFiles: ['<rootDir>/test/setup.ts'],
	// On a busy machine, a property or a start of n8n-core takes longer than jest's 5 seconds.
	testTimeout: 20_000,
	// One more than cores: some tests spend most of their time waiting for SiteGPT's retries.
	maxWorkers: availableParallelism() + 1,
};
