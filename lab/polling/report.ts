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

/** The lowest and the highest of some figures, or the only one. */
function range(figures: number[]): string {
	const [least, most] = [Math.min(...figures), Math.max(...figures)];
	return least === most ? grouped(least) : `${grouped(least)} to ${grouped(most)}`;
}

/** What docs/measurements.md says about polling. */
export function findings(own: SourceCost[], backlogSize: number): string {
	const states = own.flatMap(({ idle, one, backlog }) =>
		[idle, one, backlog].map(({ stateBytes }) => stateBytes),
	);
	return [
		`**API calls of a poll that finds nothing**: ${range(own.map(({ idle }) => idle.requests))}.`,
		`**A backlog of ${grouped(backlogSize)}**: ${range(own.map(({ backlog }) => backlog.requests))} calls, in ${range(own.map(({ backlog }) => backlog.polls))} polls.`,
		`**The state** that n8n keeps: at most ${grouped(Math.max(...states))} bytes.`,
	]
		.map((text) => `- ${text}`)
		.join('\n');
}
