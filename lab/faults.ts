/** Whether events survive kills, failures, bursts, and bad input: see `usage`. */
import { loadavg } from 'node:os';
import { command, parseWholeNumber, UsageError } from '../harness/command.ts';
import { packPackage } from '../harness/n8n/tarball.ts';
import { trials } from './faults/all.ts';
import { type Ran, section, writeReport } from './faults/report.ts';

const usage = `Usage: npm run lab -- faults [options]

Runs trials with the package in a real n8n on this machine, prints what happened to the events,
and updates the sections of these trials and the overview in
docs/measurements/reliability.md, and the summary in docs/measurements.md.

  --trial N   run this trial only; may be given several times
${trials.map(({ number, title }) => `                ${number}  ${title}`).join('\n')}
  --max-events N
              Max Events per Execution of the triggers in trials 1 to 4 (default: 1)
  --short     run the short forms; don't write docs/
  --seed N    seed for generated data (default: a random one, which is printed)
  --no-write  don't write docs/
  --help      show this text

The exit code is 0 only if every trial met its pass criteria.`;

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
		const seed = parseWholeNumber(
			'seed',
			values.seed ?? `${Math.floor(Math.random() * 2 ** 31)}`,
			0,
		);
		const wanted = values.trial?.map(Number) ?? trials.map(({ number }) => number);
		const chosen = trials.filter(({ number }) => wanted.includes(number));
		if (chosen.length < new Set(wanted).size) {
			throw new UsageError(`--trial takes a number from 1 to ${trials.length}.`);
		}
		const short = values.short === true;
		const maxEvents = parseWholeNumber('max-events', values['max-events'] ?? '1');
		console.log(`Seed ${seed}`);
		const tarball = await packPackage();
		const ran: Ran[] = [];
		for (const trial of chosen) {
			const started = performance.now();
			const note = (text: string) => console.log(`  ${text}`);
			console.log(`Trial ${trial.number}: ${trial.title}`);
			const result = await trial.run({ short, seed, maxEvents, tarball, note });
			ran.push({
				...result,
				trial: trial.number,
				seed,
				maxEvents,
				seconds: (performance.now() - started) / 1000,
				date: new Date().toISOString().slice(0, 10),
				load: loadavg()[0] ?? 0,
			});
			console.log(`\n${section(ran.at(-1) as Ran)}\n`);
			// Now, so that a later trial that fails doesn't lose it.
			if (!short && !values['no-write']) await writeReport(ran.slice(-1));
		}
		await tarball.remove();
		return ran.every(({ violations }) => violations.length === 0);
	},
});
