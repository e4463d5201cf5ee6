/** @type {import('jest').Config} */
module.exports = {
	// Without e2e/, whose node_modules hold n8n: jest would look through them all.
	roots: ['<rootDir>/test', '<rootDir>/nodes', '<rootDir>/credentials'],
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	transform: {
		// Written for Node as it is, with ES modules; `npm run e2e` checks its types.
		'/e2e/.+\\.ts$|/lab/.+\\.ts$': [
			'ts-jest',
			{
				tsconfig: { module: 'commonjs', target: 'es2022', isolatedModules: true },
				diagnostics: false,
			},
		],
		'^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }],
	},
	globalSetup: '<rootDir>/test/globalSetup.ts',
	setupFiles: ['<rootDir>/test/setup.ts'],
	// Also on two cores: some tests wait for SiteGPT's retries most of the time.
	maxWorkers: '100%',
};
