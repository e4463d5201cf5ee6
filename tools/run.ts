/** Runs a set of suites: `npm test`, `npm run e2e`, `npm run lab`. See runner/suites.ts. */
import { ensureN8n } from '../harness/n8n/dependencies.ts';
import { Failure } from '../harness/failure.ts';
import { missingPackages } from '../harness/programs.ts';
import { step } from '../harness/progress.ts';
import { packPackage } from '../harness/n8n/tarball.ts';
import { command, UsageError } from '../harness/command.ts';
import { resultsVariable, writeResults, type Result } from './runner/results.ts';
import { runScript } from './runner/script.ts';
import { suiteSets, type Suite, type SuiteSet } from './runner/suites.ts';

const [setName = '', ...args] = process.argv.slice(2);
const set = suiteSets[setName];
if (!set) throw new Error(`There isn't a set of suites called "${setName}"`);

function usageOf({ about, suites, hasShort }: SuiteSet): string {
	const call = setName === 'test' ? 'npm test' : `npm run ${setName}`;
	const lines = suites.map(({ name, about }) => `  ${name.padEnd(15)}${about}`);
	return `Usage: ${call} [-- [NAME...]${hasShort ? ' [--short]' : ''}]

${about} Runs the named suites, or all of them:

${lines.join('\n')}

Options:
${hasShort ? '  --short     a short form of each; leaves docs/ alone\n' : ''}  --help      show this text; after one NAME, show that suite's options`;
}

function suiteNamed({ suites }: SuiteSet, name: string): Suite {
	const suite = suites.find((one) => one.name === name);
	if (suite) return suite;
	throw new UsageError(
		`There isn't a suite called "${name}". Choose from ${suites.map((one) => one.name).join(', ')}.`,
	);
}

const shortOption = args.filter((arg) => arg === '--short');
const others = args.filter((arg) => arg !== '--short');
const firstOption = others.findIndex((arg) => arg.startsWith('-'));
const names = firstOption < 0 ? others : others.slice(0, firstOption);
const following = others.slice(names.length);
// Options after the name of a single suite are for that suite.
const isForSuite = names.length === 1 && following.length > 0;

/** The suites to run, each with its script. */
function chosen(): Suite[] {
	const isInShort = ({ onlyByName }: Suite) => !onlyByName || shortOption.length === 0;
	const all = set!.suites.filter(isInShort);
	const suites = names.length === 0 ? all : names.map((name) => suiteNamed(set!, name));
	return suites.map((suite) => {
		const { name, script, short = script } = suite;
		if (!isForSuite) return { ...suite, script: shortOption.length > 0 ? short : script };
		if (script[0]?.endsWith('.test.ts')) throw new UsageError(`${name} takes no options.`);
		return { ...suite, script: [...script, ...following, ...shortOption] };
	});
}

/** Runs the suites one after the other, and keeps going if one fails. */
async function runAll(suites: Suite[], env: Record<string, string>, signal: AbortSignal) {
	const all: Result[] = [];
	const summary: string[] = [];
	for (const { name, script } of suites) {
		if (signal.aborted) break;
		console.log(`\n=== ${name}: ${script.join(' ')}`);
		const started = performance.now();
		const results = await runScript(script, env, signal);
		all.push(...results);
		const seconds = ((performance.now() - started) / 1000).toFixed(0);
		summary.push(`${name}: ${count(results)} (${seconds} s)`);
		console.log(`=== ${summary.at(-1)}`);
	}
	console.log(`\n${summary.join('\n')}`);
	return all;
}

/** A skipped test proves nothing, so it counts as failed. */
function count(results: Result[]): string {
	const passed = results.filter(({ result }) => result === 'passed').length;
	return `${passed} passed, ${results.length - passed} failed`;
}

interface Prepared {
	env: Record<string, string>;
	remove(): Promise<void>;
}

/** Installs n8n and packs the package, once for all suites that need them. */
async function prepare(suites: Suite[]): Promise<Prepared> {
	const inN8n = set?.inN8n && suites.some(({ withoutN8n }) => !withoutN8n);
	if (!inN8n) return { env: {}, remove: async () => {} };
	await step('Look for n8n', async ({ note }) => await ensureN8n(note));
	const { path, remove } = await step(
		'Build and pack the package',
		async () => await packPackage(),
	);
	return { env: { E2E_TARBALL: path }, remove };
}

await command({
	usage: usageOf(set),
	args: isForSuite ? [] : [...following, ...shortOption],
	options: set.hasShort ? { short: { type: 'boolean' } } : {},
	async run(_, { atEnd }) {
		const suites = chosen();
		const stop = new AbortController();
		atEnd(async () => stop.abort());
		const onlyHelp = isForSuite && following.some((option) => ['--help', '-h'].includes(option));
		if (onlyHelp) {
			await runScript(suites[0]?.script ?? [], {}, stop.signal);
			return true;
		}
		const missing = missingPackages(suites.flatMap(({ needs = [] }) => needs));
		if (missing.length > 0) {
			throw new Failure(
				`Some suites need programs that aren't installed:\napt-get install ${missing.join(' ')}`,
			);
		}
		const { env, remove } = await prepare(suites);
		atEnd(remove);
		const results = await runAll(suites, env, stop.signal);
		const outer = process.env[resultsVariable];
		if (outer !== undefined) writeResults(outer, results);
		else console.log(`\n${count(results)}`);
		return results.every(({ result }) => result === 'passed');
	},
});
