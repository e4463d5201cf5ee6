import type { Bar } from './bars.ts';
import type { MemoryFigure } from './memory.ts';
import type { QueueModeResult } from './queueMode.ts';
import type { RegularResult } from './regular.ts';
import type { Saved } from './saved.ts';
import { type Figure, median, medianAnswer, rate, rounded, selectResult } from './statistics.ts';
import type { SubjectName } from './subjects.ts';

/** The results that the summary is made from, as far as they exist. */
interface ForSummary {
	/** by name of the configuration */
	regular: Map<string, Saved<RegularResult>>;
	memory: MemoryFigure[] | undefined;
	queue: QueueModeResult | undefined;
	bars: Bar[];
}

/** The name of a target without the letters of the subjects. */
function spelledOut({ what, configuration, bar, value = NaN }: Bar): string {
	const name = what
		.replace(/\bB\b/, 'Max Events 200')
		.replace(/\bM\b/, 'Message Trigger')
		.replace(/\bW\b/, 'Webhook node');
	const limit = bar.replace('>=', 'at least').replace('<=', 'at most');
	return `${name} (${configuration}): ${rounded(value)}, wanted ${limit}`;
}

/** A line of the summary, or nothing if one of its figures wasn't measured. */
function line(text: string, ...figures: number[]): string[] {
	if (figures.some((figure) => !Number.isFinite(figure))) return [];
	return [figures.reduce((all, figure) => all.replace('%', rounded(figure)), text)];
}

/** The summary of docs/bench.md, from the same results as the tables. */
export function summary({ regular, memory, queue, bars }: ForSummary): string {
	const of = (configuration: string, load: string, subject: SubjectName, figure: Figure = rate) => {
		const slices = regular.get(configuration)?.result.slices ?? [];
		const result = selectResult(slices, load, subject);
		return result ? median(result, figure) : NaN;
	};
	const [five, fifty, burst] = [
		'accepted, 5 connections',
		'accepted, 50 connections',
		'burst of 500',
	];
	const seconds = (subject: SubjectName) => of('lazy', burst, subject, medianAnswer) / 1000;
	const peak = (configuration: string) => {
		const figure = memory?.find(
			(one) => one.configuration === configuration && one.burst === 500 && one.subject === 'M',
		);
		return figure ? figure.peak / 1e9 : NaN;
	};
	const run = queue?.runs.at(-1);
	const inQueue = (subject: SubjectName) => {
		const result = run && selectResult(run.slices, five, subject);
		return result ? median(result, rate) : NaN;
	};
	const measured = bars.filter(({ value }) => value !== undefined);
	const missed = measured.filter(({ isMet }) => !isMet);
	const machine = [...regular.values()].at(-1);
	const lines = [
		`**Tested**: events to the triggers and to n8n's Webhook node, in turn, in the same n8n${machine ? ` (${machine.cores} cores, n8n ${machine.n8n}, ${machine.when.slice(0, 10)})` : ''}. Figures are answers per second unless they have a unit.`,
		...line(
			"**One execution per event**: Message Trigger % and Webhook node % with n8n's defaults, % and % with `N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true` (5 connections).",
			...['default', 'lazy'].flatMap((name) => [of(name, five, 'M'), of(name, five, 'W')]),
		),
		...line(
			"**The same built with n8n's nodes** (Webhook, checks, filter, key, item): % with that setting. The Message Trigger alone: %.",
			of('lazy', five, 'W+'),
			of('lazy', five, 'M'),
		),
		...line(
			'**With that setting and without it**: Message Trigger % and % over 50 connections, memory peak % and % GB in a burst of 500.',
			of('lazy', fifty, 'M'),
			of('default', fifty, 'M'),
			peak('lazy'),
			peak('default'),
		),
		...line(
			'**With Max Events per Execution at 200 and without it**: % and % over 50 connections, median answer % and % s in a burst of 500. For high volume, set both: see [production](production.md#high-volume).',
			of('lazy', fifty, 'B'),
			of('lazy', fifty, 'M'),
			seconds('B'),
			seconds('M'),
		),
		...line(
			`**Queue mode** with ${run?.processors} webhook processors on the same cores: %, and % with Max Events per Execution at 200. [Production](production.md#queue-mode) says what more events need.`,
			inQueue('M'),
			inQueue('B'),
		),
		`**Targets**: ${measured.length - missed.length} of ${measured.length} met. Missed: ${missed.map(spelledOut).join('; ') || 'none'}.`,
		'**Weak points**: one small machine, which also runs the sender, and a workflow that does nothing. A real workflow takes its own time on top.',
	];
	return `## Summary\n\n${lines.map((text) => `- ${text}`).join('\n')}`;
}
