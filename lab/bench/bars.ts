import { medianAnswer, rate, ratio, resultOf, type Figure } from './statistics.ts';
import type { NodeFigure } from './nodeProcess.ts';
import type { RegularResult } from './regular.ts';
import type { SubjectName } from './subjects.ts';

/** What was measured, as far as it was. */
export interface ForBars {
	/** by the configuration's name */
	regular: Map<string, RegularResult>;
	node: NodeFigure[] | undefined;
}

/** A bar that the package sets itself. */
export interface Bar {
	what: string;
	configuration: string;
	/** such as ">= 1.1" */
	bar: string;
	/** undefined where it was not measured */
	value: number | undefined;
	/** half of the rounds lay between the two */
	spread?: [number, number];
	isMet: boolean;
}

interface Wanted {
	/** the value has to be at least, or at most, this */
	atLeast?: number;
	atMost?: number;
}

const accepted = 'accepted, 5 connections';
const burst = 'burst of 100';

function barOf(
	what: string,
	configuration: string,
	wanted: Wanted,
	value: number | undefined,
	spread?: [number, number],
): Bar {
	const { atLeast = -Infinity, atMost = Infinity } = wanted;
	const limit = wanted.atLeast === undefined ? `<= ${atMost}` : `>= ${atLeast}`;
	return {
		what,
		configuration,
		bar: limit,
		value,
		spread,
		isMet: value !== undefined && value >= atLeast && value <= atMost,
	};
}

function slicesOf({ regular }: ForBars, configuration: string, load: string, subject: SubjectName) {
	const result = regular.get(configuration);
	return result && resultOf(result.slices, load, subject);
}

/** The bars, in the order of their importance to a user. */
export function bars(measured: ForBars): Bar[] {
	const compared = (
		what: string,
		configuration: string,
		wanted: Wanted,
		[aboveLoad, above]: [string, SubjectName],
		[belowLoad, below]: [string, SubjectName],
		figure: Figure,
	): Bar => {
		const upper = slicesOf(measured, configuration, aboveLoad, above);
		const lower = slicesOf(measured, configuration, belowLoad, below);
		const found = upper && lower ? ratio(upper, lower, figure) : undefined;
		return barOf(what, configuration, wanted, found?.value, found?.spread);
	};
	const same = (
		what: string,
		configuration: string,
		wanted: Wanted,
		load: string,
		above: SubjectName,
		below: SubjectName,
		figure = rate,
	) => compared(what, configuration, wanted, [load, above], [load, below], figure);
	const late = (configuration: string): Bar => {
		const slices = slicesOf(measured, configuration, burst, 'M')?.slices;
		const count = slices?.reduce((sum, { outcome }) => sum + outcome.late, 0);
		return barOf('burst of 100, M: answers over 5 s', configuration, { atMost: 0 }, count);
	};
	const own = (event: string, atMost: number): Bar => {
		const figure = measured.node?.find(
			(one) => one.case === event && one.step === 'webhook(), all of it',
		);
		const what = `our own code in webhook(), ${event} event, µs`;
		return barOf(what, 'alone', { atMost }, figure?.us, figure?.spread);
	};
	const { regular } = measured;
	const stored = (configuration: string): Bar => {
		const { M, W } = regular.get(configuration)?.stored ?? {};
		const value = M !== undefined && W !== undefined ? M / W : undefined;
		return barOf('bytes stored of an execution, M / W', configuration, { atMost: 0.8 }, value);
	};
	return [
		same('accepted, 5 connections, M / W', 'default', { atLeast: 1.1 }, accepted, 'M', 'W'),
		same('accepted, 5 connections, M / W', 'lazy', { atLeast: 1.05 }, accepted, 'M', 'W'),
		...['default', 'lazy'].map((configuration) =>
			same(
				'burst of 100, median answer, M / W',
				configuration,
				{ atMost: 1 },
				burst,
				'M',
				'W',
				medianAnswer,
			),
		),
		late('lazy'),
		...['default', 'lazy'].map((configuration) =>
			same('accepted, 5 connections, M / W+', configuration, { atLeast: 2 }, accepted, 'M', 'W+'),
		),
		...['default', 'lazy'].map((configuration) =>
			same('accepted, 5 connections, M / F', configuration, { atLeast: 0.97 }, accepted, 'M', 'F'),
		),
		same('refused, M / W', 'lazy', { atLeast: 1 }, 'refused', 'M', 'W'),
		...['ignored', 'duplicate'].map((load) =>
			compared(
				`${load} events / accepted events, M`,
				'lazy',
				{ atLeast: 3 },
				[load, 'MI'],
				[accepted, 'M'],
				rate,
			),
		),
		same(
			'Acknowledge at its default / a fixed response mode',
			'lazy',
			{ atLeast: 0.97 },
			accepted,
			'M',
			'MR',
		),
		own('1 kB', 50),
		own('100 kB', 1_000),
		barOf(
			'loading the package in n8n, ms',
			'default',
			{ atMost: 15 },
			regular.get('default')?.loading,
		),
		stored('default'),
	];
}
