/** Runs a set of suites: `npm test`, `npm run e2e`, `npm run lab`, `npm run all`. See suites.ts. */
import { command, UsageError } from '../harness/command.ts';
import { Failure } from '../harness/failure.ts';
import { ensureN8n } from '../harness/n8n/dependencies.ts';
import { packPackage } from '../harness/n8n/tarball.ts';
import { missingPackages } from '../harness/programs.ts';
import { step } from '../harness/progress.ts';
import { runScript, type TestResult } from './runner/script.ts';
import { type Suite, suiteSets } from './suites.ts';

const [setName = '', ...args] = process.argv.slice(2);
const { about, suites: all } = suiteSets[setName] ?? {};
if (!about || !all) throw new Error(`There isn't a set of suites called "${setName}"`);

const usage = `Usage: npm ${setName === 'test' ? setName : `run ${setName}`} [-- [NAME...]${setName === 'lab' ? ' [--short]' : ''}]

${about} Runs the named suites, or all of them:

${all.map((suite) => `  ${suite.name.padEnd(15)}${suite.about}`).join('\n')}
${setName === 'test' ? '\nAny other NAME runs only the jest tests that have it in their path, such as polling.\n' : ''}
Options:
${setName === 'lab' ? '  --short     a short form of each except polling-model and mutation, unless named; leaves docs/ alone\n' : ''}  --help      show this text; after one NAME, show that suite's options`;

const others = args.filter((arg) => setName !== 'lab' || arg !== '--short');
const isShort = setName === 'all' || others.length < args.length;
const firstOption = others.findIndex((arg) => arg.startsWith('-'));
const names = firstOption < 0 ? others : others.slice(0, firstOption);
const options = others.slice(names.length);
// Options after the name of a single suite are for that suite.
const isForSuite = names.length === 1 && options.length > 0;

function chooseSuites(): Suite[] {
	const unknown = names.filter((name) => !all!.some((suite) => suite.name === name));
	if (unknown.length > 0 && setName === 'test') {
		const jest = all!.find((suite) => suite.name === 'jest')!;
		const patterns = names.map((name) => `/test/.*${name}`);
		const script = [jest.script, ...options, '--testPathPatterns', ...patterns].join(' ');
		return [{ ...jest, script }];
	}
	if (unknown.length > 0) {
		throw new UsageError(
			`There isn't a suite called "${unknown[0]}". Choose from ${all!.map(({ name }) => name).join(', ')}.`,
		);
	}
	return all!
		.filter(({ name, onlyByName }) =>
			names.length > 0 ? names.includes(name) : !(isShort && onlyByName),
		)
		.map((suite) => {
			const { name, script, short = script } = suite;
			if (!isForSuite) return { ...suite, script: isShort ? short : script };
			if (script.endsWith('.test.ts')) throw new UsageError(`${name} takes no options.`);
			const all = [script, ...options, ...(isShort ? ['--short'] : [])];
			return { ...suite, script: all.join(' ') };
		});
}

/** A skipped test proves nothing, so it counts as failed. */
function count(results: TestResult[]): string {
	const passed = results.filter(({ result }) => result === 'passed').length;
	return `${passed} passed, ${results.length - passed} failed`;
}

await command({
	usage,
	args: isForSuite ? [] : options,
	options: {},
	async run(_, { atEnd }) {
		const suites = chooseSuites();
		const stop = new AbortController();
		atEnd(async () => stop.abort());
		if (isForSuite && options.some((option) => ['--help', '-h'].includes(option))) {
			await runScript(suites[0]!.script, {}, stop.signal);
			return true;
		}
		const missing = missingPackages(suites.flatMap(({ needs = [] }) => needs));
		if (missing.length > 0) {
			throw new Failure(
				`Some suites need programs that aren't installed:\napt-get install ${missing.join(' ')}`,
			);
		}
		const env: Record<string, string> = {};
		if (suites.some(({ inN8n }) => inN8n)) {
			await step('Look for n8n', async ({ note }) => await ensureN8n(note));
			const tarball = await step('Build and pack the package', async () => await packPackage());
			atEnd(tarball.remove);
			env.E2E_TARBALL = tarball.path;
		}
		const results: TestResult[] = [];
		const summary: string[] = [];
		const runSuite = async ({ name, script, inN8n }: Suite) => {
			if (stop.signal.aborted) return;
			console.log(`\n=== ${name}: ${script}`);
			const started = performance.now();
			const own = await runScript(script, inN8n ? env : {}, stop.signal);
			results.push(...own);
			const seconds = ((performance.now() - started) / 1000).toFixed(0);
			summary.push(`${name}: ${count(own)} (${seconds} s)`);
			console.log(`=== ${summary.at(-1)}`);
		};
		await Promise.all(suites.filter(({ isCheck }) => isCheck).map(runSuite));
		for (const suite of suites) if (!suite.isCheck) await runSuite(suite);
		console.log(`\n${summary.join('\n')}\n\n${count(results)}`);
		return results.every(({ result }) => result === 'passed');
	},
});
