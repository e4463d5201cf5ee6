import { toAnchor } from '../../harness/anchor.ts';
import { grouped, type Row, table } from '../table.ts';
import type { Total } from './total.ts';
import type { Trial } from './trial.ts';

interface Summarized {
	heading: string;
	trial: Trial;
	maxEvents: number;
	rows: Row[];
	violations: string[];
	/** ISO 8601, without the time */
	date: string;
}

type Figure = Exclude<keyof Total, 'part'>;

function sum(totals: Total[], figure: Figure): number {
	return totals.reduce((all, one) => all + (one[figure] ?? 0), 0);
}

/** The totals that have a figure, and its sum. */
function withFigure(totals: Total[], figure: Figure) {
	const found = totals.filter((one) => one[figure] !== undefined);
	return { found, count: sum(found, figure) };
}

const getTotals = ({ trial, rows }: Summarized) => trial.totals(rows);

/** Where events were given up, such as "395 in trial 4"; "none" if nowhere. */
function givenUpIn(all: Summarized[]): string {
	const counts = new Map<number, number>();
	for (const one of all) {
		const { number } = one.trial;
		counts.set(number, (counts.get(number) ?? 0) + sum(getTotals(one), 'givenUp'));
	}
	const some = [...counts].filter(([, count]) => count > 0);
	return some.map(([trial, count]) => `${grouped(count)} in trial ${trial}`).join(', ') || 'none';
}

/** What docs/measurements.md says about the reliability. */
export function findings(all: Summarized[]): string {
	const totals = all.flatMap(getTotals);
	const dates = all.map(({ date }) => date).sort();
	const lost = withFigure(totals, 'lost');
	const acceptedEvents = lost.found.filter(({ accepted }) => accepted !== undefined);
	const interrupted = withFigure(totals, 'interrupted');
	const effects = withFigure(totals, 'effectsTwice');
	const givenUp = withFigure(totals, 'givenUp');
	const met = all.filter(({ violations }) => violations.length === 0).length;
	const lines = [
		`**Pass criteria** met: ${met} of ${all.length} runs, from ${dates[0]} to ${dates.at(-1)}.`,
		`**Lost** after a 200: ${grouped(sum(acceptedEvents, 'lost'))} of ${grouped(sum(acceptedEvents, 'accepted'))} accepted events.`,
		`**Interrupted** by a kill or failure: ${grouped(interrupted.count)} of ${grouped(sum(interrupted.found, 'events'))} events. Still unfinished after [retry-interrupted](../examples/retry-interrupted.json): ${grouped(sum(interrupted.found, 'unfinished'))}. Import and publish it.`,
		`**Finished twice** in trials with kills and failures: ${grouped(sum(effects.found, 'finishedTwice'))} of ${grouped(sum(effects.found, 'events'))} events, and ${grouped(effects.count)} effects happened twice.`,
		`**Given up** by SiteGPT: ${grouped(givenUp.count)} of ${grouped(sum(givenUp.found, 'events'))} events (${givenUpIn(all)}): no attempt got a response in time. In bursts, n8n had stored many of them anyway. The polling trigger finds the others, as trial 8 tests.`,
	];
	return lines.map((text) => `- ${text}`).join('\n');
}

/** A table of all trials. */
export function overview(all: Summarized[]): string {
	const rows = all.flatMap((one) =>
		getTotals(one).map((total) => ({
			trial: `[${one.trial.number}](#${toAnchor(one.heading)})`,
			what: [
				one.trial.title + (one.maxEvents > 1 ? `, Max Events per Execution ${one.maxEvents}` : ''),
				...(total.part ? [total.part] : []),
			].join(': '),
			passed: one.violations.length === 0 ? 'yes' : 'no',
			events: total.events ?? '',
			accepted: total.accepted ?? '',
			lost: total.lost ?? '',
			'given up': total.givenUp ?? '',
			'finished twice': total.finishedTwice ?? '',
			'effects twice': total.effectsTwice ?? '',
			date: one.date,
		})),
	);
	return `## Overview

${table(rows)}

Empty cells: not counted in this trial. Trial 7 is listed for one choice of Ignore Duplicate Deliveries; its section has the others.`;
}
