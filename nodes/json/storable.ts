import { canonicalJson } from './canonicalJson';
import { ExactNumber } from './exactJson';

/** Deeper than any form or conversation, and shallow enough for code that handles an item recursively. */
export const MAX_LEVELS = 100;

/** JSON that n8n can store and copy without losing any of it. */
interface Storable {
	json: unknown;
	/** Whether levels beyond {@link MAX_LEVELS} had to become text. */
	isTooDeep: boolean;
}

/**
 * Changes what n8n can't hold, without losing any of it:
 * - A number with more digits than JavaScript can hold becomes text.
 * - A field called `__proto__`, which would change the prototype of a copy, becomes `__proto___`.
 * - Levels beyond {@link MAX_LEVELS} become JSON text.
 *
 * Returns the same object if there is nothing to change.
 */
export function toStorable(value: unknown): Storable {
	if (isStorable(value, MAX_LEVELS)) return { json: value, isTooDeep: false };
	const found = { isTooDeep: false };
	return { json: converted(value, MAX_LEVELS, found), isTooDeep: found.isTooDeep };
}

function isStorable(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return true;
	if (levels === 0 || value instanceof ExactNumber) return false;
	if (Array.isArray(value)) return value.every((entry) => isStorable(entry, levels - 1));
	for (const name in value) {
		if (name === '__proto__') return false;
		if (!isStorable((value as Record<string, unknown>)[name], levels - 1)) return false;
	}
	return true;
}

function converted(value: unknown, levels: number, found: { isTooDeep: boolean }): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (value instanceof ExactNumber) return value.literal;
	if (levels === 0) {
		found.isTooDeep = true;
		return canonicalJson(value);
	}
	if (Array.isArray(value)) return value.map((entry) => converted(entry, levels - 1, found));
	const fields = Object.entries(value).map(([name, field]): [string, unknown] => [
		name === '__proto__' ? freeName(value, name) : name,
		converted(field, levels - 1, found),
	]);
	return Object.fromEntries(fields);
}

/** The name, with underscores added until the object doesn't have it. */
export function freeName(object: object, name: string): string {
	return Object.hasOwn(object, name) ? freeName(object, `${name}_`) : name;
}
