import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { idempotencyKey } from '../../nodes/events/idempotencyKey';
import { canonicalJson } from '../../nodes/json/canonicalJson';
import { parseExactJson } from '../../nodes/json/exactJson';
import { json } from './arbitraries';
import { documented, type Json } from './payloads';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The same JSON with the keys of each object in another order. */
function reordered(value: Json, salt: string): Json {
	if (Array.isArray(value)) return value.map((inner) => reordered(inner, salt));
	if (typeof value !== 'object' || value === null) return value;
	const byHash = Object.keys(value).sort((a, b) => (sha256(salt + a) < sha256(salt + b) ? -1 : 1));
	return Object.fromEntries(byHash.map((name) => [name, reordered(value[name], salt)]));
}

/** Each leaf (anything without fields) by its path. */
function leaves(value: Json, path: string[] = []): string[][] {
	const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
	return names.length === 0
		? [path]
		: names.flatMap((name) => leaves(value[name], [...path, name]));
}

function replaced(value: Json, [name, ...path]: string[], leaf: Json): Json {
	if (name === undefined) return leaf;
	if (Array.isArray(value)) {
		return value.map((inner, index) =>
			String(index) === name ? replaced(inner, path, leaf) : inner,
		);
	}
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [
			key,
			key === name ? replaced(inner, path, leaf) : inner,
		]),
	);
}

describe('idempotencyKey', () => {
	test('is the SHA-256 of JSON without whitespace, its keys sorted at every depth', () => {
		const payload = { d: true, a: [1, { c: 'é', b: null }], Z: -1.5, '': {} };
		const canonical = '{"":{},"Z":-1.5,"a":[1,{"b":null,"c":"é"}],"d":true}';
		expect(canonicalJson(payload)).toBe(canonical);
		expect(idempotencyKey(payload)).toBe(sha256(canonical));
	});

	test('never changes from one version to the next', () => {
		// Workflows store these keys, so they are written out here.
		expect(idempotencyKey({ event: 'ADD_MESSAGE', data: { chatbotId: 'a', sources: [] } })).toBe(
			sha256('{"data":{"chatbotId":"a","sources":[]},"event":"ADD_MESSAGE"}'),
		);
		expect(idempotencyKey(null)).toBe(
			'74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b',
		);
	});

	test('is 64 hex digits for any value', () => {
		fc.assert(
			fc.property(fc.anything({ maxDepth: 4 }), (value) => {
				fc.pre(isHashable(value));
				expect(idempotencyKey(value)).toMatch(/^[0-9a-f]{64}$/);
			}),
		);
	});

	test.each([undefined, NaN, Infinity, -Infinity, [NaN], { a: undefined }, { a: NaN }])(
		'treats %p as null, so there is always a text to hash',
		(value) => {
			expect(canonicalJson(value)).not.toMatch(/NaN|undefined|Infinity/);
			expect(() => JSON.parse(canonicalJson(value))).not.toThrow();
		},
	);

	test('is equal whatever the order of the keys, at every depth', () => {
		fc.assert(
			fc.property(json, fc.string(), (value, salt) => {
				expect(idempotencyKey(reordered(value, salt))).toBe(idempotencyKey(value));
			}),
		);
	});

	test('is equal for an event whose keys are in another order', () => {
		const { event, data } = documented('NEW_LEAD_CAPTURE');
		const turned = Object.fromEntries(Object.entries(data).reverse()) as Json;
		turned.leadDetails = Object.fromEntries(Object.entries(data.leadDetails).reverse());
		const other = { data: turned, event };
		expect(JSON.stringify(other)).not.toBe(JSON.stringify({ event, data }));
		expect(idempotencyKey(other)).toBe(idempotencyKey({ event, data }));
	});

	test('distinguishes any two values: its text contains all of the value', () => {
		fc.assert(
			fc.property(json, (value) => {
				expect(isDeepStrictEqual(JSON.parse(canonicalJson(value)), value)).toBe(true);
			}),
		);
	});

	test('differs as soon as any leaf differs', () => {
		const leaf = fc.oneof(
			fc.constantFrom(null, true, false, 0, '', '0', 'null', [], {}),
			fc.string(),
			fc.integer(),
			fc.double({ noNaN: true, noDefaultInfinity: true }),
		);
		fc.assert(
			fc.property(json, fc.nat(), leaf, (value, which, other) => {
				const all = leaves(value);
				const changed = replaced(value, all[which % all.length], other);
				fc.pre(JSON.stringify(changed) !== JSON.stringify(value));
				expect(idempotencyKey(changed)).not.toBe(idempotencyKey(value));
			}),
		);
	});

	test.each(['ADD_MESSAGE', 'CONVERSATION_ESCALATED', 'NEW_LEAD_CAPTURE'])(
		'differs for each field of %s that differs or is missing',
		(name) => {
			const keys = [idempotencyKey(documented(name))];
			const paths = leaves(documented(name));
			for (const path of paths) {
				keys.push(idempotencyKey(replaced(documented(name), path, 'something else')));
				const body = documented(name);
				const parent = path.slice(0, -1).reduce((inner, key) => inner[key], body);
				if (Array.isArray(parent)) parent.splice(Number(path.at(-1)), 1);
				else delete parent[path.at(-1)!];
				keys.push(idempotencyKey(body));
			}
			expect(new Set(keys).size).toBe(1 + 2 * paths.length);
		},
	);

	test('differs if a list is in another order', () => {
		expect(idempotencyKey({ sources: ['a', 'b'] })).not.toBe(
			idempotencyKey({ sources: ['b', 'a'] }),
		);
	});

	test('differs for null and an absent field', () => {
		expect(idempotencyKey({ data: { a: null } })).not.toBe(idempotencyKey({ data: {} }));
	});

	test.each(['__proto__', 'constructor', 'toJSON'])('counts a field called %s', (name) => {
		const one = JSON.parse(`{"${name}": 1}`);
		const two = JSON.parse(`{"${name}": 2}`);
		expect(new Set([{}, one, two].map(idempotencyKey)).size).toBe(3);
	});
});

