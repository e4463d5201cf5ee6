import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { portOf, UsageError } from '../command.ts';
import { packageFolder } from '../../e2e/host/paths.ts';

export interface DevOptions {
	help: boolean;
	port?: number;
	/** n8n's user folder, kept at the end; a temporary one unless given */
	folder?: string;
	/** the checkout that is watched */
	source: string;
}

export const usage = `Usage: npm run dev -- [options]

Starts a real n8n with this package in it and keeps the two in step: each change below nodes/ or
credentials/ is compiled and loaded by the running n8n, and the editor shows it without a reload.
What does not compile is told, and n8n goes on with the build before. After a change of
package.json, which lists the nodes, n8n is started again. JSON Schemas stay as they were at the
start. Ctrl-C ends everything. The first run installs n8n (about 5 minutes).

Options:
  --port N       the port n8n listens on at 127.0.0.1 (a free one)
  --folder DIR   n8n's folder, kept from one run to the next (a temporary one)
  --source DIR   the checkout to watch (this one)
  --help         show this text`;

/** @throws {UsageError} */
export function readOptions(args: string[]): DevOptions {
	let values: { help?: boolean; port?: string; folder?: string; source?: string };
	try {
		({ values } = parseArgs({
			args,
			options: {
				help: { type: 'boolean', short: 'h' },
				port: { type: 'string' },
				folder: { type: 'string' },
				source: { type: 'string' },
			},
		}));
	} catch (error) {
		throw new UsageError(`${(error as Error).message}\nSee --help.`);
	}
	return {
		help: values.help ?? false,
		port: values.port === undefined ? undefined : portOf(values.port),
		folder: values.folder === undefined ? undefined : resolve(values.folder),
		source: values.source === undefined ? packageFolder : resolve(values.source),
	};
}
