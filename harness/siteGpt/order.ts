import type { Order } from './route.ts';
import type { ApiJson } from './state.ts';

/**
 * Sorts the objects of a list.
 * @param changed the field with the time of the last change
 * @param started the field with the time of creation
 */
export function inOrder<T extends ApiJson>(
	all: T[],
	order: Order,
	changed: string,
	started: string,
): T[] {
	if (order === 'random') {
		const places = new Map(all.map((one) => [one, Math.random()]));
		return all.toSorted((a, b) => places.get(a)! - places.get(b)!);
	}
	const field = order === 'newest change first' ? changed : started;
	const isNewer = (a: T, b: T) => String(a[field]) > String(b[field]);
	// Of objects with the same time, the one that was added last is the newest.
	const newestFirst = all
		.toReversed()
		.toSorted((a, b) => Number(isNewer(b, a)) - Number(isNewer(a, b)));
	return order === 'oldest first' ? newestFirst.reverse() : newestFirst;
}
