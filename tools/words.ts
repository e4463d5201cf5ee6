/** Whether any text falls back into turns that readers stumble over: see `usage`. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { packageFolder } from '../e2e/host/paths.ts';
import { command } from './command.ts';
import { turns } from './words/turns.ts';

const usage = `Usage: npm run words [-- FILE...]

Looks for turns of phrase that readers stumble over, and for British spelling, in everything that a
person reads: labels, messages, docs, notes of the examples, comments. Checks the given files, or all
files of the repository. tools/words/turns.ts has the list, each with what to write instead.

The exit code is 0 only if nothing was found.`;

/** Texts of others, and the list itself. */
const excluded = /(^|\/)(package-lock\.json|LICENSE|turns\.ts|words\.test\.ts)$|\.(png|svg|gif)$/;

/** Between two words: a space, or a line break with what begins a line of a comment. */
const gap = String.raw`(?: +|\s*\n\s*(?:\*|//|#|>)?\s*)`;

const patterns = turns.map(({ turn, say }) => ({
	pattern: new RegExp(turn.replaceAll(' ', gap), 'gi'),
	say,
}));

async function trackedFiles(): Promise<string[]> {
	const { stdout } = await promisify(execFile)('git', ['ls-files', '-z'], { cwd: packageFolder });
	return stdout.split('\0').filter((file) => file !== '');
}

/** What a file says that it shouldn't: a line each, in the order of the file. */
async function findings(file: string): Promise<string[]> {
	const text = await readFile(join(packageFolder, file), 'utf8');
	return patterns
		.flatMap(({ pattern, say }) =>
			[...text.matchAll(pattern)].map(({ index, 0: found }) => ({ index, found, say })),
		)
		.toSorted((a, b) => a.index - b.index)
		.map(({ index, found, say }) => {
			const line = text.slice(0, index).split('\n').length;
			return `${file}:${line}: "${found.replaceAll(/\s+/g, ' ')}": ${say}`;
		});
}

await command({
	usage,
	options: {},
	positionals: true,
	async run({ positionals }) {
		const given = positionals.map((file) => relative(packageFolder, file));
		const files =
			given.length > 0 ? given : (await trackedFiles()).filter((file) => !excluded.test(file));
		const found = (await Promise.all(files.map(findings))).flat();
		for (const line of found) console.log(line);
		console.log(`${files.length} files, ${found.length} turns to rewrite.`);
		return found.length === 0;
	},
});
