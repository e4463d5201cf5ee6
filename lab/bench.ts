/** How the triggers compare with n8n's Webhook node: see `usage`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../e2e/host/paths.ts';
import { step } from '../e2e/host/progress.ts';
import { packPackage } from '../e2e/host/tarball.ts';
import { command, numberOf, UsageError } from '../tools/command.ts';
import { configurations } from './bench/configurations.ts';
import { measureMemory } from './bench/memory.ts';
import { measureNode } from './bench/node.ts';
import { measureProfile } from './bench/profile.ts';
import { measureQueueMode } from './bench/queueMode.ts';
import { measureRegular } from './bench/regular.ts';
import { documents } from './bench/report.ts';
import { saveResult } from './bench/saved.ts';

const inRegularMode = configurations.map(({ name }) => name);

/** What is measured if nothing is named. Queue mode is a suite of its own. */
const usualParts = [...inRegularMode, 'memory', 'profile', 'node'];
const allParts = [...usualParts, 'queue'];

const whole = { rounds: 5, sliceMs: 1_000 };
const brief = { rounds: 1, sliceMs: 300 };

const usage = `Usage: npm run lab -- bench [options]

Sends events to this package's triggers, to n8n's Webhook node and to others, in turn, in a real n8n
on this machine, and says how they compare. Writes docs/bench.md, docs/bench.svg and docs/scaling.md.
What was measured is saved in e2e/.cache/bench, so that a run that breaks off, or one of a part alone,
leaves the rest as it was. About 20 minutes; nothing else should be at work on the machine meanwhile.

  --part NAME   this part only: ${allParts.join(', ')}; may be given several times. Node is
                webhook() by itself; memory is n8n's in bursts; queue is queue mode, which
                npm run lab -- queue measures
  --rounds N    rounds after the warm-up (${whole.rounds})
  --short       see whether it works: ${brief.rounds} round of short slices; docs/ is left alone
  --no-write    leave docs/ alone
  --report      measure nothing: write docs/ from what was measured before
  --help        show this text`;

interface Measurement {
	tarball: string;
	/** after the warm-up */
	rounds: number;
	/** of a load with share 1, in ms */
	sliceMs: number;
	note(text: string): void;
}

async function measure(part: string, measurement: Measurement): Promise<unknown> {
	if (part === 'queue') return await measureQueueMode(measurement);
	if (part === 'memory') return await measureMemory(measurement);
	if (part === 'profile') return await measureProfile(measurement);
	if (part === 'node') return await measureNode(measurement.tarball);
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
			throw new UsageError(`${unknown} is none of ${allParts.join(', ')}.`);
		}
		const form = short ? brief : whole;
		const write = !short && !noWrite;
		const tarball = report ? undefined : await packPackage();
		for (const name of tarball ? part : []) {
			await step(`Measure ${name}`, async ({ note }) => {
				const result = await measure(name, {
					...form,
					tarball: tarball!.path,
					rounds: rounds === undefined ? form.rounds : numberOf('rounds', rounds),
					note,
				});
				if (write) await saveResult(name, result);
			});
		}
		await tarball?.remove();
		for (const [name, text] of write ? Object.entries(await documents()) : []) {
			await writeFile(join(packageFolder, 'docs', name), text);
			console.log(`Written: docs/${name}`);
		}
	},
});
