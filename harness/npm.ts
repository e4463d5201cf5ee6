import { readFile } from 'node:fs/promises';
import { basename, delimiter, dirname } from 'node:path';
import { headersFolder } from './headers.ts';
import { startGuarded } from './guarded.ts';

/**
 * Whether `npm run` has added this variable to the environment. It describes the package npm was called in, so an
 * npm in another folder must not use it as its own setting.
 */
function isOfOuterNpm(name: string): boolean {
	return (
		/^npm_(package|lifecycle|command|execpath|node_execpath)/i.test(name) ||
		/^npm_config_(local_prefix|ignore_scripts|workspace|workspaces|global|dry_run|loglevel)$/i.test(
			name,
		)
	);
}

export interface NpmRun {
	code: number | null;
	/** everything npm wrote to standard output and standard error */
	output: string;
}

/** Runs npm with the given Node, regardless of which Node the machine's npm would use. */
export async function npm(
	args: string[],
	cwd: string,
	logFile: string,
	node = process.execPath,
): Promise<NpmRun> {
	const env: Record<string, string> = {};
	for (const [name, value] of Object.entries(process.env)) {
		if (value !== undefined && !isOfOuterNpm(name)) env[name] = value;
	}
	const headers = headersFolder(node);
	if (headers !== undefined) env.npm_config_nodedir = headers;
	env.PATH = [dirname(node), process.env.PATH].join(delimiter);
	const outer = process.env.npm_execpath;
	const script = outer !== undefined && basename(outer) === 'npm-cli.js' ? [outer] : [];
	const started = await startGuarded({
		command: script.length > 0 ? node : 'npm',
		args: [...script, ...args],
		cwd,
		env,
		logFile,
	});
	const { code } = await started.ended;
	return { code, output: await readFile(logFile, 'utf8') };
}

/** The last lines of a program's output, indented so they can follow a sentence. */
export function lastLines(output: string, count = 15): string {
	const lines = output.trimEnd().split('\n').slice(-count);
	return lines.map((line) => `    ${line}`).join('\n');
}
