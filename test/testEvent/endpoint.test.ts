import { Readable } from 'node:stream';
import fc from 'fast-check';
import { maskFor } from '../../nodes/secrets/maskToken';
import { parseBody, readResponseText } from '../../nodes/SiteGpt/testEvent/endpoint';

const mask = maskFor(['the/token-of-the-tests']);

describe('the body of an answer', () => {
	test.each([
		['{"status":"accepted"}', { status: 'accepted' }],
		['[1]', [1]],
		['null', null],
		['OK', 'OK'],
		['', ''],
		['{"status":', '{"status":'],
		['<h1>Not found</h1>', '<h1>Not found</h1>'],
	])('%j is %j', (text, body) => {
		expect(parseBody(text, mask)).toEqual(body);
	});

	test('is masked after it is parsed', () => {
		expect(
			parseBody('{"a":"the\\/token-of-the-tests","the\\u002ftoken-of-the-tests":1}', mask),
		).toEqual({
			a: '[token]',
			'[token]': 1,
		});
		expect(parseBody('"the\\/token-of-the-tests', mask)).toBe('"[token]');
	});

	test('stays JSON if the token is a number in it', () => {
		const numbers = maskFor(['1234567890123456']);
		expect(parseBody('{"n":1234567890123456}', numbers)).toEqual({ n: '[token]' });
	});

	test('is masked before it is cut at 10,000 characters', () => {
		for (let before = 9970; before < 10_010; before++) {
			const body = parseBody(
				'-'.repeat(before) + 'the\\/token-of-the-tests' + '-'.repeat(99),
				mask,
			);
			expect(body).not.toMatch(/the/);
			expect((body as string).length).toBeLessThanOrEqual(10_003);
			expect(body).toMatch(/\.\.\.$/);
		}
	});

	test('is text if it is long, even if it is JSON', () => {
		expect(parseBody(JSON.stringify('x'.repeat(20_000)), mask)).toBe(`"${'x'.repeat(9999)}...`);
	});

	test('is text if it is nested too deep for n8n', () => {
		const nested = '['.repeat(4000) + '"the/token-of-the-tests"' + ']'.repeat(4000);
		expect(JSON.stringify(parseBody(nested, mask))).not.toContain('the/token');
	});
});

describe('reading', () => {
	test('returns the text of any chunks', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.string({ unit: 'grapheme' }),
				fc.integer({ min: 1, max: 5 }),
				async (text, size) => {
					const bytes = Buffer.from(text);
					const chunks: Buffer[] = [];
					for (let n = 0; n < bytes.length; n += size) chunks.push(bytes.subarray(n, n + size));
					expect(await readResponseText(Readable.from(chunks))).toBe(text.replace(/^\ufeff/, ''));
				},
			),
		);
	});

	test('ends at 1 MiB and closes the stream', async () => {
		let given = 0;
		const endless = new Readable({
			read() {
				given += 65_536;
				this.push(Buffer.alloc(65_536, 'x'));
			},
		});
		expect(await readResponseText(endless)).toHaveLength(1024 * 1024);
		expect(endless.destroyed).toBe(true);
		expect(given).toBeLessThan(2 * 1024 * 1024);
	});

	test.each([
		['text', 'text'],
		[{ a: 1 }, '{"a":1}'],
		[undefined, ''],
	])('accepts what n8n returns instead of a stream: %j', async (body, text) => {
		expect(await readResponseText(body)).toBe(text);
	});
});
