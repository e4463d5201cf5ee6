import { MAX_CONCURRENT } from './limiter';

/**
 * Does `work` for each item, several at the same time, and resolves to the results in the order of the items.
 * After an error, nothing new starts.
 * @param maxConcurrent how many at the same time
 * @throws the error of the first item, in their order, that failed; once all work has ended
 */
export async function mapConcurrently<Item, Result>(
	items: readonly Item[],
	work: (item: Item, index: number) => Promise<Result>,
	maxConcurrent = MAX_CONCURRENT,
): Promise<Result[]> {
	const results: Result[] = [];
	const errors: Array<{ index: number; error: unknown }> = [];
	const rest = items.entries();
	const takeOver = async () => {
		for (const [index, item] of rest) {
			await work(item, index).then(
				(result) => (results[index] = result),
				(error: unknown) => errors.push({ index, error }),
			);
			if (errors.length > 0) return;
		}
	};
	await Promise.all(Array.from({ length: Math.min(maxConcurrent, items.length) }, takeOver));
	if (errors.length > 0) throw errors.sort((a, b) => a.index - b.index)[0].error;
	return results;
}