describe('the key of JSON as it was sent', () => {
	const key = (text: string) => idempotencyKey(parseExactJson(text));

	test('differs whenever two numbers differ, even beyond what JavaScript can hold', () => {
		const digits = (min: number, max: number) =>
			fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });
		const literal = fc
			.tuple(fc.constantFrom('', '-'), fc.integer({ min: 1, max: 9 }), digits(0, 40))
			.map(([sign, first, rest]) => `${sign}${first}${rest}`);
		fc.assert(
			fc.property(literal, literal, (a, b) => {
				expect(key(`[${a}]`) === key(`[${b}]`)).toBe(a === b);
			}),
		);
		fc.assert(
			fc.property(literal, fc.nat({ max: 9 }), fc.nat({ max: 9 }), (a, x, y) => {
				expect(key(`{"id": ${a}${x}}`) === key(`{"id": ${a}${y}}`)).toBe(x === y);
			}),
		);
	});

	test.each([
		['9007199254740992', '9007199254740993'],
		['1e400', '1e401'],
		['1e400', 'null'],
		['1e-400', '0'],
		['0.1', '0.1000000000000000055'],
		['9007199254740993', '"9007199254740993"'],
	])('differs for %s and %s', (a, b) => {
		expect(key(`{"id":${a}}`)).not.toBe(key(`{"id":${b}}`));
	});

	test('is equal whatever the order of the keys', () => {
		expect(key('{"a":9007199254740993,"b":[1e400]}')).toBe(
			key('{ "b": [ 1e400 ], "a": 9007199254740993 }'),
		);
	});

	test('differs for JSON of any depth', () => {
		const deep = (inner: string) => '['.repeat(50_000) + inner + ']'.repeat(50_000);
		expect(key(deep('1'))).not.toBe(key(deep('2')));
	});
});

/** A parser can't return what JSON.stringify rejects altogether. */
function isHashable(value: unknown): boolean {
	if (typeof value === 'bigint') return false;
	if (typeof value !== 'object' || value === null) return true;
	return Object.values(value).every(isHashable);
}
