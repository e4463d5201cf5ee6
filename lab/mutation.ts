/** Changes the code in many small ways and runs the tests against each: see `usage`. */
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { command, parseWholeNumber, UsageError } from '../harness/command.ts';
import { Failure } from '../harness/failure.ts';
import { removeFolder, temporaryFolder } from '../harness/folders.ts';
import { packageFolder } from '../harness/paths.ts';
import { step } from '../harness/progress.ts';
import type { Mutant } from './mutation/mutants.ts';
import { Pool } from './mutation/pool.ts';
import { codeFiles, jestConfig, prepareMutants, testFilesOf } from './mutation/prepare.ts';
import { saveVerdicts, scoreTable, survivorLines, survivorsAmong } from './mutation/report.ts';
import { runBaselines, tryMutant, type Verdict } from './mutation/runs.ts';

const rooms = ['nodes/polling', 'nodes/api', 'nodes/trigger'];

/** How many mutants --short tries. */
const SAMPLE = 60;

const usage = `Usage: npm run lab -- mutation [options]

Changes the code of ${rooms.join(', ')} in many small ways, one at a
time, and runs jest's tests that run the changed code. If none of them fails, the change ("mutant") has
survived: nobody would notice that mistake. Prints the share of killed mutants and the survivors, which
may also be changes that make no difference. Changes no file, except e2e/.cache/mutation.json, which has
the test that killed each mutant. Takes about half an hour on two cores.

  --only PATH   change only this folder or file, such as nodes/api/pages.ts; may be given several times
  --survivors   try only those that survived last time; leaves e2e/.cache/mutation.json as it is
  --workers N   how many processes run tests (default: one per core)
  --short       try only ${SAMPLE} mutants
  --help        show this text`;

function sampleOf(mutants: Mutant[]): Mutant[] {
	const every = Math.max(1, mutants.length / SAMPLE);
	const count = Math.min(SAMPLE, mutants.length);
	return Array.from({ length: count }, (_, n) => mutants[Math.floor((n + 0.5) * every)]!);
}

async function tryAll(mutants: Mutant[], files: string[], pool: Pool): Promise<Verdict[]> {
	const baselines = await step(
		`Run ${files.length} test files without a mutant`,
		async () => await runBaselines(pool, files),
	);
	const verdicts: Verdict[] = [];
	await step(`Try ${mutants.length} mutants`, async ({ note }) => {
		const tenth = Math.ceil(mutants.length / 10);
		await pool.forEach(mutants, async (mutant, worker) => {
			verdicts.push(await tryMutant(mutant, baselines, worker));
			if (verdicts.length % tenth > 0) return;
			note(`${verdicts.length} tried, ${survivorLines(verdicts).length} survived`);
		});
	});
	return verdicts;
}

await command({
	usage,
	options: {
		only: { type: 'string', multiple: true },
		survivors: { type: 'boolean' },
		workers: { type: 'string' },
		short: { type: 'boolean' },
	},
	async run({ values: { only = rooms, survivors: again, workers, short } }, { atEnd }) {
		const files = codeFiles(only);
		if (files.length === 0) throw new UsageError(`Found no code in ${only.join(', ')}.`);
		const count = parseWholeNumber('workers', workers ?? String(availableParallelism()));
		const folder = await temporaryFolder('mutation');
		atEnd(async () => await removeFolder(folder));
		const all = await prepareMutants(files, folder);
		const mutants = again ? await survivorsAmong(all) : short ? sampleOf(all) : all;
		const pool = new Pool({ workers: count, config: jestConfig(files, folder), folder });
		atEnd(async () => await pool.end());
		const verdicts = await tryAll(mutants, await testFilesOf(files), pool);
		const survivors = survivorLines(verdicts);
		console.log(`\n${scoreTable(verdicts)}\n`);
		if (survivors.length > 0) console.log(`Survived:\n${survivors.join('\n')}\n`);
		if (again) return true;
		console.log(`Each result is in ${relative(packageFolder, await saveVerdicts(verdicts))}.`);
		if (survivors.length === verdicts.length) throw new Failure('No test noticed any change.');
		return true;
	},
});
