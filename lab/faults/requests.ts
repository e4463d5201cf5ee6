import { createRequire } from 'node:module';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Kind, newEvent } from '../../harness/siteGpt/payloads.ts';
import { bodies, field, withFields } from './bodies.ts';

export interface Generated {
	what: string;
	body: Buffer;
	/** without the token, which `token` decides on */
	headers: Record<string, string | string[]>;
	token: 'right' | 'wrong' | 'none' | 'empty' | 'twice' | 'long';
	/** whether a 500 by n8n itself is acceptable */
	mayFail: boolean;
	/** whether n8n may never answer */
	mayHang?: boolean;
}

export const fastCheckVersion = (
	createRequire(import.meta.url)('fast-check/package.json') as { version: string }
).version;

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

interface Encoding {
	name: string;
	header: string;
	encode?(body: Buffer): Buffer;
	isBroken?: boolean;
}

const encoding = fc.oneof(
	{ weight: 12, arbitrary: fc.constant(undefined) },
	fc.constantFrom<Encoding>(
		{ name: 'gzip', header: 'gzip', encode: gzipSync },
		{ name: 'deflate', header: 'deflate', encode: deflateSync },
		{ name: 'br', header: 'br', encode: brotliCompressSync },
		{ name: 'corrupt gzip', header: 'gzip', isBroken: true },
		{
			name: 'cut gzip',
			header: 'gzip',
			encode: (body) => gzipSync(body).subarray(0, 15),
			isBroken: true,
		},
		{ name: 'corrupt deflate', header: 'deflate', isBroken: true },
		{ name: 'odd', header: 'nonsense' },
	),
);

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

/**
 * Requests for a trigger of one kind, always the same for a seed. n8n parses XML with one xml2js parser for all
 * requests, which reports neither a result nor an error for some bodies: n8n then never answers.
 */
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
		.map(({ body: { what, body }, type, how, token: given, others }) => ({
			what: how ? `${how.name} encoding` : what,
			body: how?.encode?.(body) ?? body,
			headers: {
				...others,
				'Content-Type': type,
				...(how ? { 'Content-Encoding': how.header } : {}),
			},
			token: given,
			mayFail: how?.isBroken ?? false,
			mayHang: type === 'application/xml',
		}));
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
