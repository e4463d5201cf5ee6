import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hostFolder } from '../../harness/paths.ts';
import { table } from '../table.ts';
import type { Mutant } from './mutants.ts';
import type { Verdict } from './runs.ts';

/** The longest text of code in a line, in characters. */
const MAX_TEXT = 70;

/** One row for each folder of nodes/. */
export function scoreTable(verdicts: readonly Verdict[]): string {
	const roomOf = ({ mutant }: Verdict) => mutant.file.split('/', 2).join('/');
	const rooms = new Set(verdicts.map(roomOf));
	const rows = [...rooms].toSorted().map((room) => {
		const ofRoom = verdicts.filter((verdict) => roomOf(verdict) === room);
		const count = (result: Verdict['result']) =>
			ofRoom.filter((verdict) => verdict.result === result).length;
		const noticed = count('killed') + count('timed out');
		return {
			folder: room,
			mutants: ofRoom.length,
			killed: count('killed'),
			'timed out': count('timed out'),
			survived: count('survived'),
			'not reached': count('unreached'),
			score: `${((100 * noticed) / ofRoom.length).toFixed(1)}%`,
		};
	});
	return table(rows);
}

/** One line for each mutant that no test has noticed, in the order of the code. */
export function survivorLines(verdicts: readonly Verdict[]): string[] {
	return verdicts
		.filter(hasSurvived)
		.toSorted((a, b) => a.mutant.id - b.mutant.id)
		.map(({ mutant, result }) => {
			const after = mutant.new === '' || mutant.new === 'void 0' ? 'removed' : short(mutant.new);
			const note = result === 'unreached' ? ' (no test gets there)' : '';
			return `${mutant.file}:${mutant.line} ${short(mutant.old)} -> ${after}${note}`;
		});
}

function hasSurvived({ result }: Verdict): boolean {
	return result === 'survived' || result === 'unreached';
}

const savedFile = join(hostFolder, '.cache', 'mutation.json');

/** Saves all verdicts, and returns the file's path. */
export async function saveVerdicts(verdicts: readonly Verdict[]): Promise<string> {
	await mkdir(dirname(savedFile), { recursive: true });
	await writeFile(savedFile, JSON.stringify(verdicts, null, '\t'));
	return savedFile;
}

/** Those that survived in the saved run, wherever they are in their file now. */
export async function survivorsAmong(mutants: readonly Mutant[]): Promise<Mutant[]> {
	const saved = JSON.parse(await readFile(savedFile, 'utf8')) as Verdict[];
	const keyOf = ({ file, old, new: replacement }: Mutant) =>
		JSON.stringify([file, old, replacement]);
	const keys = new Set(saved.filter(hasSurvived).map(({ mutant }) => keyOf(mutant)));
	return mutants.filter((mutant) => keys.has(keyOf(mutant)));
}

function short(code: string): string {
	const line = code.replace(/\s+/g, ' ');
	return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT - 3)}...` : line;
}
