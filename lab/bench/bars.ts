import type { MemoryFigure } from './memory.ts';
import type { RegularResult } from './regular.ts';
import type { Slice } from './slices.ts';
import { type Figure, medianAnswer, rate, ratio, selectResult } from './statistics.ts';
import type { SubjectName } from './subjects.ts';

export interface ForBars {
	/** by name of the configuration */
	regular: Map<string, RegularResult>;
	memory: MemoryFigure[] | undefined;
	/** with two webhook processors */
	queue: Slice[] | undefined;
}

/** A target that the package sets itself. */
export interface Bar {
	what: string;
	configuration: string;
	/** such as ">= 1.1" */
	bar: string;
	/** undefined if not measured */
	value: number | undefined;
	/** the middle half of the rounds */
	spread?: [number, number];
	isMet: boolean;
}

interface Wanted {
	/** limits for the value */
	atLeast?: number;
	atMost?: number;
}

const ACCEPTED = 'accepted, 5 connections';
const BURST = 'burst of 100';

function makeBar(
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

function findResult(
	{ regular }: ForBars,
	configuration: string,
	load: string,
	subject: SubjectName,
) {
	const result = regular.get(configuration);
	return result && selectResult(result.slices, load, subject);
}

/** The targets, most important to users first. */
export function bars(measured: ForBars): Bar[] {
	const compared = (
		what: string,
		configuration: string,
		wanted: Wanted,
		[aboveLoad, above]: [string, SubjectName],
		[belowLoad, below]: [string, SubjectName],
		figure: Figure,
	): Bar => {
		const upper = findResult(measured, configuration, aboveLoad, above);
		const lower = findResult(measured, configuration, belowLoad, below);
		const found = upper && lower ? ratio(upper, lower, figure) : undefined;
		return makeBar(what, configuration, wanted, found?.value, found?.spread);
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
	const late = (load: string, subject: SubjectName): Bar => {
		const slices = findResult(measured, 'lazy', load, subject)?.slices;
		const count = slices?.reduce((sum, { outcome }) => sum + outcome.late, 0);
		return makeBar(
			`${load}, ${subject}: answers after more than 5 s`,
			'lazy',
			{ atMost: 0 },
			count,
		);
	};
	const { regular } = measured;
	const stored = regular.get('lazy')?.stored['burst of 500'];
	const batches = (load: string, configuration: string, wanted: Wanted, figure = rate) => {
		const what = figure === rate ? load : `${load}, median answer`;
		return same(`${what}, B / W`, configuration, wanted, load, 'B', 'W', figure);
	};
	const memory = (configuration: string, atMost: number): Bar => {
		const [above, below] = (['B', 'W'] as const).map((name) =>
			measured.memory?.find(
				(one) => one.configuration === configuration && one.subject === name && one.burst === 100,
			),
		);
		const value = above && below ? above.peak / below.peak : undefined;
		return makeBar(`${BURST}, peak memory, B / W`, configuration, { atMost }, value);
	};
	const inQueueMode = (): Bar => {
		const [above, below] = (['B', 'M'] as const).map((name) =>
			selectResult(measured.queue ?? [], ACCEPTED, name),
		);
		const found = above && below ? ratio(above, below, rate) : undefined;
		const what = 'accepted, two webhook processors, B / M';
		// About four events share an execution there: n8n's own work for each request sets the limit.
		return makeBar(what, 'queue mode', { atLeast: 2 }, found?.value, found?.spread);
	};
	return [
		batches('accepted, 50 connections', 'lazy', { atLeast: 4 }),
		batches('accepted, 50 connections', 'default', { atLeast: 1.7 }),
		batches(ACCEPTED, 'lazy', { atLeast: 1.8 }),
		batches('accepted, 1 connection', 'lazy', { atLeast: 1 }),
		batches(BURST, 'lazy', { atMost: 0.3 }, medianAnswer),
		batches(BURST, 'default', { atMost: 0.65 }, medianAnswer),
		batches('burst of 500', 'lazy', { atMost: 0.35 }, medianAnswer),
		late('burst of 500', 'B'),
		makeBar(
			'bytes stored per event in a burst of 500, B / W',
			'lazy',
			{ atMost: 0.5 },
			stored?.B !== undefined && stored.W !== undefined ? stored.B / stored.W : undefined,
		),
		memory('lazy', 1),
		// A trigger that checks nothing (F) needs up to 1.06 there: it is n8n's isolates.
		memory('default', 1.1),
		inQueueMode(),
		same('accepted, 5 connections, M / W', 'lazy', { atLeast: 1.05 }, ACCEPTED, 'M', 'W'),
		same(`${BURST}, median answer, M / W`, 'lazy', { atMost: 1 }, BURST, 'M', 'W', medianAnswer),
		late(BURST, 'M'),
		same('accepted, 5 connections, M / W+', 'lazy', { atLeast: 2 }, ACCEPTED, 'M', 'W+'),
		same('refused, M / W', 'lazy', { atLeast: 1 }, 'refused', 'M', 'W'),
		...['ignored', 'duplicate'].map((load) =>
			compared(
				`${load} events / accepted events, M`,
				'lazy',
				{ atLeast: 3 },
				[load, 'MI'],
				[ACCEPTED, 'M'],
				rate,
			),
		),
	];
}
