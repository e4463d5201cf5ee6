import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../harness/failure.ts';
import { packageFolder } from '../../harness/paths.ts';
import { grouped, table, type Row } from '../table.ts';
import type { SourceCost } from './cost.ts';
import type { Cost, Costs } from './findings.ts';
import type { OtherCost } from './otherCost.ts';

export interface Measured {
	own: SourceCost[];
	others: OtherCost[];
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

function comparedRow(name: string, { idle, one, backlog }: Costs): Row {
	return {
		trigger: name,
		'nothing new': idle.requests,
		'one new': one.requests,
		backlog: backlog.requests,
		'polls for it': backlog.polls,
		lost: backlog.objects - backlog.found,
		twice: backlog.others,
		'state, bytes': Math.max(idle.stateBytes, one.stateBytes, backlog.stateBytes),
	};
}

/** The tables, and what they are about. */
export function report({ own, others, accountSize, backlogSize, circumstances }: Measured): string {
	const [fastest] = own.map(({ delay }) => delay).toSorted((a, b) => a - b);
	const compared = [
		...own
			.filter(({ delay }) => delay === fastest)
			.map((cost) => comparedRow(`SiteGPT Polling Trigger, ${cost.source.name}`, cost)),
		...others.map((cost) => comparedRow(cost.name, cost)),
	];
	const size = grouped(backlogSize);
	const backlogs = own
		.filter(({ delay }) => delay === fastest)
		.map(({ source }) => `${source.name}, ${source.backlog(backlogSize)}`);
	return [
		`Requests and time of one poll that finds nothing, of one that finds one new object, and of all polls that it takes to find a backlog of ${size}, in an account with ${grouped(accountSize)} older conversations, leads, and documents, in which one visitor in ten has come back after some days. While nobody has, the order of the conversations isn't known, and a poll reads the whole list. The state is the trigger's static data, at its largest. Backlogs: ${backlogs.join('; ')}.`,
		table(own.map(ownRow)),
		`The same of polling triggers that come with n8n, in requests. Each polls a stand-in for its API, with that API's filters and page sizes, that gets ${size} new objects within two seconds between two polls. _Lost_ objects are never emitted, _twice_ are those that are emitted again: some of these triggers compare times in whole seconds or minutes, and Gmail Trigger reads 2,000 messages back at most. Typeform Trigger is a webhook, and n8n has no Intercom trigger.`,
		table(compared),
		circumstances,
	].join('\n\n');
}

const start = '<!-- Measured with `npm run lab -- polling`. -->';
const end = '<!-- End of what was measured. -->';

/** Writes the text between the two comments in docs/polling.md. */
export async function writeReport(text: string): Promise<void> {
	const path = join(packageFolder, 'docs', 'polling.md');
	const document = await readFile(path, 'utf8');
	const [from, to] = [document.indexOf(start), document.indexOf(end)];
	if (from < 0 || to < from) {
		throw new Failure(
			`docs/polling.md has no place for the tables. Add these lines:\n${start}\n${end}`,
		);
	}
	const before = document.slice(0, from + start.length);
	await writeFile(path, `${before}\n\n${text}\n\n${document.slice(to)}`);
}
