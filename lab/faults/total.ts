import type { Row } from '../table.ts';

/** What a trial's rows come to. A figure that the trial doesn't have is undefined. */
export interface Total {
	/** the part of the trial; the whole trial unless given */
	part?: string;
	events?: number;
	accepted?: number;
	lost?: number;
	givenUp?: number;
	finishedTwice?: number;
	effectsTwice?: number;
	interrupted?: number;
	/** interrupted, and not finished by a retry either */
	unfinished?: number;
}

/** The sum of a column; undefined if no row has a number there. */
export function sumOf(rows: Row[], column: string): number | undefined {
	const numbers = rows.map((row) => row[column]).filter((value) => typeof value === 'number');
	return numbers.length === 0 ? undefined : numbers.reduce((sum, value) => sum + value, 0);
}

export function totalOf(rows: Row[], part?: string): Total {
	return {
		part,
		events: sumOf(rows, 'events'),
		accepted: sumOf(rows, 'accepted'),
		lost: sumOf(rows, 'lost'),
		givenUp: sumOf(rows, 'given up'),
		finishedTwice: sumOf(rows, 'finished twice'),
		effectsTwice: sumOf(rows, 'effects twice'),
		interrupted: sumOf(rows, 'interrupted'),
		unfinished: sumOf(rows, 'still unfinished'),
	};
}
