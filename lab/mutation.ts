/** Changes the code in many small ways with StrykerJS, and runs tests against each: see `usage`. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { command, parseWholeNumber } from '../harness/command.ts';
import { packageFolder } from '../harness/paths.ts';

const usage = `Usage: npm run lab -- mutation [options]

Changes the code in many small ways, one at a time, and runs the
tests of the same name, such as test/polling and test/n8n/polling*. If none of them fails, the change has survived:
these tests wouldn't notice that mistake. What survives the quick tests is tried again with all of them, such as the
model of polling. Lists the survivors, which may also be changes that make no difference, and the share of changes that
were noticed; e2e/.cache/mutation.json has the details. Takes about 20 minutes, and hours for nodes/polling.

  --only PATH   a folder or file to change (default: nodes/api)
  --percent N   only change about so many of a hundred places, at random (default: 100)
  --seed N      which ones (default: 1)
  --short       only change nodes/api/pages.ts
  --help        show this text`;

/** Tests that take seconds: those that load n8n, and histories of polling. */
const SLOW = '/test/(n8n/|polling/(model/|costs|untold|poller\\.))';

/** What both runs have found. The second one only tries what has survived, with the tests that are new to it. */
const FOUND = 'e2e/.cache/mutation.json';

/** How many lines are changed or not as a whole. */
const PLACE_LINES = 6;

/** Random ranges of lines of a file or of those in a folder, as StrykerJS takes them. */
function placesIn(path: string, percent: number, seed: string): string[] {
	const files = globSync([path, `${path}/**/*.ts`], { cwd: packageFolder });
	return files.flatMap((file) => {
		const { length } = readFileSync(join(packageFolder, file), 'utf8').split('\n');
		const starts = Array.from(
			{ length: Math.ceil(length / PLACE_LINES) },
			(_, n) => n * PLACE_LINES,
		);
		const ranges = starts.map((start) => `${file}:${start + 1}-${start + PLACE_LINES}`);
		return ranges.filter((range) => {
			const hash = createHash('sha256').update(`${seed} ${range}`).digest();
			return hash.readUInt32BE() % 100 < percent;
		});
	});
}

await command({
	usage,
	options: {
		only: { type: 'string', default: 'nodes/api' },
		percent: { type: 'string', default: '100' },
		seed: { type: 'string', default: '1' },
		short: { type: 'boolean' },
	},
	async run({ values: { only, percent, seed, short } }) {
		const changed = short ? 'nodes/api/pages.ts' : only;
		const [, room = ''] = changed.split('/');
		const share = parseWholeNumber('percent', percent, 1, 100);
		const places = share === 100 ? [changed, `${changed}/**/*.ts`] : placesIn(changed, share, seed);
		rmSync(join(packageFolder, FOUND), { force: true });
		return (await mutate(places, room, SLOW)) && (await mutate(places, room));
	},
});

async function mutate(places: string[], room: string, withoutTests = ''): Promise<boolean> {
	const options = ['--mutate', places.join(','), '--incremental', '--incrementalFile', FOUND];
	const stryker = spawn(
		'node_modules/.bin/stryker',
		['run', 'lab/mutation/stryker.json', ...options],
		{
			cwd: packageFolder,
			stdio: 'inherit',
			// The same random inputs for each change, or a test may fail for another reason.
			env: { ...process.env, FC_SEED: '1', MUTATION_TESTS: room, MUTATION_IGNORE: withoutTests },
		},
	);
	return await new Promise<boolean>((resolve) => stryker.on('exit', (code) => resolve(code === 0)));
}
