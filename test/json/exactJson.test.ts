import fc from 'fast-check';
import { canonicalJson } from '../../nodes/json/canonicalJson';
import { ExactNumber, parseExactJson } from '../../nodes/json/exactJson';
import { toStorable } from '../../nodes/json/storable';
import { json } from '../events/arbitraries';

test('equals JSON.parse for everything that JavaScript can hold', () => {
	fc.assert(
		fc.property(json, fc.constantFrom(undefined, '\t'), (value, space) => {
			const text = JSON.stringify(value, null, space);
			expect(parseExactJson(text)).toStrictEqual(JSON.parse(text));
		}),
		{ numRuns: 500 },
	);
});

test.each([
	...['0', '-0', '1e99', '1.50', '0.1', '0.30000000000000004', '9007199254740992'],
	...[
		'12345678901234567000',
		'1e21',
		'1.7976931348623157e308',
		'5e-324',
		'0.0000000000000000000001',
	],
])('%s is a number', (literal) => {
	expect(parseExactJson(`[${literal}]`)).toEqual([Number(literal)]);
});

test.each([
	...['9007199254740993', '-9007199254740993', '12345678901234567890', '1e309', '1e-400'],
	...['0.1000000000000000055', '1.0e1000', '9007199254740993.0'],
])('%s keeps its digits, wherever it is, and becomes text in an item', (literal) => {
	for (const [before, after] of [
		['', ''],
		[' \n', ' '],
		['[1,', ']'],
		['{"a":{"b": ', '}}'],
		['{"text \\" : 9007199254740993, \\\\":"\\\\","n":', '}'],
	]) {
		const text = before + literal + after;
		const value = parseExactJson(text);
		const marked = parseExactJson(`${before}"the number"${after}`);
		expect(canonicalJson(value)).toBe(canonicalJson(marked).replace('"the number"', literal));
		expect(JSON.stringify(toStorable(value).json)).toBe(
			JSON.stringify(marked).replace('the number', literal),
		);
	}
});

test('does not take text for a number', () => {
	const text =
		'{"a":"9007199254740993","b":"x: 9007199254740993, [9007199254740993]","__proto__":1e999}';
	const value = parseExactJson(text) as Record<string, unknown>;
	expect(value).toMatchObject({
		a: '9007199254740993',
		b: 'x: 9007199254740993, [9007199254740993]',
	});
	expect(Object.getOwnPropertyDescriptor(value, '__proto__')?.value).toEqual(
		new ExactNumber('1e999'),
	);
});

test.each(['', '{', 'text', '{"a":1e}', '[9007199254740993'])(
	"throws because %j isn't JSON",
	(text) => {
		expect(() => parseExactJson(text)).toThrow(SyntaxError);
	},
);
