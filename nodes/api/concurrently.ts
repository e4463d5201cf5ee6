import { MAX_CONCURRENT } from './limiter';

/** How {@link mapConcurrently} takes the items. */
export interface Order<Item> {
	/** How many at the same time. */
	maxConcurrent?: number;
	/** Items with the same text are worked on one after another, in their order. */
	getSequence?(item: Item, index: number): string | undefined;
}

/**
 * Does `work` for each item, several at the same time, and resolves to the results in the order of the items.
 * After an error, nothing new starts.
 * @throws the error of the first item, in their order, that failed; once all work has ended
 */
export async function mapConcurrently<Item, Result>(
	items: readonly Item[],
	work: (item: Item, index: number) => Promise<Result>,
	{ maxConcurrent = MAX_CONCURRENT, getSequence }: Order<Item> = {},
): Promise<Result[]> {
	const results: Result[] = [];
	const errors: Array<{ index: number; error: unknown }> = [];
	const ends = new Map<string, Promise<void>>();
	const doWork = async (item: Item, index: number, before?: Promise<void>) => {
		await before;
		if (errors.length > 0) return;
		await work(item, index).then(
			(result) => (results[index] = result),
			(error: unknown) => errors.push({ index, error }),
		);
	};
	const rest = items.entries();
	const takeOver = async () => {
		for (const [index, item] of rest) {
			const sequence = getSequence?.(item, index);
			const end = doWork(item, index, sequence === undefined ? undefined : ends.get(sequence));
			if (sequence !== undefined) ends.set(sequence, end);
			await end;
			if (errors.length > 0) return;
		}
	};
	await Promise.all(Array.from({ length: Math.min(maxConcurrent, items.length) }, takeOver));
	if (errors.length > 0) throw errors.sort((a, b) => a.index - b.index)[0].error;
	return results;
}
