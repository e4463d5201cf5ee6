import type { Bar } from './bars.ts';
import type { QueueModeResult } from './queueMode.ts';
import type { RegularResult } from './regular.ts';
import type { Saved } from './saved.ts';
import { median, rate, rounded, selectResult } from './statistics.ts';
import type { SubjectName } from './subjects.ts';

/** The results that the summary is made from, as far as they exist. */
interface ForSummary {
	/** by name of the configuration */
	regular: Map<string, Saved<RegularResult>>;
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

/** What docs/measurements.md says about the speed, from the same results as the tables. */
export function summary({ regular, queue, bars }: ForSummary): string {
	const five = 'accepted, 5 connections';
	const of = (configuration: string, subject: SubjectName) => {
		const slices = regular.get(configuration)?.result.slices ?? [];
		const result = selectResult(slices, five, subject);
		return result ? median(result, rate) : NaN;
	};
	const inQueue = (processors: number, subject: SubjectName) => {
		const run = queue?.runs.find((one) => one.processors === processors);
		const result = run && selectResult(run.slices, five, subject);
		return result ? median(result, rate) : NaN;
	};
	const measured = bars.filter(({ value }) => value !== undefined);
	const missed = measured.filter(({ isMet }) => !isMet);
	const lines = [
		...line(
			"**One execution per event**, 5 connections: the Message Trigger accepts % events per second with n8n's defaults, n8n's Webhook node %; with `N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true`, % and %.",
			...['default', 'lazy'].flatMap((name) => [of(name, 'M'), of(name, 'W')]),
		),
		...line(
			"**The same built with n8n's nodes** (Webhook, checks, filter, key, item), with that setting: %.",
			of('lazy', 'W+'),
		),
		...line(
			'**Queue mode** on the same cores, with one webhook processor: %, and % with Max Events per Execution at 200; with two: % and %. So it helps only with more cores.',
			...[1, 2].flatMap((count) => [inQueue(count, 'M'), inQueue(count, 'B')]),
		),
		`**Targets** that the package sets itself: ${measured.length - missed.length} of ${measured.length} met. Missed: ${missed.map(spelledOut).join('; ') || 'none'}.`,
	];
	return lines.map((text) => `- ${text}`).join('\n');
}
