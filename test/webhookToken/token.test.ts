import * as crypto from 'node:crypto';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import {
	TOKEN_HEADER,
	tokenMatches,
	tokenProblem,
	usableToken,
} from '../../nodes/webhookToken/token';

jest.mock('node:crypto', () => {
	const actual = jest.requireActual<typeof crypto>('node:crypto');
	return { ...actual, timingSafeEqual: jest.fn(actual.timingSafeEqual) };
});

const TOKEN = 'a-token-for-tests-0123456789';
const PREVIOUS = 'the-token-before-that-987654';

test('is read from the header that SiteGPT documents', () => {
	expect(TOKEN_HEADER).toBe('X-WEBHOOK-TOKEN');
});

describe('a header', () => {
	const tokens = [TOKEN, PREVIOUS];

	test.each(tokens)('matches if it is one of the tokens: %s', (token) => {
		expect(tokenMatches(token, tokens)).toBe(true);
	});

	test.each([
		['of the same length', TOKEN.replace('a', 'b')],
		['that differs in its last character', `${TOKEN.slice(0, -1)}X`],
		['that is a part of the token', TOKEN.slice(0, -1)],
		['that is longer', `${TOKEN}0`],
		['in another case', TOKEN.toUpperCase()],
		['with a line end', `${TOKEN}\n`],
		['with a null character', `${TOKEN}\0`],
		['of white space', ' '],
		['that is empty', ''],
		['of both tokens', tokens.join()],
		['that was sent twice, as Node joins it', `${TOKEN}, ${TOKEN}`],
		['that names a scheme', `Bearer ${TOKEN}`],
	])('%s does not match', (_, header) => {
		expect(tokenMatches(header, tokens)).toBe(false);
	});

	test.each([` ${TOKEN}`, `${TOKEN} `, `\t ${TOKEN}\t`])(
		'matches with the whitespace that HTTP allows around it: %j',
		(header) => {
			expect(tokenMatches(header, tokens)).toBe(true);
		},
	);

	test.each([undefined, null, [TOKEN], [TOKEN, TOKEN], 5, true, {}, { toString: () => TOKEN }])(
		"that isn't text does not match: %p",
		(header) => {
			expect(tokenMatches(header, tokens)).toBe(false);
		},
	);
});

describe('a credential', () => {
	test.each([[['', '']], [['']], [[]]])('without a token rejects every request: %j', (tokens) => {
		for (const header of ['', ' ', TOKEN, undefined, 'undefined', 'null']) {
			expect(tokenMatches(header, tokens)).toBe(false);
		}
	});

	test('with only a token does not match an empty header with the previous one', () => {
		expect(tokenMatches('', [TOKEN, ''])).toBe(false);
		expect(tokenMatches(TOKEN, [TOKEN, ''])).toBe(true);
	});

	test('with only a previous token accepts that', () => {
		expect(tokenMatches('', ['', PREVIOUS])).toBe(false);
		expect(tokenMatches(PREVIOUS, ['', PREVIOUS])).toBe(true);
	});
});

test('matches if and only if it equals one of two tokens', () => {
	const ascii = fc
		.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 })
		.map((token) => usableToken(token) || 'token');
	const alike = fc.tuple(ascii, ascii).chain(([a, b]) => {
		const near = [a, b, a + b, a.slice(0, -1) || b, a.toUpperCase(), `x${a}`];
		return fc.tuple(fc.constantFrom(...near), fc.constantFrom(...near), fc.constantFrom(...near));
	});
	fc.assert(
		fc.property(alike, ([x, y, z]) => {
			expect(tokenMatches(x, [y, z])).toBe(x.trim() === y || x.trim() === z);
		}),
		{ numRuns: 500 },
	);
});

describe('over HTTP', () => {
	/** The headers, as Node gives them, of a request that sends these lines unchanged. */
	async function received(lines: string[]): Promise<IncomingHttpHeaders> {
		return await new Promise((resolve, reject) => {
			const server = createServer((got, answer) => {
				answer.end();
				server.close();
				resolve(got.headers);
			}).listen(0, '127.0.0.1', () => {
				const { port } = server.address() as AddressInfo;
				const headers = { [TOKEN_HEADER]: lines };
				request({ host: '127.0.0.1', port, method: 'POST', headers, agent: false })
					.on('error', reject)
					.end();
			});
		});
	}
	const header = async (...lines: string[]) => (await received(lines))[TOKEN_HEADER.toLowerCase()];

	test('an ASCII token matches', async () => {
		expect(tokenMatches(await header(TOKEN), [TOKEN, ''])).toBe(true);
	});

	test('a token sent twice does not match', async () => {
		expect(tokenMatches(await header(TOKEN, TOKEN), [TOKEN, PREVIOUS])).toBe(false);
		expect(tokenMatches(await header(TOKEN, 'wrong'), [TOKEN, PREVIOUS])).toBe(false);
		expect(tokenMatches(await header(TOKEN, PREVIOUS), [TOKEN, PREVIOUS])).toBe(false);
	});

	test.each(['Schlüssel für Café', 'ключ', '鍵と錠', '🔑🔑'])(
		'a token outside ASCII matches if it was sent as UTF-8: %s',
		async (token) => {
			const sent = Buffer.from(token, 'utf8').toString('latin1');
			const got = await header(sent);
			expect(tokenMatches(got, [token, ''])).toBe(true);
			expect(tokenMatches(got, [token.normalize('NFD').slice(1), ''])).toBe(false);
		},
	);

	test.each(['Schlüssel für Café', 'à', 'ÿþ'])(
		'a Latin-1 token matches if it was sent as Latin-1: %s',
		async (token) => {
			expect(tokenMatches(await header(token), [token, ''])).toBe(true);
			expect(tokenMatches(await header(token), ['', token])).toBe(true);
			expect(tokenMatches(await header(token), [`${token}x`, ''])).toBe(false);
		},
	);

	test('a token beyond Latin-1 does not match a text with the same low bits', async () => {
		const token = '\u0141\u0142';
		expect(tokenMatches(await header('\u0041\u0042'), [token, ''])).toBe(false);
	});

	test.each(['à', 'Voilà', 'xà '])(
		'a token whose UTF-8 ends in a byte like a space matches: %s',
		async (token) => {
			const sent = Buffer.from(token, 'utf8').toString('latin1');
			expect(tokenMatches(await header(sent), [usableToken(token), ''])).toBe(true);
		},
	);
});

