import { parseArgs } from 'node:util';
import { UsageError } from '../../tools/command.ts';
import { settings } from './configurations.ts';

export interface BenchOptions {
	help: boolean;
	/** what to measure, by name: settings of n8n's regular mode, queue mode, and a profile */
	parts: string[];
	/** after the warm-up */
	rounds: number;
	/** of a load with share 1, in ms */
	sliceMs: number;
	/** whether docs/ is written */
	write: boolean;
}

const others = ['queue', 'profile'];

/** What can be measured, in this order. */
export const allParts = [...settings.map(({ name }) => name), ...others];

const whole = { rounds: 5, sliceMs: 1_000 };
const short = { rounds: 1, sliceMs: 300 };

export const usage = `Usage: npm run bench -- [options]

Sends events to this package's triggers, to n8n's Webhook node and to others, in turn, in a real n8n
on this machine, and says how they compare. Writes docs/bench.md, docs/bench.svg and docs/scaling.md.
What was measured is kept in e2e/.cache/bench, so that a run that breaks off, or one of a part alone,
leaves the rest as it was. About 20 minutes; nothing else should be at work on the machine meanwhile.

  --part NAME   this part only: ${allParts.join(', ')}; may be given several times
  --rounds N    rounds after the warm-up (${whole.rounds})
  --short       see whether it works: ${short.rounds} round of short slices; docs/ is left alone
  --no-write    leave docs/ alone
  --report      measure nothing: write docs/ from what was measured before
  --help        show this text`;

/** @throws {UsageError} */
export function readOptions(args: string[]): BenchOptions {
	const values = parse(args);
	const unknown = values.part?.find((name) => !allParts.includes(name));
	if (unknown !== undefined) {
		throw new UsageError(`${unknown} is none of ${allParts.join(', ')}.`);
	}
	const { rounds, sliceMs } = values.short ? short : whole;
	const parts = values.part ?? allParts;
	return {
		help: values.help ?? false,
		parts: values.report ? [] : parts,
		rounds: values.rounds === undefined ? rounds : roundsOf(values.rounds),
		sliceMs,
		write: !values.short && !values['no-write'],
	};
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				help: { type: 'boolean', short: 'h' },
				part: { type: 'string', multiple: true },
				rounds: { type: 'string' },
				short: { type: 'boolean' },
				'no-write': { type: 'boolean' },
				report: { type: 'boolean' },
			},
		}).values;
	} catch (error) {
		throw new UsageError(`${(error as Error).message}. See --help.`);
	}
}

function roundsOf(text: string): number {
	const rounds = Number(text);
	if (Number.isSafeInteger(rounds) && rounds >= 1) return rounds;
	throw new UsageError(`--rounds takes a whole number from 1 up, not "${text}".`);
}
