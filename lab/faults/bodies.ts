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

/** JSON text, built by hand so that `__proto__` is an ordinary field. */
const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
	value: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		fc.oneof(
			fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
			fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
			fc.constantFrom('null', 'true', '1e400', '-0', '12345678901234567890', '"={{ $env }}"'),
		),
		fc.array(tie('value'), { maxLength: 4 }).map((values) => `[${values.join(',')}]`),
		fc
			.array(fc.tuple(oddName, tie('value')), { maxLength: 4 })
			.map((fields) => `{${fields.map(([name, value]) => field(name, value)).join(',')}}`),
	),
})).value;

/** A field of an object, as JSON text. */
export function field(name: string, value: string): string {
	return `${JSON.stringify(name)}:${value}`;
}

/** Inserts fields, as JSON text, at the start of the object that begins at the nth brace. */
export function withFields(json: string, brace: number, fields: string[]): string {
	let at = -1;
	for (let n = 0; n <= brace; n++) {
		const next = json.indexOf('{', at + 1);
		if (next < 0) break;
		at = next;
	}
	return `${json.slice(0, at + 1)}${fields.map((text) => `${text},`).join('')}${json.slice(at + 1)}`;
}

const pollution = fc.constantFrom(
	'"__proto__":{"polluted":"yes"}',
	'"constructor":{"prototype":{"polluted":"yes"}}',
	'"prototype":{"polluted":"yes"}',
	'"__proto__":null',
	'"__proto__":[{"__proto__":{"polluted":"yes"}}]',
);

const nested = (levels: number, object: boolean) =>
	object
		? `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
		: `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** Bodies with a description each. `valid` is a payload that the trigger accepts. */
export function bodies(
	valid: string,
	foreign: string,
): fc.Arbitrary<{ what: string; body: Buffer }> {
	const as = (what: string, text: fc.Arbitrary<string>) =>
		text.map((body) => ({ what, body: Buffer.from(body) }));
	const brace = fc.nat(2);
	return fc.oneof(
		{ weight: 3, arbitrary: as('valid', fc.constant(valid)) },
		{
			weight: 4,
			arbitrary: as(
				'fields added',
				fc
					.tuple(brace, fc.array(fc.tuple(oddName, jsonText), { minLength: 1, maxLength: 5 }))
					.map(([at, fields]) =>
						withFields(
							valid,
							at,
							fields.map(([name, value]) => field(name, value)),
						),
					),
			),
		},
		{
			weight: 3,
			arbitrary: as(
				'prototype names',
				fc.tuple(brace, pollution).map(([at, text]) => withFields(valid, at, [text])),
			),
		},
		{
			weight: 3,
			arbitrary: as(
				'a value replaced',
				fc.tuple(fc.nat(12), jsonText).map(([nth, value]) => {
					let n = -1;
					return valid.replaceAll(/:("[^"]*"|null|true)(?=[,}])/g, (all) =>
						++n === nth ? `:${value}` : all,
					);
				}),
			),
		},
		{ weight: 2, arbitrary: as('any JSON', jsonText) },
		{ weight: 1, arbitrary: as('another event', fc.constant(foreign)) },
		{
			weight: 1,
			arbitrary: as(
				'unknown event name',
				jsonText.map((data) => `{"event":"NOT_KNOWN","data":${data}}`),
			),
		},
		{
			weight: 2,
			arbitrary: as(
				'deep nesting',
				fc
					.tuple(fc.constantFrom(95, 99, 100, 101, 1_000, 20_000), fc.boolean(), fc.boolean())
					.map(([levels, object, alone]) =>
						alone
							? nested(levels, object)
							: withFields(valid, 1, [field('deep', nested(levels, object))]),
					),
			),
		},
		{
			weight: 2,
			arbitrary: as(
				'huge custom fields',
				fc.tuple(fc.constantFrom(10, 500, 3_000), fc.constantFrom(10, 300)).map(([count, length]) =>
					withFields(
						valid,
						2,
						Array.from({ length: count }, (_, n) => field(`f${n}`, `"${'x'.repeat(length)}"`)),
					),
				),
			),
		},
		{
			weight: 2,
			arbitrary: as(
				'cut off',
				fc.nat(valid.length - 1).map((end) => valid.slice(0, end)),
			),
		},
		{
			weight: 2,
			arbitrary: fc
				.uint8Array({ maxLength: 300 })
				.map((bytes) => ({ what: 'any bytes', body: Buffer.from(bytes) })),
		},
		{
			weight: 1,
			arbitrary: fc
				.tuple(fc.nat(valid.length), fc.constantFrom(0xff, 0xc0, 0x00, 0x80))
				.map(([at, byte]) => ({
					what: 'invalid UTF-8',
					body: Buffer.concat([
						Buffer.from(valid.slice(0, at)),
						Buffer.from([byte]),
						Buffer.from(valid.slice(at)),
					]),
				})),
		},
	);
}
