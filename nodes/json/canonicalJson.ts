import { ExactNumber } from './exactJson';

/** Marks the end of a list or an object among the values still to be written. */
const END = Symbol('end');

/**
 * JSON without whitespace, its keys sorted at every depth. Equal for equal values in any order of their
 * keys, and different for different ones. A value that JSON doesn't have is null, as in a list.
 * Works at any depth: it isn't recursive.
 */
export function canonicalJson(root: unknown): string {
	let json = '';
	const values: unknown[] = [root];
	/** What to write before the value of the same index. */
	const prefixes: string[] = [''];
	while (values.length > 0) {
		const value = values.pop();
		json += prefixes.pop() as string;
		if (value === END) continue;
		if (Array.isArray(value)) {
			json += '[';
			values.push(END);
			prefixes.push(']');
			for (let index = value.length - 1; index >= 0; index--) {
				values.push(value[index]);
				prefixes.push(index === 0 ? '' : ',');
			}
		} else if (value instanceof ExactNumber) {
			json += value.literal;
		} else if (value !== null && typeof value === 'object') {
			json += '{';
			values.push(END);
			prefixes.push('}');
			const names = Object.keys(value).sort();
			for (let index = names.length - 1; index >= 0; index--) {
				const name = names[index];
				values.push((value as Record<string, unknown>)[name]);
				prefixes.push(`${index === 0 ? '' : ','}${JSON.stringify(name)}:`);
			}
		} else {
			json += JSON.stringify(value) ?? 'null';
		}
	}
	return json;
}
