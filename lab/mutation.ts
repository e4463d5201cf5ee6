/** Changes the code in many small ways with StrykerJS, and runs tests against each: see `usage`. */
import { spawn } from 'node:child_process';
import { command } from '../harness/command.ts';
import { packageFolder } from '../harness/paths.ts';

const usage = `Usage: npm run lab -- mutation [PATH] [options]

Changes the code of a folder or file (default: nodes/api) in many small ways, one at a time, and runs the
tests of the same name, such as test/polling and test/n8n/polling*. If none of them fails, the change has survived:
these tests wouldn't notice that mistake. Lists the survivors, which may also be changes that make no
difference, and the share of changes that were noticed. Takes about 20 minutes.

  --short   only change nodes/api/pages.ts
  --help    show this text`;

await command({
	usage,
	options: { short: { type: 'boolean' } },
	positionals: true,
	async run({ values: { short }, positionals: [path = 'nodes/api'] }) {
		const [changed, room] = short ? ['nodes/api/pages.ts', 'api'] : [path, path.split('/')[1]];
		const args = ['run', 'lab/mutation/stryker.json', '--mutate', `${changed},${changed}/**/*.ts`];
		const stryker = spawn('node_modules/.bin/stryker', args, {
			cwd: packageFolder,
			stdio: 'inherit',
			// The same random inputs for each change, or a test may fail for another reason.
			env: { ...process.env, FC_SEED: '1', MUTATION_TESTS: room },
		});
		return await new Promise<boolean>((resolve) =>
			stryker.on('exit', (code) => resolve(code === 0)),
		);
	},
});
