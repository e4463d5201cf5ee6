import { serverVersions } from '../../harness/programs.ts';
import { table } from '../table.ts';
import { loads } from './loads.ts';
import type { QueueModeResult } from './queueMode.ts';
import { circumstances, type Saved } from './saved.ts';
import { cpu, median, rate, rounded, selectResult, spread, withSpread } from './statistics.ts';

export function queueSection(saved: Saved<QueueModeResult>): string {
	const rows = saved.result.runs.flatMap(({ processors, workers, slices }) =>
		loads.flatMap(({ name, subjects }) =>
			subjects.flatMap((subject) => {
				const result = selectResult(slices, name, subject);
				if (!result) return [];
				const parts = Object.keys(result.slices[0]?.cpuOf ?? {});
				return {
					'webhook processors': processors,
					workers,
					event: name.endsWith('100 kB') ? '100 kB' : '1 kB',
					subject,
					'events per second': withSpread(median(result, rate), spread(result, rate)),
					'events per CPU second': rounded(1000 / median(result, cpu)),
					...Object.fromEntries(
						parts.map((part) => [
							`${part}, CPU ms per event`,
							rounded(median(result, (slice) => slice.cpuOf[part] ?? NaN)),
						]),
					),
				};
			}),
		),
	);
	return [
		'## Queue mode',
		`Set up as in deploy/, with 20 connections: ${serverVersions().join(', ')}. Events per second counts accepted events. The workers run them meanwhile, and afterwards if they're slower. All processes share the machine, so a second processor adds no cores.`,
		table(rows),
		circumstances(saved),
	].join('\n\n');
}
