/** What polling costs: see `usage`. */
import { cpus } from 'node:os';
import { command } from '../harness/command.ts';
import { packPackage } from '../harness/n8n/tarball.ts';
import { n8nVersion } from '../harness/n8n/version.ts';
import { step } from '../harness/progress.ts';
import { circumstances } from './bench/saved.ts';
import { writeBetweenComments } from './betweenComments.ts';
import { measureCost, type SourceCost } from './polling/cost.ts';
import { findings, report } from './polling/report.ts';
import { readSources } from './polling/sources.ts';

const whole = { accountSize: 1_000, backlogSize: 10_000, delays: [20, 300] };
const brief = { accountSize: 30, backlogSize: 300, delays: [5] };

const usage = `Usage: npm run lab -- polling [options]

Counts the requests and the time of the polling trigger's polls, with nothing new, one new object,
and a backlog of ${whole.backlogSize}. Writes the table in
docs/measurements/polling.md and the summary in docs/measurements.md. Takes about half an hour.

  --short     a backlog of ${brief.backlogSize}; doesn't write docs/
  --no-write  doesn't write docs/
  --help      show this text

The exit code is 0 only if the trigger found each object once.`;

await command({
	usage,
	options: { short: { type: 'boolean' }, 'no-write': { type: 'boolean' } },
	async run({ values: { short, 'no-write': noWrite } }) {
		const { accountSize, backlogSize, delays } = short ? brief : whole;
		const { path: tarball, remove } = await packPackage();
		const own: SourceCost[] = [];
		try {
			for (const source of await readSources(tarball)) {
				for (const delay of delays) {
					await step(`Poll for ${source.name} at ${delay} ms a call`, async () => {
						own.push(await measureCost({ tarball, source, delay, accountSize, backlogSize }));
					});
				}
			}
		} finally {
			await remove();
		}
		const text = report({
			own,
			accountSize,
			backlogSize,
			circumstances: circumstances({
				when: new Date().toISOString(),
				cpu: cpus()[0]?.model.trim() ?? 'unknown',
				cores: cpus().length,
				node: process.versions.node,
				n8n: n8nVersion(),
			}),
		});
		console.log(`\n${text}\n`);
		if (!short && !noWrite) {
			await writeBetweenComments('docs/measurements/polling.md', 'polling', text);
			await writeBetweenComments('docs/measurements.md', 'polling', findings(own, backlogSize));
		}
		const all = own.flatMap(({ idle, one, backlog }) => [idle, one, backlog]);
		return all.every(({ objects, found, others }) => found === objects && others === 0);
	},
});
