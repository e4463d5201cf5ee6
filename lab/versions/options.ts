import { parseArgs } from 'node:util';
import { UsageError } from '../../tools/command.ts';
import { suites, type Suite } from './suites.ts';
import { versions, type Version } from './versions.ts';

export interface VersionsOptions {
	help: boolean;
	list: boolean;
	versions: Version[];
	suites: Suite[];
}

export const usage = `Usage: npm run e2e:versions -- [options]

Runs the suites in several versions of n8n, each installed once into e2e/.cache (about 5 minutes
and 3 GB each), and prints a table. With all versions and suites, writes it to docs/versions.md.
The exit code is 0 only if every test passed.

Options:
  --only VERSION ...  these versions of n8n only
  --suite NAME        this suite only: ${suites.join(' or ')}
  --list              show the versions, and run nothing
  --help              show this text`;

/** @throws {UsageError} */
export function readOptions(args: string[]): VersionsOptions {
	const { values, positionals } = parse(args);
	const named = values.only ?? [];
	if (positionals.length > 0 && named.length === 0) {
		throw new UsageError(`${positionals.join(' ')} is not an option: see --help.`);
	}
	return {
		help: values.help ?? false,
		list: values.list ?? false,
		// What follows --only, up to the next option, are versions too.
		versions: chosen(versions, [...named, ...positionals], ({ n8n }) => n8n),
		suites: chosen([...suites], values.suite ?? [], (suite) => suite),
	};
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			allowPositionals: true,
			options: {
				help: { type: 'boolean', short: 'h' },
				list: { type: 'boolean' },
				only: { type: 'string', multiple: true },
				suite: { type: 'string', multiple: true },
			},
		});
	} catch (error) {
		throw new UsageError(`${(error as Error).message}. See --help.`);
	}
}

function chosen<T>(all: T[], names: string[], nameOf: (one: T) => string): T[] {
	const unknown = names.find((name) => !all.some((one) => nameOf(one) === name));
	if (unknown !== undefined) {
		throw new UsageError(`${unknown} is none of ${all.map(nameOf).join(', ')}.`);
	}
	return names.length === 0 ? all : all.filter((one) => names.includes(nameOf(one)));
}
