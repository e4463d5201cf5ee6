/** Runs the model of polling with many more histories than `npm test` does: see `usage`. */
import { spawn } from 'node:child_process';
import { command, parseWholeNumber } from '../harness/command.ts';
import { packageFolder } from '../harness/paths.ts';

const usage = `Usage: npm run lab -- polling-model [options]

Runs random histories of SiteGPT and n8n against the polling trigger: arrivals, odd times, orders, slow and
failing responses, kills, restarts, and workflows that are published again. If something is lost or runs
twice, prints the shortest such history, and the seed that repeats it.

  --length N   how many times the histories of npm test (default: 20, about 20 minutes)
  --seed N     the seed of an earlier run
  --short      as many histories as npm test
  --help       show this text`;

await command({
	usage,
	options: { length: { type: 'string' }, seed: { type: 'string' }, short: { type: 'boolean' } },
	async run({ values: { length = '20', seed, short } }) {
		const env = {
			...process.env,
			MODEL_LENGTH: short ? '1' : String(parseWholeNumber('length', length)),
			...(seed === undefined ? {} : { FC_SEED: String(parseWholeNumber('seed', seed, 0)) }),
		};
		const args = ['node_modules/jest/bin/jest.js', '--verbose', 'test/polling/model'];
		const jest = spawn(process.execPath, args, { cwd: packageFolder, stdio: 'inherit', env });
		return await new Promise<boolean>((resolve) => jest.on('exit', (code) => resolve(code === 0)));
	},
});
