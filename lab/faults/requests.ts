import { createRequire } from 'node:module';
import { gzipSync, deflateSync, brotliCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { newEvent, type Kind } from '../sender/events.ts';

export interface Generated {
	/** a short description */
	what: string;
	body: Buffer;
	/** without the token, which `token` decides on */
	headers: Record<string, string | string[]>;
	token: 'right' | 'wrong' | 'none' | 'empty' | 'twice' | 'long';
	/** whether a 500 by n8n itself is acceptable */
	mayFail: boolean;
}

export const fastCheckVersion = (
	createRequire(import.meta.url)('fast-check/package.json') as { version: string }
).version;

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

function field(name: string, value: string): string {
	return `${JSON.stringify(name)}:${value}`;
}

/** Inserts fields, as JSON text, at the start of the object that begins at the nth brace. */
function withFields(json: string, brace: number, fields: string[]): string {
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
function bodies(valid: string, foreign: string): fc.Arbitrary<{ what: string; body: Buffer }> {
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

const contentType = fc.oneof(
	{ weight: 12, arbitrary: fc.constant('application/json') },
	fc.constantFrom(
		...['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json;charset=latin1'],
		...['application/json; charset=utf-16le', 'application/json; charset=nonsense', 'text/plain'],
		...['application/x-www-form-urlencoded', 'application/xml', 'text/html', 'image/png', ''],
		...['multipart/form-data; boundary=x', 'multipart/form-data', 'application/vnd.api+json', ';'],
		...['application/json, application/json', 'application/octet-stream', 'a/b/c', 'json'],
	),
);

const encoding = fc.oneof(
	{ weight: 12, arbitrary: fc.constant('none' as const) },
	fc.constantFrom('gzip', 'deflate', 'corrupt gzip', 'cut gzip', 'corrupt deflate', 'br', 'odd'),
);

function encode(body: Buffer, how: string): { body: Buffer; header?: string } {
	switch (how) {
		case 'gzip':
			return { body: gzipSync(body), header: 'gzip' };
		case 'deflate':
			return { body: deflateSync(body), header: 'deflate' };
		case 'corrupt gzip':
			return { body, header: 'gzip' };
		case 'cut gzip':
			return { body: gzipSync(body).subarray(0, 15), header: 'gzip' };
		case 'corrupt deflate':
			return { body, header: 'deflate' };
		case 'br':
			return { body: brotliCompressSync(body), header: 'br' };
		case 'odd':
			return { body, header: 'nonsense' };
		default:
			return { body };
	}
}

const token = fc.oneof(
	{ weight: 9, arbitrary: fc.constant('right' as const) },
	fc.constantFrom('wrong' as const, 'none' as const, 'empty' as const),
	fc.constantFrom('twice' as const, 'long' as const),
);

const otherHeaders = fc.oneof(
	{ weight: 5, arbitrary: fc.constant({}) },
	fc.constantFrom<Record<string, string | string[]>>(
		{ 'X-HTTP-Method-Override': 'DELETE' },
		{ 'User-Agent': 'Googlebot/2.1' },
		{ 'X-Long': 'x'.repeat(8_000) },
		{ Cookie: 'n8n-auth=nonsense' },
		{ Authorization: 'Bearer nonsense' },
		{ 'X-Many': Array.from({ length: 50 }, (_, n) => String(n)) },
		{ Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
		{ Expect: '200-ok' },
		{ 'If-None-Match': '*' },
		{ Range: 'bytes=0-1' },
		{ 'X-Forwarded-For': '={{ $env }}', 'X-Odd': '\u00ff\u0080' },
	),
);

/** Requests for a trigger of one kind, always the same for a seed. */
export function generate(kind: Kind, count: number, seed: number): Generated[] {
	const foreign = newEvent(kind === 'lead' ? 'message' : 'lead', 'bad_foreign').payload;
	const request = fc.nat(1_000_000_000).chain((number) =>
		fc.record({
			body: bodies(
				JSON.stringify(newEvent(kind, `bad_${number}`).payload),
				JSON.stringify(foreign),
			),
			type: contentType,
			how: encoding,
			token,
			others: otherHeaders,
		}),
	);
	return fc
		.sample(request, { numRuns: count, seed })
		.map(({ body: { what, body }, type, how, token: given, others }) => {
			const encoded = encode(body, how);
			return {
				what: how === 'none' ? what : `${how} encoding`,
				body: encoded.body,
				headers: {
					...others,
					'Content-Type': type,
					...(encoded.header === undefined ? {} : { 'Content-Encoding': encoded.header }),
				},
				token: given,
				mayFail: how === 'corrupt gzip' || how === 'cut gzip' || how === 'corrupt deflate',
			};
		});
}

/** Requests around n8n's limit of 16 MB, plain and compressed. */
export function big(kind: Kind): Generated[] {
	const valid = JSON.stringify(newEvent(kind, 'bad_big').payload);
	const grown = (bytes: number) => withFields(valid, 1, [field('big', `"${'x'.repeat(bytes)}"`)]);
	const MB = 1024 * 1024;
	const json = { 'Content-Type': 'application/json' };
	const plain = (what: string, text: string, mayFail: boolean): Generated => ({
		...{ what, body: Buffer.from(text), headers: json, token: 'right', mayFail },
	});
	return [
		plain('4 MB', grown(4 * MB), false),
		plain('15 MB', grown(15 * MB), false),
		plain('17 MB', grown(17 * MB), true),
		{
			...plain('30 MB gzip', '', true),
			body: gzipSync(grown(30 * MB)),
			headers: { ...json, 'Content-Encoding': 'gzip' },
		},
		{ ...plain('17 MB, wrong token', grown(17 * MB), true), token: 'wrong' },
		plain(
			'2,000,000 fields',
			withFields(valid, 1, [field('list', `[${'0,'.repeat(2e6)}0]`)]),
			false,
		),
	];
}
