import type { Program } from '../../e2e/host/programs.ts';

/** Something that passes or fails, with a name. */
export interface Suite {
	name: string;
	/** a line of --help */
	about: string;
	/** a script and its arguments; *.test.ts is for Node's test runner */
	script: string[];
	/** the same for --short, if that is another */
	short?: string[];
	/** what it needs on the machine beside npm */
	needs?: readonly Program[];
}

export interface SuiteSet {
	/** what --help says first */
	about: string;
	suites: Suite[];
	/** whether its suites need n8n and the packed package */
	inN8n?: boolean;
	/** whether --short is an option of it */
	hasShort?: boolean;
}

const postgres = ['postgres', 'initdb'] as const;
const queueMode = ['redis-server', 'haproxy', ...postgres] as const;

/** By what `node tools/run.ts` is given first. */
export const suiteSets: Record<string, SuiteSet> = {
	test: {
		about: 'The quick test: needs npm and nothing else.',
		suites: [
			{
				name: 'types',
				about: 'of the package and of its tests',
				script: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'test'],
			},
			{
				name: 'tool-types',
				about: 'of e2e/, lab/ and tools/',
				script: ['node_modules/typescript/bin/tsc', '-p', 'e2e'],
			},
			{
				name: 'lint',
				about: "eslint, with n8n's rules",
				script: ['node_modules/eslint/bin/eslint.js', '.'],
			},
			{
				name: 'format',
				about: 'prettier',
				script: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
			},
			{
				name: 'identity',
				about: 'npm run release:check: whether the package says everywhere whose it is',
				script: ['tools/identity.ts'],
			},
			{
				name: 'jest',
				about: "the rules alone, the nodes inside n8n-core, the packed tarball, n8n's scan",
				script: [
					'node_modules/jest/bin/jest.js',
					'--reporters=default',
					'--reporters=<rootDir>/tools/runner/jestReporter.cjs',
				],
			},
		],
	},
	e2e: {
		about: 'The packed package in a real n8n.',
		inN8n: true,
		suites: [
			{
				name: 'contract',
				about: 'the triggers over HTTP: what only a real n8n can tell',
				script: ['e2e/contract.test.ts'],
			},
			{
				name: 'action',
				about: 'the SiteGPT node',
				script: ['e2e/action.test.ts'],
			},
			{
				name: 'api',
				about: "the SiteGPT node's operations, against a server that stands for SiteGPT",
				script: ['e2e/api.test.ts'],
			},
			{
				name: 'polling',
				about: 'the polling trigger, with n8n killed between a poll and its execution',
				script: ['e2e/polling.test.ts'],
			},
			{
				name: 'live',
				about: 'npm run live, against the same server',
				script: ['e2e/live.test.ts'],
			},
			{
				name: 'examples',
				about: 'the workflows of examples/, up to the services outside of n8n',
				script: ['e2e/examples.test.ts'],
				needs: postgres,
			},
			{
				name: 'browser',
				about: 'the editor, as a new person uses it; SCREENSHOTS=1 takes docs/images/ again',
				script: ['e2e/browser.test.ts'],
				needs: ['chromium'],
			},
			{
				name: 'demo',
				about: 'npm run demo: an event of each kind, there and back',
				script: ['tools/demo.ts', '--once'],
			},
			{
				name: 'dev',
				about: 'npm run dev: n8n loads a change while it runs',
				script: ['tools/dev.test.ts'],
			},
		],
	},
	lab: {
		about: 'What is run for figures. Each suite writes its file of docs/, except with --short.',
		inN8n: true,
		hasShort: true,
		suites: [
			{
				name: 'sender',
				about: 'the program that delivers as SiteGPT does, by itself; writes nothing',
				script: ['lab/sender/sender.test.ts'],
			},
			{
				name: 'faults',
				about: 'kills, a failing store, bursts, bad input; writes docs/reliability.md (hours)',
				script: ['lab/faults.ts'],
				short: ['lab/faults.test.ts'],
				needs: queueMode,
			},
			{
				name: 'bench',
				about:
					"how the triggers compare with n8n's Webhook node; writes docs/bench.md (20 minutes)",
				script: ['lab/bench.ts'],
				short: ['lab/bench.test.ts'],
			},
			{
				name: 'queue',
				about: 'what an event costs in queue mode; writes docs/scaling.md (10 minutes)',
				script: ['lab/bench.ts', '--part', 'queue'],
				short: ['lab/bench.ts', '--part', 'queue', '--short'],
				needs: queueMode,
			},
			{
				name: 'deploy',
				about: 'what deploy/ sends where: forms, MCP, forwarded headers; writes nothing',
				script: ['lab/deploy.test.ts'],
				needs: queueMode,
			},
			{
				name: 'versions',
				about:
					'the suites of the nodes in older versions of n8n; writes docs/versions.md (an hour)',
				script: ['lab/versions.ts'],
				// The one version that is installed anyway: the older ones take 3 GB each.
				short: ['lab/versions.ts', '--installed', '--suite', 'action'],
			},
		],
	},
	all: {
		about: 'Everything, as CI runs it.',
		suites: [
			{ name: 'test', about: 'npm test', script: ['tools/run.ts', 'test'] },
			{ name: 'e2e', about: 'npm run e2e', script: ['tools/run.ts', 'e2e'] },
			{ name: 'lab', about: 'npm run lab -- --short', script: ['tools/run.ts', 'lab', '--short'] },
		],
	},
};
