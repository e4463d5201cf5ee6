/** @type {import('jest').Config} */
module.exports = {
	// Without e2e/, whose node_modules hold n8n: jest would look through them all.
	roots: ['<rootDir>/test', '<rootDir>/nodes', '<rootDir>/credentials'],
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	transform: {
		'/(e2e|lab)/.+\\.ts$': '<rootDir>/test/commonJs.cjs',
		'^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }],
	},
	globalSetup: '<rootDir>/test/globalSetup.ts',
	setupFiles: ['<rootDir>/test/setup.ts'],
	// Also on two cores: some tests wait for SiteGPT's retries most of the time.
	maxWorkers: '100%',
};
