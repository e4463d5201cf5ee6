import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Failure } from './failure.ts';

/** What `npm run` adds to the environment about the package it was called in, which another npm must not use. */
const OUTER_NPM =
	/^npm_(package|lifecycle|command|execpath|node_execpath)|^npm_config_(local_prefix|ignore_scripts|workspaces?|global|dry_run|loglevel)$/i;

/**
 * The folder with this Node's headers, if it came with them. An addon is then compiled for exactly this Node,
 * without downloading headers from outside the registry. With the npm package `node`, they are in its platform's
 * package; an installed Node has them next to the folder of its binary.
 */
function headersFolder(node: string): string | undefined {
	const above = dirname(dirname(node));
	const platform = `${process.platform}-${process.arch}`;
	const inside = ['node', 'node-bin'].map((name) => `node_modules/${name}-${platform}`);
	return ['', ...inside, `../node-${platform}`]
		.map((folder) => join(above, folder))
		.find((folder) => existsSync(join(folder, 'include', 'node', 'node_version.h')));
}

interface NpmOptions {
	/** the Node to run npm with, instead of the one that the machine has for npm */
	node?: string;
	show?: boolean;
}

/** @throws {Failure} with the end of npm's output, unless it was shown */
export async function npm(
	args: string[],
	cwd: string,
	{ node = process.execPath, show = false }: NpmOptions = {},
): Promise<void> {
	const own = Object.entries(process.env).filter(([name]) => !OUTER_NPM.test(name));
	const headers = headersFolder(node);
	const child = spawn('npm', args, {
		cwd,
		stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
		env: {
			...Object.fromEntries(own),
			...(headers === undefined ? {} : { npm_config_nodedir: headers }),
			PATH: [dirname(node), process.env.PATH].join(delimiter),
		},
	});
	const output = [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : ''));
	const [code] = (await once(child, 'close')) as [number | null];
	if (code === 0) return;
	const said = (await Promise.all(output)).join('\n');
	throw new Failure(`npm ${args[0]} failed in ${cwd}.\n${lastLines(said)}`);
}

/** The last lines of a program's output, indented so they can follow a sentence. */
export function lastLines(output: string, count = 15): string {
	const lines = output.trimEnd().split('\n').slice(-count);
	return lines.map((line) => `    ${line}`).join('\n');
}
