import { freeName } from '../json/storable';
import { unusualSchema } from './event';

/** Names that an item may use, so nothing that SiteGPT sends may use them. */
const RESERVED = Object.keys(unusualSchema.shape);

/**
 * Adds to an item what was sent beyond its own fields, so that no value is missing. A field that
 * SiteGPT doesn't document keeps its name; if the name is taken, the field goes in `otherFields`.
 * @param item the fields that workflows expect
 * @param sent objects as they were sent, and the names in them that the item has already
 * @param taken fields under names that are taken
 */
export function withOtherFields<Item extends object>(
	item: Item,
	sent: ReadonlyArray<readonly [fields: object, known: object]>,
	taken: object = {},
): Item {
	const all = { ...item } as Record<string, unknown>;
	const others: Record<string, unknown> = {};
	for (const [fields, known] of sent) {
		for (const [name, value] of Object.entries(fields)) {
			if (Object.hasOwn(known, name)) continue;
			const isTaken = Object.hasOwn(all, name) || RESERVED.includes(name);
			if (isTaken) addUnderFreeName(others, name, value);
			else all[name] = value;
		}
	}
	for (const [name, value] of Object.entries(taken)) addUnderFreeName(others, name, value);
	if (Object.keys(others).length > 0) all.otherFields = others;
	return all as Item;
}

/** Adds a field under its name or, if the object has that already, under the name with `_` added. */
export function addUnderFreeName(
	fields: Record<string, unknown>,
	name: string,
	value: unknown,
): void {
	fields[freeName(fields, name)] = value;
}
