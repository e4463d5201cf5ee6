import type { RegularResult } from './regular.ts';
import { configurations } from './configurations.ts';
import { rate, ratio, resultOf, type Ratio } from './statistics.ts';
import type { SubjectName } from './subjects.ts';

interface Bar {
	name: string;
	ratio: Ratio;
}

const shown: Array<{ load: string; subjects: SubjectName[] }> = [
	{ load: 'accepted, 5 connections', subjects: ['W+', 'W', 'M', 'B', 'E', 'L', 'F'] },
	{ load: 'accepted, 50 connections', subjects: ['W', 'M', 'B', 'F'] },
	{ load: 'burst of 100', subjects: ['W', 'M', 'B', 'F'] },
	{ load: 'refused', subjects: ['W', 'M'] },
];

const width = 760;
const labelWidth = 250;
const barHeight = 16;
const barGap = 5;
/** end of the scale, relative to W; longer bars are cut off */
const most = 1.6;

/** An SVG, for light and dark mode, of the subjects' answers per second relative to n8n's Webhook node. */
export function plot(results: Map<string, RegularResult>): string {
	const lines: string[] = [];
	let y = 24;
	for (const { name, title } of configurations) {
		const slices = results.get(name)?.slices;
		if (!slices) continue;
		lines.push(`<text class="title" x="10" y="${y}">${title}</text>`);
		y += 12;
		for (const { load, subjects } of shown) {
			const webhook = resultOf(slices, load, 'W');
			const all = subjects.flatMap((subject): Bar[] => {
				const result = resultOf(slices, load, subject);
				if (!result || !webhook) return [];
				return [{ name: subject, ratio: ratio(result, webhook, rate) }];
			});
			for (const [index, bar] of all.entries()) {
				if (index === 0) lines.push(`<text x="10" y="${y + 13}">${load}</text>`);
				lines.push(...drawn(bar, y));
				y += barHeight + barGap;
			}
			y += 8;
		}
		y += 18;
	}
	const one = x(1);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img">
	<title>Answers per second, relative to n8n's Webhook node (W)</title>
	<style>
		text { font: 12px system-ui, sans-serif; fill: #24292f; }
		.title { font-weight: bold; }
		.bar { fill: #afb8c1; }
		.ours { fill: #6e56cf; }
		line { stroke: #57606a; }
		@media (prefers-color-scheme: dark) {
			text { fill: #e6edf3; }
			.bar { fill: #484f58; }
			.ours { fill: #9b8afb; }
			line { stroke: #8b949e; }
		}
	</style>
	${lines.join('\n\t')}
	<line x1="${one}" y1="30" x2="${one}" y2="${y - 24}" stroke-dasharray="3 3"/>
</svg>
`;
}

function x(value: number): number {
	return Math.round(labelWidth + (Math.min(value, most) / most) * (width - labelWidth - 60));
}

function drawn({ name, ratio: { value, spread } }: Bar, y: number): string[] {
	const middle = y + barHeight / 2;
	const isOurs = ['M', 'E', 'L'].includes(name);
	return [
		`<text x="${labelWidth - 30}" y="${y + 13}">${name}</text>`,
		`<rect class="bar${isOurs ? ' ours' : ''}" x="${labelWidth}" y="${y}" width="${x(value) - labelWidth}" height="${barHeight}"/>`,
		`<line x1="${x(spread[0])}" y1="${middle}" x2="${x(spread[1])}" y2="${middle}" stroke-width="2"/>`,
		`<text x="${Math.max(x(value), x(spread[1])) + 6}" y="${y + 13}">${value.toFixed(2)}</text>`,
	];
}
