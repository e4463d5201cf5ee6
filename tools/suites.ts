import type { Program } from '../harness/programs.ts';

/** A named script that passes or fails. */
export interface Suite {
	name: string;
	/** its line in --help */
	about: string;
	/** a script and its arguments; Node's test runner runs *.test.ts */
	script: string;
	/** the script for --short, if it is different */
	short?: string;
	needs?: readonly Program[];
	/** whether it only reads files and says little, so that it runs at the same time as the other checks */
	isCheck?: boolean;
	/** whether --short only includes it if it's named: it takes long, and npm test runs the same tests once */
	onlyByName?: boolean;
	/** whether it needs n8n and the packed package */
	inN8n?: boolean;
}

const postgres = ['postgres', 'initdb'] as const;
const queueMode = ['redis-server', 'haproxy', ...postgres] as const;

// prettier-ignore
const test: Suite[] = [
	{ name: 'types', about: 'type check of the package and its tests', script: 'node_modules/typescript/bin/tsc --noEmit -p test', isCheck: true },
	{ name: 'tool-types', about: 'type check of harness/, e2e/, lab/, and tools/', script: 'node_modules/typescript/bin/tsc -p e2e', isCheck: true },
	{ name: 'lint', about: "eslint, with n8n's rules", script: 'node_modules/eslint/bin/eslint.js .', isCheck: true },
	{ name: 'rooms', about: 'which folder may import what, by .dependency-cruiser.cjs', script: 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs nodes credentials harness e2e lab tools test', isCheck: true },
	{ name: 'format', about: 'prettier', script: 'node_modules/prettier/bin/prettier.cjs --check --log-level warn .', isCheck: true },
	{ name: 'identity', about: 'npm run release:check: whether the whole package names the same repository', script: 'tools/identity.ts', isCheck: true },
	{ name: 'jest', about: "unit tests, the nodes inside n8n-core, the packed tarball, n8n's scan", script: 'node_modules/jest/bin/jest.js --reporters=default --reporters=<rootDir>/tools/runner/jestReporter.cjs' },
];

// prettier-ignore
const e2e: Suite[] = [
	{ name: 'contract', about: 'the triggers over HTTP: what only a real n8n can show', script: 'e2e/contract.test.ts' },
	{ name: 'action', about: 'the SiteGPT node: test events', script: 'e2e/action.test.ts' },
	{ name: 'api', about: "the SiteGPT node's operations, against a mock SiteGPT server", script: 'e2e/api.test.ts' },
	{ name: 'polling', about: 'the polling trigger: backlogs, republishing, failed polls, kills, the durable scheduler', script: 'e2e/polling.test.ts' },
	{ name: 'polling-queue', about: 'the polling trigger in queue mode, with Postgres cut off while a poll emits', script: 'e2e/pollingQueue.test.ts', needs: queueMode },
	{ name: 'live', about: 'npm run live, against the same mock server', script: 'e2e/live.test.ts' },
	{ name: 'examples', about: 'the workflows in examples/, with mock versions of outside services', script: 'e2e/examples.test.ts', needs: postgres },
	{ name: 'browser', about: "the editor, from a new user's view; SCREENSHOTS=1 retakes docs/images/", script: 'e2e/browser.test.ts', needs: ['chromium', 'curl'] },
	{ name: 'demo', about: 'npm run demo: sends and receives one event of each kind', script: 'tools/demo.ts --once' },
	{ name: 'dev', about: 'npm run dev: a running n8n loads a change', script: 'tools/dev.test.ts' },
];

// prettier-ignore
const lab: Suite[] = [
	{ name: 'sender', about: 'tests of the program that delivers like SiteGPT; writes nothing', script: 'lab/sender.test.ts' },
	{ name: 'faults', about: 'kills, a failing database, bursts, bad input; writes docs/ (hours)', script: 'lab/faults.ts', short: 'lab/faults.test.ts', needs: queueMode },
	{ name: 'bench', about: "how the triggers compare with n8n's Webhook node; writes docs/ (20 minutes)", script: 'lab/bench.ts', short: 'lab/bench.test.ts' },
	{ name: 'queue', about: 'what an event costs in queue mode; writes docs/ (10 minutes)', script: 'lab/bench.ts --part queue', short: 'lab/bench.ts --part queue --short', needs: queueMode },
	{ name: 'polling', about: 'what polling costs; writes docs/ (half an hour)', script: 'lab/polling.ts', short: 'lab/polling.ts --short' },
	{ name: 'api', about: "how the SiteGPT node's calls compare with n8n's HTTP Request node; writes docs/ (10 minutes)", script: 'lab/api.ts', short: 'lab/api.ts --short' },
	{ name: 'deploy', about: 'how deploy/ routes forms, MCP, and forwarded headers; writes nothing', script: 'lab/deploy.test.ts', needs: queueMode },
	{ name: 'versions', about: "the nodes' e2e suites in older n8n versions; writes docs/ (an hour)", script: 'lab/versions.ts', short: 'lab/versions.ts --installed --suite action' },
	{ name: 'polling-model', about: 'random histories of SiteGPT and n8n against the polling trigger; writes nothing', script: 'lab/pollingModel.ts', short: 'lab/pollingModel.ts --short', onlyByName: true, inN8n: false },
	{ name: 'mutation', about: 'whether the tests notice small changes of nodes/api, or of another folder; writes nothing (20 minutes)', script: 'lab/mutation.ts', short: 'lab/mutation.ts --short', onlyByName: true, inN8n: false },
];

const inN8n = (suites: Suite[]): Suite[] => suites.map((suite) => ({ inN8n: true, ...suite }));

/** By the first argument of `node tools/run.ts`: the first sentence of --help, and the suites. */
export const suiteSets: Record<string, { about: string; suites: Suite[] }> = {
	test: { about: 'The quick test. Needs only npm.', suites: test },
	e2e: { about: 'Tests the packed package in a real n8n.', suites: inN8n(e2e) },
	lab: {
		about:
			'Measurements. Each suite writes its file in docs/measurements/ and its part of docs/measurements.md, except with --short.',
		suites: inN8n(lab),
	},
	all: {
		about: 'Everything, as CI runs it; the suites of npm run lab in their short form.',
		suites: [...test, ...inN8n(e2e), ...inN8n(lab)],
	},
};
