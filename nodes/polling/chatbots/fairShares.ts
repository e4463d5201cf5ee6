/**
 * Divides a total: nobody gets more than wanted, and what is left over goes to those who want more.
 * @returns whole numbers, in the order of `wanted`
 */
export function fairShares(wanted: readonly number[], total: number): number[] {
	const shares = wanted.map(() => 0);
	const modestFirst = [...wanted.keys()].sort((a, b) => wanted[a] - wanted[b]);
	let left = total;
	for (const [served, index] of modestFirst.entries()) {
		shares[index] = Math.min(wanted[index], Math.floor(left / (modestFirst.length - served)));
		left -= shares[index];
	}
	return shares;
}
