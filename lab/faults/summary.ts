import { anchorOf } from '../anchor.ts';
import { grouped, rowsIn, table } from '../table.ts';
import { trials } from './all.ts';
import type { Total } from './total.ts';

/** What the summary takes from the section of a trial. */
interface Summarized {
	number: string;
	title: string;
	/** Max Events per Execution, if it isn't 1 */
	maxEvents: string | undefined;
	/** of the heading */
	anchor: string;
	totals: Total[];
	passed: boolean;
	/** ISO 8601, without the time */
	date: string;
}

/** How a section says that the trial passed. */
export const passed = 'All pass criteria met.';

const headingForm = /^## (Trial (\d+)(?:, Max Events per Execution (\d+))?: (.*))$/m;

function summarized(section: string): Summarized {
	const [, heading = '', number = '', maxEvents, title = ''] = headingForm.exec(section) ?? [];
	const trial = trials.find((one) => `${one.number}` === number);
	return {
		number,
		title,
		maxEvents,
		anchor: anchorOf(heading),
		totals: trial?.totals(rowsIn(section)) ?? [],
		passed: section.split('\n').includes(passed),
		date: /^_(\d{4}-\d\d-\d\d),/m.exec(section)?.[1] ?? '',
	};
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

/** Where events were given up, such as "395 in trial 4"; "none" if nowhere. */
function givenUpIn(all: Summarized[]): string {
	const counts = new Map<string, number>();
	for (const { number: trial, totals } of all) {
		counts.set(trial, (counts.get(trial) ?? 0) + sum(totals, 'givenUp'));
	}
	const some = [...counts].filter(([, count]) => count > 0);
	return some.map(([trial, count]) => `${grouped(count)} in trial ${trial}`).join(', ') || 'none';
}

function linkTo({ anchor }: Summarized, text: string): string {
	return `[${text}](#${anchor})`;
}

function findings(all: Summarized[]): string[] {
	const totals = all.flatMap((one) => one.totals);
	const dates = all.map(({ date }) => date).sort();
	const lost = withFigure(totals, 'lost');
	const acceptedEvents = lost.found.filter(({ accepted }) => accepted !== undefined);
	const interrupted = withFigure(totals, 'interrupted');
	const effects = withFigure(totals, 'effectsTwice');
	const givenUp = withFigure(totals, 'givenUp');
	const met = all.filter((one) => one.passed).length;
	return [
		'**Tested**: this package in a real n8n, while n8n, Postgres, Redis, and the proxy are killed, restarted, or down; in bursts; with invalid requests; with one event at two processes. The sender retries as SiteGPT does.',
		`**Pass criteria** met: ${met} of ${all.length} runs, from ${dates[0]} to ${dates.at(-1)}.`,
		`**Lost** after a 200: ${grouped(sum(acceptedEvents, 'lost'))} of ${grouped(sum(acceptedEvents, 'accepted'))} accepted events. SiteGPT doesn't retry after a 200, so this has to be 0.`,
		`**Interrupted** by a kill or failure: ${grouped(interrupted.count)} of ${grouped(sum(interrupted.found, 'events'))} events. Still unfinished after [retry-interrupted](../examples/retry-interrupted.json): ${grouped(sum(interrupted.found, 'unfinished'))}. Import and publish it.`,
		`**Finished twice** in trials with kills and failures: ${grouped(sum(effects.found, 'finishedTwice'))} of ${grouped(sum(effects.found, 'events'))} events, and ${grouped(effects.count)} effects happened twice. The workflows end with an upsert by idempotency key; yours should too. Trials 4 and 7 also test without protection against duplicates; the table has their numbers.`,
		`**Given up** by SiteGPT: ${grouped(givenUp.count)} of ${grouped(sum(givenUp.found, 'events'))} events (${givenUpIn(all)}): no attempt was answered in time. In bursts, n8n had stored many of them anyway; it answered too late. The polling trigger finds those that weren't stored, as trial 8 tests.`,
		'**Weak points**: one small machine, one run per trial, workflows of 1 s, no network failures between machines, and a simulated SiteGPT.',
	];
}

/** The summary of docs/reliability.md, from the sections that the page has. */
export function summary(sections: string[]): string {
	const all = sections.map(summarized);
	const rows = all.flatMap((one) =>
		one.totals.map((total) => ({
			trial: linkTo(one, one.number),
			what: [
				one.title + (one.maxEvents ? `, Max Events per Execution ${one.maxEvents}` : ''),
				...(total.part ? [total.part] : []),
			].join(': '),
			passed: one.passed ? 'yes' : 'no',
			events: total.events ?? '',
			accepted: total.accepted ?? '',
			lost: total.lost ?? '',
			'given up': total.givenUp ?? '',
			'finished twice': total.finishedTwice ?? '',
			'effects twice': total.effectsTwice ?? '',
			date: one.date,
		})),
	);
	return `## Summary

${findings(all)
	.map((finding) => `- ${finding}`)
	.join('\n')}

${table(rows)}

Empty cells: not counted in this trial. Trial 7 is listed for one choice of Ignore Duplicate Deliveries; its section has the others.`;
}
