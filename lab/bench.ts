/** Compares the triggers with n8n's Webhook node: see `usage`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command, parseWholeNumber, UsageError } from '../harness/command.ts';
import { packPackage } from '../harness/n8n/tarball.ts';
import { packageFolder } from '../harness/paths.ts';
import { step } from '../harness/progress.ts';
import { configurations } from './bench/configurations.ts';
import { measureMemory } from './bench/memory.ts';
import { measureQueueMode } from './bench/queueMode.ts';
import { measureRegular } from './bench/regular.ts';
import { report as documentOf } from './bench/report.ts';
import { saveResult } from './bench/saved.ts';
import { writeBetweenComments } from './betweenComments.ts';

const inRegularMode = configurations.map(({ name }) => name);

/** The parts that are measured by default. Queue mode is a separate suite. */
const usualParts = [...inRegularMode, 'memory'];
const allParts = [...usualParts, 'queue'];

const whole = { rounds: 5, sliceMs: 1_000 };
const brief = { rounds: 1, sliceMs: 300 };

const usage = `Usage: npm run lab -- bench [options]

Sends events to this package's triggers, n8n's Webhook node, and others, in turn, in a real n8n on
this machine, and compares them. Writes docs/measurements/bench.md, and
the figures in docs/measurements.md and docs/production.md. Results are saved in e2e/.cache/bench, so a
run that fails, or a run of one part, keeps the other results.
Takes about 20 minutes. Don't run anything else on the machine meanwhile.

  --part NAME   measure this part only: ${allParts.join(', ')}; may be given several
                times. memory is n8n's memory in bursts, queue is queue mode, also measured by
                npm run lab -- queue
  --rounds N    rounds after the warm-up (default: ${whole.rounds})
  --short       only check that it works: ${brief.rounds} round of short slices; don't write docs/
  --no-write    don't write docs/
  --report      don't measure: write docs/ from the saved results
  --help        show this text`;

interface Measurement {
	tarball: string;
	rounds: number;
	sliceMs: number;
	note(text: string): void;
}

async function measure(part: string, measurement: Measurement): Promise<unknown> {
	if (part === 'queue') return await measureQueueMode(measurement);
	if (part === 'memory') return await measureMemory(measurement);
	const configuration = configurations.find(({ name }) => name === part)!;
	return await measureRegular({ configuration, ...measurement });
}

await command({
	usage,
	options: {
		part: { type: 'string', multiple: true },
		rounds: { type: 'string' },
		short: { type: 'boolean' },
		'no-write': { type: 'boolean' },
		report: { type: 'boolean' },
	},
	async run({ values: { part = usualParts, rounds, short, report, 'no-write': noWrite } }) {
		const unknown = part.find((name) => !allParts.includes(name));
		if (unknown !== undefined) {
			throw new UsageError(
				`There isn't a part called "${unknown}". Choose from ${allParts.join(', ')}.`,
			);
		}
		const form = short ? brief : whole;
		const write = !short && !noWrite;
		const tarball = report ? undefined : await packPackage();
		for (const name of tarball ? part : []) {
			await step(`Measure ${name}`, async ({ note }) => {
				const result = await measure(name, {
					...form,
					tarball: tarball!.path,
					rounds: rounds === undefined ? form.rounds : parseWholeNumber('rounds', rounds),
					note,
				});
				if (write) await saveResult(name, result);
			});
		}
		await tarball?.remove();
		if (!write) return;
		const { page, findings, forOperators } = await documentOf();
		await writeFile(join(packageFolder, 'docs', 'measurements', 'bench.md'), page);
		await writeBetweenComments('docs/measurements.md', 'bench', findings);
		await writeBetweenComments('docs/production.md', 'bench', forOperators);
		console.log('Written: docs/measurements/bench.md, docs/measurements.md, docs/production.md');
	},
});