describe('of a credential', () => {
	test.each([
		[TOKEN, TOKEN],
		[`${TOKEN}\n`, TOKEN],
		[`\ufeff${TOKEN}\r\n`, TOKEN],
		[` ${TOKEN}\u00a0`, TOKEN],
		[1234567890123456, '1234567890123456'],
		['', ''],
		[' \n', ''],
		['__n8n_BLANK_VALUE_e5362baf-c777-4d57-a609-6eaf1f9e87f6', ''],
		[' __n8n_EMPTY_VALUE_7b1af746-3729-4c60-9b9b-e08eb29e58da\n', ''],
		...[undefined, null, true, {}, [TOKEN]].map((value) => [value, '']),
	])('%j is used as %j', (stored, used) => {
		expect(usableToken(stored)).toBe(used);
	});
});

describe('the time of a comparison depends on neither token nor header, because', () => {
	const compare = jest.mocked(crypto.timingSafeEqual);
	beforeEach(() => compare.mockClear());

	test.each([
		['the first fits', TOKEN],
		['the second fits', PREVIOUS],
		['none fits', 'wrong'],
		['it is empty', ''],
		['it is very long', 'x'.repeat(8000)],
	])('both are compared as digests of the same length for %s', (_, header) => {
		tokenMatches(header, [TOKEN, PREVIOUS]);
		expect(compare).toHaveBeenCalledTimes(4);
		for (const [got, wanted] of compare.mock.calls) {
			expect([got.byteLength, wanted.byteLength]).toEqual([32, 32]);
		}
	});

	test('an empty token is compared too', () => {
		tokenMatches(TOKEN, ['', '']);
		expect(compare).toHaveBeenCalledTimes(4);
	});
});

describe('what is wrong with a token', () => {
	test.each([
		['', /is empty/],
		[undefined, /is empty/],
		[null, /is empty/],
		[' '.repeat(20), /is empty/],
		['__n8n_BLANK_VALUE_e5362baf-c777-4d57-a609-6eaf1f9e87f6', /placeholder/],
		[` ${TOKEN}`, /starts or ends with whitespace/],
		[`${TOKEN} `, /starts or ends with whitespace/],
		[`${TOKEN}\r\n`, /starts or ends with whitespace/],
		[`${TOKEN}\u00a0`, /starts or ends with whitespace/],
		['a-token\nwith-two-lines', /character .* HTTP header/],
		['a-token-with\ta-tabulator', /character .* HTTP header/],
		['a-token-with\u007fdelete', /character .* HTTP header/],
		['ein-Schlüssel-mit-Umlaut', /character .* HTTP header/],
		['a-token-with-a-key-🔑', /character .* HTTP header/],
		['short', /only 5 characters/],
		[12345, /only 5 characters/],
		['x'.repeat(15), /only 15 characters.*at least 16/],
	])('%p', (token, sentence) => {
		const problem = tokenProblem(token);
		expect(problem).toMatch(/^The token .*\. .+\.$/);
		expect(problem).toMatch(sentence);
	});

	test.each([
		...['x'.repeat(16), TOKEN, '!"#$%&\'()*+,-./:;<=>?@[]^_`{|}~', 'words with spaces in it'],
		1234567890123456,
	])('nothing: %s', (token) => {
		expect(tokenProblem(token)).toBeUndefined();
	});

	test('is described without the token', () => {
		const secret = fc.string({ minLength: 4, unit: 'binary' }).map((text) => `5f0c${text}`);
		fc.assert(
			fc.property(secret, (token) => {
				expect(tokenProblem(token) ?? '').not.toContain('5f0c');
			}),
		);
	});

	test('is nothing if and only if the token reaches the trigger unchanged and is long enough', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary-ascii', maxLength: 40 }), (token) => {
				const fine = /^[\x21-\x7e][\x20-\x7e]{14,}[\x21-\x7e]$/.test(token);
				expect(tokenProblem(token) === undefined).toBe(fine);
			}),
		);
	});
});
