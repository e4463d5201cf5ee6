import { createHash } from 'node:crypto';

/**
 * The SHA-256 (64 hex digits) of the canonical JSON of what SiteGPT sent: equal for each retry whatever
 * the order of the keys, different as soon as anything differs. SiteGPT gives a delivery no id and no
 * time, so the same words said twice in one conversation have one key.
 */
export function idempotencyKey(payload: unknown): string {
	return createHash('sha256').update(canonicalJson(payload)).digest('hex');
}

/** JSON without white space, its keys sorted at every depth. What JSON cannot say is null, as in an array. */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (value !== null && typeof value === 'object') {
		const fields = Object.keys(value)
			.sort()
			.map((name) => `${JSON.stringify(name)}:${canonicalJson((value as never)[name])}`);
		return `{${fields.join(',')}}`;
	}
	return JSON.stringify(value) ?? 'null';
}
