import type { Slice } from './slices.ts';
import type { SubjectName } from './subjects.ts';

/** The value in the middle, or at another share of the values in order. */
export function quantile(values: number[], share = 0.5): number {
	const sorted = values.toSorted((a, b) => a - b);
	const at = (sorted.length - 1) * share;
	const below = sorted[Math.floor(at)] ?? NaN;
	const above = sorted[Math.ceil(at)] ?? NaN;
	return below + (above - below) * (at - Math.floor(at));
}

/** What one load on one subject came to in all rounds but the warm-up. */
export interface Result {
	load: string;
	subject: SubjectName;
	slices: Slice[];
}

export type Figure = (slice: Slice) => number;

export const rate: Figure = ({ rate }) => rate;
export const cpu: Figure = ({ cpu }) => cpu;
export const medianAnswer: Figure = ({ outcome }) => outcome.median;

export function resultOf(slices: Slice[], load: string, subject: SubjectName): Result | undefined {
	const found = slices.filter(
		(slice) => slice.load === load && slice.subject === subject && slice.round > 0,
	);
	return found.length === 0 ? undefined : { load, subject, slices: found };
}

export function median({ slices }: Result, figure: Figure): number {
	return quantile(slices.map(figure));
}

/** How far a figure was from round to round: half of the rounds lay between the two. */
export function spread({ slices }: Result, figure: Figure): [number, number] {
	const values = slices.map(figure);
	return [quantile(values, 0.25), quantile(values, 0.75)];
}

export interface Ratio {
	/** of the medians */
	value: number;
	/** half of the rounds, each by itself, lay between the two */
	spread: [number, number];
}

/** How a figure of one subject stands to that of another, which took turns with it. */
export function ratio(above: Result, below: Result, figure: Figure): Ratio {
	const rounds = above.slices.flatMap((slice) => {
		const other = below.slices.find(({ round }) => round === slice.round);
		return other ? [figure(slice) / figure(other)] : [];
	});
	return {
		value: median(above, figure) / median(below, figure),
		spread: [quantile(rounds, 0.25), quantile(rounds, 0.75)],
	};
}
