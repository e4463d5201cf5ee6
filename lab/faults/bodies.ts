import fc from 'fast-check';

/** Names that break a careless copy of an object, and names that are already in use. */
const oddName = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 20 }),
	fc.constantFrom(
		...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'toJSON'],
		...['event', 'data', 'idempotencyKey', 'receivedAt', 'lead', 'customFields', 'issues', 'json'],
		...['payload', 'chatbotId', 'threadId', 'user', 'leadDetails', 'id', 'length', '0', '', 'then'],
		...['pairedItem', 'binary', 'error', '{{ $json }}', '={{ 1 }}', '$parameter', 'a.b[0]'],
	),
);

/** JSON as text, so that `__proto__` is an ordinary field. */
const jsonText = fc.oneof(
	{ weight: 4, arbitrary: fc.json({ maxDepth: 3, stringUnit: 'binary' }) },
	fc.constantFrom('null', 'true', '1e400', '-0', '12345678901234567890', '"={{ $env }}"'),
);

const pollution = fc.constantFrom(
	'"__proto__":{"polluted":"yes"}',
	'"constructor":{"prototype":{"polluted":"yes"}}',
	'"prototype":{"polluted":"yes"}',
	'"__proto__":null',
	'"__proto__":[{"__proto__":{"polluted":"yes"}}]',
);

export function field(name: string, value: string): string {
	return `${JSON.stringify(name)}:${value}`;
}

/** Inserts fields, as JSON text, at the start of the object that begins at the nth brace. */
export function withFields(json: string, brace: number, fields: string[]): string {
	const braces = [...json.matchAll(/\{/g)].map(({ index }) => index + 1);
	const at = braces[Math.min(brace, braces.length - 1)] ?? 0;
	return `${json.slice(0, at)}${fields.map((text) => `${text},`).join('')}${json.slice(at)}`;
}

const nested = (levels: number, object: boolean) =>
	object
		? `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
		: `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** Bodies with a description each. `valid` is a payload that the trigger accepts. */
export function bodies(
	valid: string,
	foreign: string,
): fc.Arbitrary<{ what: string; body: Buffer }> {
	const brace = fc.nat(2);
	const added = fc.array(fc.tuple(oddName, jsonText), { minLength: 1, maxLength: 5 });
	const levels = fc.constantFrom(95, 99, 100, 101, 1_000, 20_000);
	const replaced = ([nth, value]: [number, string]) => {
		let n = -1;
		const values = /:("[^"]*"|null|true)(?=[,}])/g;
		return valid.replaceAll(values, (all) => (++n === nth ? `:${value}` : all));
	};
	const withByte = ([at, byte]: [number, number]) =>
		Buffer.concat([Buffer.from(valid.slice(0, at)), Buffer.of(byte), Buffer.from(valid.slice(at))]);
	const all: Array<[weight: number, what: string, body: fc.Arbitrary<string | Uint8Array>]> = [
		[3, 'valid', fc.constant(valid)],
		[
			4,
			'fields added',
			fc.tuple(brace, added).map(([at, fields]) =>
				withFields(
					valid,
					at,
					fields.map((one) => field(...one)),
				),
			),
		],
		[
			3,
			'prototype names',
			fc.tuple(brace, pollution).map(([at, text]) => withFields(valid, at, [text])),
		],
		[3, 'a value replaced', fc.tuple(fc.nat(12), jsonText).map(replaced)],
		[2, 'any JSON', jsonText],
		[1, 'another event', fc.constant(foreign)],
		[1, 'unknown event name', jsonText.map((data) => `{"event":"NOT_KNOWN","data":${data}}`)],
		[1, 'only deep nesting', fc.tuple(levels, fc.boolean()).map((form) => nested(...form))],
		[
			1,
			'deep nesting in a field',
			fc
				.tuple(levels, fc.boolean())
				.map((form) => withFields(valid, 1, [field('deep', nested(...form))])),
		],
		[
			2,
			'huge custom fields',
			fc.tuple(fc.constantFrom(10, 500, 3_000), fc.constantFrom(10, 300)).map(([count, length]) => {
				const fields = Array.from({ length: count }, (_, n) => `f${n}`);
				const value = `"${'x'.repeat(length)}"`;
				return withFields(
					valid,
					2,
					fields.map((name) => field(name, value)),
				);
			}),
		],
		[2, 'cut off', fc.nat(valid.length - 1).map((end) => valid.slice(0, end))],
		[2, 'any bytes', fc.uint8Array({ maxLength: 300 })],
		[
			1,
			'invalid UTF-8',
			fc.tuple(fc.nat(valid.length), fc.constantFrom(0xff, 0xc0, 0x00, 0x80)).map(withByte),
		],
	];
	return fc.oneof(
		...all.map(([weight, what, arbitrary]) => ({
			weight,
			arbitrary: arbitrary.map((body) => ({ what, body: Buffer.from(body as Uint8Array) })),
		})),
	);
}
