import { quantile } from '../quantile.ts';
import type { Slice } from './slices.ts';
import type { SubjectName } from './subjects.ts';

/** The slices of one load on one subject in all rounds except the warm-up. */
export interface LoadResult {
	load: string;
	subject: SubjectName;
	slices: Slice[];
}

export type Figure = (slice: Slice) => number;

export const rate: Figure = ({ rate }) => rate;
export const cpu: Figure = ({ cpu }) => cpu;
export const medianAnswer: Figure = ({ outcome }) => outcome.median;

export function selectResult(
	slices: Slice[],
	load: string,
	subject: SubjectName,
): LoadResult | undefined {
	const found = slices.filter(
		(slice) => slice.load === load && slice.subject === subject && slice.round > 0,
	);
	return found.length === 0 ? undefined : { load, subject, slices: found };
}

export function median({ slices }: LoadResult, figure: Figure): number {
	return quantile(slices.map(figure));
}

/** How much a figure varied: the middle half of the rounds lies between the two. */
export function spread({ slices }: LoadResult, figure: Figure): [number, number] {
	const values = slices.map(figure);
	return [quantile(values, 0.25), quantile(values, 0.75)];
}

export interface Ratio {
	/** ratio of the medians */
	value: number;
	/** the middle half of the ratios of each round lies between the two */
	spread: [number, number];
}

/** The ratio of a figure of two subjects that took turns: the median of the rounds' ratios. */
export function ratio(above: LoadResult, below: LoadResult, figure: Figure): Ratio {
	const rounds = above.slices.flatMap((slice) => {
		const other = below.slices.find(({ round }) => round === slice.round);
		return other ? [figure(slice) / figure(other)] : [];
	});
	return {
		value: quantile(rounds, 0.5),
		spread: [quantile(rounds, 0.25), quantile(rounds, 0.75)],
	};
}

/** To three digits: more would be noise. */
export function rounded(value: number): string {
	const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
	return value.toLocaleString('en', {
		minimumFractionDigits: digits,
		maximumFractionDigits: digits,
	});
}

/** A figure with the middle half of the rounds in brackets. */
export function withSpread(value: number, between?: [number, number]): string {
	if (!between) return rounded(value);
	return `${rounded(value)} (${between.map(rounded).join('-')})`;
}
