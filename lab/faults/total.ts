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
export function sumColumn(rows: Row[], column: string): number | undefined {
	const numbers = rows.map((row) => row[column]).filter((value) => typeof value === 'number');
	return numbers.length === 0 ? undefined : numbers.reduce((sum, value) => sum + value, 0);
}

export function addUp(rows: Row[], part?: string): Total {
	return {
		part,
		events: sumColumn(rows, 'events'),
		accepted: sumColumn(rows, 'accepted'),
		lost: sumColumn(rows, 'lost'),
		givenUp: sumColumn(rows, 'given up'),
		finishedTwice: sumColumn(rows, 'finished twice'),
		effectsTwice: sumColumn(rows, 'effects twice'),
		interrupted: sumColumn(rows, 'interrupted'),
		unfinished: sumColumn(rows, 'still unfinished'),
	};
}
