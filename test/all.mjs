// The whole test: `npm test`. Runs each step in turn, shows its output as it comes, goes on after a step
// that fails, and ends with one line of what passed and failed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const temporary = mkdtempSync(join(tmpdir(), 'n8n-nodes-sitegpt-test-'));
const jestReport = join(temporary, 'jest.json');

const suite = (file, title) => ({
	name: file.replace(/.*\//, ''),
	title,
	command: ['node', '--test', '--test-reporter=spec', `${file}.test.ts`],
	count: (output) => ({
		passed: numberAfter(output, 'pass'),
		failed: ['fail', 'cancelled', 'skipped', 'todo']
			.map((word) => numberAfter(output, word))
			.reduce((sum, number) => sum + number),
	}),
});

/** Each step counts as one check, save those that count for themselves. */
const steps = [
	{ name: 'types', command: ['npx', 'tsc', '--noEmit', '-p', 'test'] },
	{ name: 'lint', command: ['npx', 'eslint', '.'] },
	{ name: 'format', command: ['npx', 'prettier', '--check', '--log-level', 'warn', '.'] },
	{
		name: 'jest',
		title: 'the rules alone, the nodes inside n8n-core, the packed tarball, n8n’s scan',
		command: ['npx', 'jest', '--json', `--outputFile=${jestReport}`],
		count: () => {
			const report = JSON.parse(readFileSync(jestReport, 'utf8'));
			// A suite that could not even start has no failed tests.
			const failed = Math.max(report.numFailedTests, report.numFailedTestSuites);
			return { passed: report.numPassedTests, failed: failed + report.numPendingTests };
		},
	},
	{ name: 'n8n', title: 'installed as locked', command: ['node', 'e2e/install.ts'] },
	{ name: 'e2e-types', command: ['npx', 'tsc', '-p', 'e2e'] },
	suite('lab/sender/sender', 'the program that delivers as SiteGPT does'),
	suite('e2e/contract', 'the triggers over HTTP, in a real n8n'),
	suite('e2e/action', 'the SiteGPT node in a real n8n'),
	suite('e2e/examples', 'the workflows of examples/, up to the services outside of n8n'),
	suite('lab/faults', 'kills, a failing store, bursts, bad input: the short forms of the trials'),
	suite('lab/bench', 'not much slower than n8n’s own Webhook node, by ratio'),
	suite('tools/dev', 'npm run dev: a change is seen in n8n, which runs on'),
	suite('e2e/browser', 'the editor, as a new person uses it'),
	{
		name: 'demo',
		title: 'a round trip in a real n8n',
		command: ['node', 'tools/demo.ts', '--once'],
	},
];

const { values, positionals } = parseArgs({
	options: { help: { type: 'boolean', short: 'h' } },
	allowPositionals: true,
});
const names = steps.map(({ name }) => name);
const unknown = positionals.filter((name) => !names.includes(name));
if (values.help || unknown.length > 0) {
	if (unknown.length > 0) console.error(`There is no step called ${unknown.join(', ')}.`);
	console.log(
		`npm test [-- STEP...]\n\nSteps: ${names.join(', ')}; all of them where none is named.`,
	);
	process.exit(unknown.length > 0 ? 2 : 0);
}

const total = { passed: 0, failed: 0 };
const summary = [];
for (const [index, step] of steps.entries()) {
	if (positionals.length > 0 && !positionals.includes(names[index])) continue;
	console.log(`\n=== ${step.name}${step.title ? `: ${step.title}` : ''}`);
	const start = Date.now();
	const { ended, output } = await run(step.command);
	const counted = count(step, ended, output);
	total.passed += counted.passed;
	total.failed += counted.failed;
	const seconds = ((Date.now() - start) / 1000).toFixed(0);
	summary.push(`${step.name}: ${counted.passed} passed, ${counted.failed} failed (${seconds} s)`);
	console.log(`=== ${summary.at(-1)}`);
}
rmSync(temporary, { recursive: true, force: true });
console.log(`\n${summary.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Runs a command, showing its output, and tells whether it ended with 0. */
async function run([command, ...args]) {
	const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
	let output = '';
	child.stdout.on('data', (chunk) => {
		output += chunk;
		process.stdout.write(chunk);
	});
	return await new Promise((resolve) => {
		child.on('error', (error) => {
			console.error(`${command} could not be started: ${error.message}`);
			resolve({ ended: false, output });
		});
		child.on('close', (code) => resolve({ ended: code === 0, output }));
	});
}

function count(step, ended, output) {
	if (!step.count) return { passed: Number(ended), failed: Number(!ended) };
	let counted = { passed: 0, failed: 0 };
	try {
		counted = step.count(output);
	} catch {
		// It ended before it could report.
	}
	const foundNothing = counted.passed + counted.failed === 0;
	return counted.failed === 0 && (!ended || foundNothing) ? { ...counted, failed: 1 } : counted;
}

/** Of the summary that Node's test runner ends with. */
function numberAfter(output, word) {
	return Number(new RegExp(`^ℹ ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
}
