import { type Row, table } from '../table.ts';
import type { MemoryFigure } from './memory.ts';
import type { RegularResult } from './regular.ts';
import { circumstances, type Saved } from './saved.ts';
import {
	type LoadResult,
	median,
	medianAnswer,
	rate,
	rounded,
	selectResult,
} from './statistics.ts';

/** The columns of the table for people who run n8n: a configuration, and the subject that was measured in it. */
const columns = [
	["n8n's defaults", 'default', 'M'],
	['only Max Events: 200', 'default', 'B'],
	['only the setting', 'lazy', 'M'],
	['both', 'lazy', 'B'],
] as const;

/** What the two settings for high volume change, for docs/production.md. */
export function highVolume(
	regular: Map<string, Saved<RegularResult>>,
	memory: MemoryFigure[] | undefined,
): string {
	const toRow = (what: string, cell: (configuration: string, subject: 'M' | 'B') => string): Row =>
		Object.fromEntries([
			['on two cores', what],
			...columns.map(([title, configuration, subject]) => [title, cell(configuration, subject)]),
		]) as Row;
	const measured = (what: string, load: string, figure: (result: LoadResult) => string) =>
		toRow(what, (configuration, subject) => {
			const slices = regular.get(configuration)?.result.slices ?? [];
			const result = selectResult(slices, load, subject);
			return result ? figure(result) : 'not measured';
		});
	const peak = (burst: number) =>
		toRow(`n8n's memory in a burst of ${burst}`, (configuration, subject) => {
			const found = memory?.find(
				(one) =>
					one.configuration === configuration && one.burst === burst && one.subject === subject,
			);
			return found ? `${rounded(found.peak / 1e9)} GB` : 'not measured';
		});
	const seconds = (ms: number) => `${rounded(ms / 1000)} s`;
	const usual = (result: LoadResult) => seconds(median(result, medianAnswer));
	const slowest = ({ slices }: LoadResult) =>
		seconds(Math.max(...slices.map(({ outcome }) => outcome.worst)));
	const [machine] = [...regular.values()].slice(-1);
	return [
		table([
			measured('events per second over 50 connections', 'accepted, 50 connections', (result) =>
				rounded(median(result, rate)),
			),
			measured('median response in a burst of 100', 'burst of 100', usual),
			measured('slowest response in a burst of 100', 'burst of 100', slowest),
			measured('median response in a burst of 500', 'burst of 500', usual),
			peak(100),
			peak(500),
		]),
		...(machine ? [circumstances(machine)] : []),
	].join('\n\n');
}
