import { type Row, table } from '../table.ts';
import { loads } from './loads.ts';
import type { RegularResult } from './regular.ts';
import { circumstances, type Saved } from './saved.ts';
import {
	cpu,
	type LoadResult,
	median,
	medianAnswer,
	rate,
	ratio,
	rounded,
	selectResult,
	spread,
	withSpread,
} from './statistics.ts';

export function regularSection(title: string, saved: Saved<RegularResult>): string {
	const { slices, stored, loading } = saved.result;
	const rows = loads.flatMap(({ name, subjects }) => {
		const results = subjects.flatMap((subject) => selectResult(slices, name, subject) ?? []);
		const webhook = results.find(({ subject }) => subject === 'W');
		return results.map((result) => toRow(result, webhook));
	});
	const rounds = Math.max(...slices.map(({ round }) => round));
	const bytes = Object.entries(stored)
		.map(([load, of]) => {
			const each = Object.entries(of).map(
				([name, value]) => `${name} ${Math.round(value).toLocaleString('en')}`,
			);
			return `${load}: ${each.join(', ')}`;
		})
		.join('; ');
	return [
		`## Regular mode, ${title}`,
		table(rows),
		`Bytes in the database per 1 kB event: ${bytes}. n8n took ${rounded(loading)} ms to load the package.`,
		`${circumstances(saved).replace(/\.?_$/, '')}, ${rounds} rounds._`,
	].join('\n\n');
}

function toRow(result: LoadResult, webhook: LoadResult | undefined): Row {
	const toWebhook = webhook && ratio(result, webhook, rate);
	const outcomes = result.slices.map(({ outcome }) => outcome);
	return {
		load: result.load,
		subject: result.subject,
		'answers per second': withSpread(median(result, rate), spread(result, rate)),
		'/ W': toWebhook ? withSpread(toWebhook.value, toWebhook.spread) : '',
		'median answer, ms': rounded(median(result, medianAnswer)),
		'over 5 s': outcomes.reduce((sum, { late }) => sum + late, 0),
		'worst answer, ms': rounded(Math.max(...outcomes.map(({ worst }) => worst))),
		'CPU ms per answer': rounded(median(result, cpu)),
	};
}
