import { parseArgs } from 'node:util';
import { portOf, UsageError } from '../command.ts';

export interface DemoOptions {
	help: boolean;
	/** end by itself once the events have arrived */
	once: boolean;
	/** leave n8n's folder behind */
	keep: boolean;
	port?: number;
}

export const usage = `Usage: npm run demo -- [options]

Starts a real n8n with this package in it, publishes the three example workflows, sends one
event of each kind to them with the SiteGPT node, shows what arrived, and leaves n8n running
to look at. Needs neither SiteGPT nor an account. The first run installs n8n (about 5 minutes).

Options:
  --once     end as soon as the events have arrived; the exit code is 0 only if all three did
  --port N   the port n8n listens on at 127.0.0.1 (5678, or a free one if that is taken)
  --keep     leave n8n's folder (database, log) behind at the end
  --help     show this text`;

/** @throws {UsageError} */
export function readOptions(args: string[]): DemoOptions {
	// Not strict, for a sentence of our own instead of Node's.
	const { tokens } = parseArgs({
		args,
		strict: false,
		tokens: true,
		options: {
			help: { type: 'boolean', short: 'h' },
			once: { type: 'boolean' },
			keep: { type: 'boolean' },
			port: { type: 'string' },
		},
	});
	const options: DemoOptions = { help: false, once: false, keep: false };
	for (const token of tokens) {
		if (token.kind === 'option-terminator') continue;
		const given = token.kind === 'option' ? token.rawName : token.value;
		if (token.kind === 'option' && token.name === 'port') {
			options.port = portOf(token.value ?? '');
		} else if (
			token.kind === 'option' &&
			token.value === undefined &&
			(token.name === 'help' || token.name === 'once' || token.name === 'keep')
		) {
			options[token.name] = true;
		} else if (token.kind === 'option' && token.value !== undefined) {
			throw new UsageError(`${given} takes no value: see --help.`);
		} else {
			throw new UsageError(`${given} is not an option of the demo: see --help.`);
		}
	}
	return options;
}
