/** The median, or another quantile: the value at a share of the sorted values. */
export function quantile(values: number[], share = 0.5): number {
	const sorted = values.toSorted((a, b) => a - b);
	const at = (sorted.length - 1) * share;
	const below = sorted[Math.floor(at)] ?? NaN;
	const above = sorted[Math.ceil(at)] ?? NaN;
	return below + (above - below) * (at - Math.floor(at));
}
