/** What becomes of events when things go wrong: see `usage`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../e2e/host/paths.ts';
import { packPackage } from '../e2e/host/tarball.ts';
import { command, numberOf, UsageError } from '../tools/command.ts';
import { trials } from './faults/all.ts';
import { report, section, type Ran } from './faults/report.ts';

const usage = `Usage: npm run lab -- faults [options]

Puts the package through trials in a real n8n on this machine, prints what became of the events
and writes their sections of docs/reliability.md.

  --trial N   one trial; may be given several times (all of them)
${trials.map(({ number, title }) => `                ${number}  ${title}`).join('\n')}
  --max-events N
              Max Events per Execution of the triggers in trials 1 to 4 (1)
  --short     the short forms; docs/reliability.md is left alone
  --seed N    of what is generated (a random one, printed)
  --no-write  leave docs/reliability.md alone
  --help      show this text

The exit code is 0 only if every rule held.`;

/** After each trial, so that a later one that goes wrong takes nothing away. */
async function write(ran: Ran[]): Promise<void> {
	const path = join(packageFolder, 'docs', 'reliability.md');
	const before = await readFile(path, 'utf8').catch(() => '');
	await writeFile(path, report(ran, before));
}

await command({
	usage,
	options: {
		trial: { type: 'string', multiple: true },
		'max-events': { type: 'string' },
		short: { type: 'boolean' },
		seed: { type: 'string' },
		'no-write': { type: 'boolean' },
	},
	async run({ values }) {
		const seed = numberOf('seed', values.seed ?? `${Math.floor(Math.random() * 2 ** 31)}`, 0);
		const wanted = values.trial?.map(Number) ?? trials.map(({ number }) => number);
		const chosen = trials.filter(({ number }) => wanted.includes(number));
		if (chosen.length < new Set(wanted).size) {
			throw new UsageError(`--trial takes a number from 1 to ${trials.length}.`);
		}
		const short = values.short === true;
		const maxEvents = numberOf('max-events', values['max-events'] ?? '1');
		console.log(`Seed ${seed}`);
		const tarball = await packPackage();
		const ran: Ran[] = [];
		for (const trial of chosen) {
			const started = performance.now();
			const note = (text: string) => console.log(`  ${text}`);
			console.log(`Trial ${trial.number}: ${trial.title}`);
			const result = await trial.run({ short, seed, maxEvents, tarball, note });
			ran.push({ trial, result, seed, maxEvents, seconds: (performance.now() - started) / 1000 });
			console.log(`\n${section(ran.at(-1) as Ran)}\n`);
			if (!short && !values['no-write']) await write(ran);
		}
		await tarball.remove();
		return ran.every(({ result }) => result.violations.length === 0);
	},
});
