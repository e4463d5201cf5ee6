/** Finds turns of phrase that readers stumble over: see `usage`. */
import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { command } from '../harness/command.ts';
import { packageFolder } from '../harness/paths.ts';
import { trackedFiles } from './trackedFiles.ts';
import { findTurns } from './words/findTurns.ts';

const usage = `Usage: npm run words [-- FILE...]

Finds turns of phrase that readers stumble over, and British spelling, in everything that a person
reads: labels, messages, docs, notes of the examples, comments. Checks the given files, or all files
of the repository. tools/words/turns.json lists the turns, each with what to write instead.

The exit code is 0 only if nothing was found.`;

/** Texts of other people, the list of turns, and its test. */
const EXCLUDED = /(^|\/)(package-lock\.json|LICENSE|turns\.json|words\.test\.ts)$|\.(png|svg|gif)$/;

await command({
	usage,
	options: {},
	positionals: true,
	async run({ positionals }) {
		const given = positionals.map((file) => relative(packageFolder, file));
		const files =
			given.length > 0 ? given : (await trackedFiles()).filter((file) => !EXCLUDED.test(file));
		let count = 0;
		for (const file of files) {
			const text = await readFile(resolve(packageFolder, file), 'utf8');
			for (const { line, found, say } of findTurns(text)) {
				console.log(`${file}:${line}: "${found}". Better: ${say}`);
				count++;
			}
		}
		console.log(`${files.length} files checked, ${count} turns found.`);
		return count === 0;
	},
});
