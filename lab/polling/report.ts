import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../harness/failure.ts';
import { packageFolder } from '../../harness/paths.ts';
import { grouped, type Row, table } from '../table.ts';
import type { SourceCost } from './cost.ts';
import type { Cost } from './findings.ts';

export interface Measured {
	own: SourceCost[];
	accountSize: number;
	backlogSize: number;
	circumstances: string;
}

const seconds = ({ ms }: Cost) => `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 0)} s`;
const of = ({ requests }: Cost, time: string) => `${grouped(requests)}, ${time}`;

function ownRow({ source, delay, idle, one, backlog }: SourceCost): Row {
	return {
		'Trigger On': source.name,
		'a call takes': `${delay} ms`,
		'nothing new': of(idle, seconds(idle)),
		'one new': of(one, seconds(one)),
		backlog: of(backlog, seconds(backlog)),
		'polls for it': backlog.polls,
		'state, bytes': Math.max(idle.stateBytes, one.stateBytes, backlog.stateBytes),
	};
}

export function report({ own, accountSize, backlogSize, circumstances }: Measured): string {
	const [fastest] = own.map(({ delay }) => delay).toSorted((a, b) => a - b);
	const size = grouped(backlogSize);
	const backlogs = own
		.filter(({ delay }) => delay === fastest)
		.map(({ source }) => `${source.name}, ${source.backlog(backlogSize)}`);
	return [
		`Requests and time of one poll that finds nothing, of one that finds one new object, and of all polls that it takes to find a backlog of ${size}, in an account with ${grouped(accountSize)} older conversations, leads, and documents, in which one visitor in ten has come back after some days. While nobody has, the order of the conversations isn't known, and a poll reads the whole list. The state is the trigger's static data, at its largest. Backlogs: ${backlogs.join('; ')}.`,
		table(own.map(ownRow)),
		circumstances,
	].join('\n\n');
}

const START_COMMENT = '<!-- Measured with `npm run lab -- polling`. -->';
const END_COMMENT = '<!-- End of what was measured. -->';

/** Writes the text between the two comments in docs/polling.md. */
export async function writeReport(text: string): Promise<void> {
	const path = join(packageFolder, 'docs', 'polling.md');
	const document = await readFile(path, 'utf8');
	const [from, to] = [document.indexOf(START_COMMENT), document.indexOf(END_COMMENT)];
	if (from < 0 || to < from) {
		throw new Failure(
			`docs/polling.md has no place for the tables. Add these lines:\n${START_COMMENT}\n${END_COMMENT}`,
		);
	}
	const before = document.slice(0, from + START_COMMENT.length);
	await writeFile(path, `${before}\n\n${text}\n\n${document.slice(to)}`);
}
