import type { Json } from './payloads';

/** The values of a payload, as text, that its item has fewer times. */
export function lostValues(payload: Json, item: Json): string[] {
	const left = valuesIn(item);
	return valuesIn(payload).filter((value) => {
		const index = left.indexOf(value);
		if (index >= 0) left.splice(index, 1);
		return index < 0;
	});
}

/** Every text, number, and flag. A number may become text, and 0 or 1 a flag. */
function valuesIn(value: Json): string[] {
	if (value === null) return [];
	if (typeof value === 'object') return Object.values(value).flatMap(valuesIn);
	if (typeof value === 'boolean') return [String(Number(value))];
	return [value === 'true' ? '1' : value === 'false' ? '0' : String(value)];
}
