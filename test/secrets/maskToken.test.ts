import fc from 'fast-check';
import { maskFor } from '../../nodes/secrets/maskToken';

const perCharacter =
	(write: (character: string) => string) =>
	(text: string): string =>
		Array.from(text, write).join('');

const hex = (code: number, digits: number) => code.toString(16).padStart(digits, '0');
const perUnit =
	(write: (code: number) => string) =>
	(text: string): string =>
		Array.from({ length: text.length }, (_, n) => write(text.charCodeAt(n))).join('');

/** The ways an endpoint may repeat a token, each with a reader that would find it again. */
const FORMS: Record<
	string,
	{ write(token: string): string; read(text: string): string; onlyLatin1?: true; nested?: true }
> = {
	plain: { write: (token) => token, read: (text) => text },
	'JSON with \\/': {
		write: (token) => JSON.stringify(token).slice(1, -1).replaceAll('/', '\\/'),
		read: readJson,
	},
	'JSON with \\u': { write: perUnit((code) => `\\u${hex(code, 4)}`), read: readJson },
	'JSON with \\U': {
		write: perUnit((code) => `\\u${hex(code, 4).toUpperCase()}`),
		read: readJson,
	},
	'JSON in JSON': {
		write: (token) => JSON.stringify(JSON.stringify(token)).slice(3, -3),
		read: (text) => readJson(readJson(text)),
		nested: true,
	},
	URL: { write: encodeURIComponent, read: readUrl },
	'URL, each byte': {
		write: (token) => Array.from(Buffer.from(token), (byte) => `%${hex(byte, 2)}`).join(''),
		read: readUrl,
	},
	form: {
		write: (token) => new URLSearchParams({ token }).toString().slice('token='.length),
		read: (text) => readUrl(text.replaceAll('+', ' ')),
	},
	HTML: {
		write: perCharacter(
			(one) =>
				({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[one] ?? one,
		),
		read: readHtml,
	},
	'HTML, decimal': { write: perCharacter((one) => `&#${one.codePointAt(0)};`), read: readHtml },
	'HTML, hexadecimal': {
		write: perCharacter((one) => `&#x${one.codePointAt(0)!.toString(16)};`),
		read: readHtml,
	},
	'HTML in JSON': {
		write: (token) => JSON.stringify(token.replaceAll('"', '&quot;')).slice(1, -1),
		read: (text) => readHtml(readJson(text)),
		nested: true,
	},
	'UTF-8 as Latin-1': {
		write: (token) => Buffer.from(token, 'utf8').toString('latin1'),
		read: (text) => text,
	},
	'Latin-1 as UTF-8': {
		write: (token) => Buffer.from(token, 'latin1').toString('utf8'),
		read: (text) => text,
		onlyLatin1: true,
	},
	'encoded twice, in a URL': {
		write: (token) => encodeURIComponent(Buffer.from(token, 'utf8').toString('latin1')),
		read: readUrl,
	},
	base64: { write: (token) => Buffer.from(token).toString('base64'), read: (text) => text },
	'base64 in a URL': {
		write: (token) => encodeURIComponent(Buffer.from(token).toString('base64')),
		read: readUrl,
	},
	'base64 with \\/': {
		write: (token) => Buffer.from(token).toString('base64').replaceAll('/', '\\/'),
		read: readJson,
	},
	base64url: { write: (token) => Buffer.from(token).toString('base64url'), read: (text) => text },
};

/** Lenient, like a person who searches an item. */
function readJson(text: string): string {
	return text.replace(/\\(?:u([\da-f]{4})|([^]))/gi, (_, code: string, other: string) =>
		code ? String.fromCharCode(parseInt(code, 16)) : other,
	);
}

function readUrl(text: string): string {
	return text.replace(/(?:%[\da-f]{2})+/gi, (bytes) =>
		Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
	);
}

function readHtml(text: string): string {
	const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
	return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(amp|lt|gt|quot));/gi, (_, x, d, name) =>
		name ? names[name as string]! : String.fromCodePoint(x ? parseInt(x as string, 16) : Number(d)),
	);
}

const READERS = [...new Set(Object.values(FORMS).map(({ read }) => read))];

function holds(text: string, form: string): boolean {
	return READERS.some((read) => read(text).includes(form));
}

/** Every text and key of a JSON value. */
function textsOf(value: unknown): string[] {
	if (value === null || typeof value !== 'object') return [String(value)];
	const inner = Object.values(value).flatMap(textsOf);
	return Array.isArray(value) ? inner : [...Object.keys(value), ...inner];
}

const printable = fc.string({
	unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
	minLength: 4,
	maxLength: 60,
});
const latin1 = fc.string({
	unit: fc
		.oneof(fc.integer({ min: 0x21, max: 0x7e }), fc.integer({ min: 0xa1, max: 0xff }))
		.map((code) => String.fromCharCode(code)),
	minLength: 4,
	maxLength: 40,
});
const escapes = fc.string({
	unit: fc.constantFrom('\\', '/', '%', '&', '"', '+', '4', '1', 'u', '0', ';', '#', 'a', ']', '['),
	minLength: 4,
	maxLength: 20,
});
const anyUnicode = fc.string({ unit: 'grapheme', minLength: 4, maxLength: 20 });
const token = fc
	.oneof(printable, latin1, escapes, anyUnicode, fc.uuid(), fc.base64String({ minLength: 8 }))
	.filter((text) => text.trim().length >= 4);
const around = fc.oneof(
	fc.string({ maxLength: 30 }),
	fc.string({ unit: 'grapheme', maxLength: 30 }),
);

describe.each(Object.keys(FORMS))('a token in the form "%s"', (name) => {
	const { write, read, onlyLatin1, nested } = FORMS[name]!;

	test('is not in any text, whatever surrounds it', () => {
		fc.assert(
			fc.property(token, around, around, (secret, before, after) => {
				fc.pre(!nested || !/[\\%&]$/.test(before));
				fc.pre(!onlyLatin1 || /^[\0-\xff]*$/.test(secret));
				const echo = write(secret);
				const masked = maskFor([secret]).text(before + echo + after);
				expect(holds(masked, secret)).toBe(false);
				expect(masked).not.toContain(echo);
				expect(read(masked)).not.toContain(read(echo));
			}),
		);
	});

	test('is not in any value or key of JSON', () => {
		const json = fc.letrec((tie) => ({
			value: fc.oneof(
				{ depthSize: 'small' },
				fc.constant('ECHO'),
				fc
					.string()
					.filter((text) => !nested || !/[\\%&]$/.test(text))
					.map((text) => `${text}ECHO${text}`),
				fc.double(),
				fc.constant(null),
				fc.array(tie('value'), { maxLength: 4 }),
				fc.dictionary(fc.constantFrom('a', 'ECHO', 'x-ECHO', '__proto__'), tie('value')),
			),
		})).value;
		fc.assert(
			fc.property(token, json, (secret, shape) => {
				fc.pre(!onlyLatin1 || /^[\0-\xff]*$/.test(secret));
				const fill = (value: unknown): unknown =>
					typeof value === 'string'
						? value.replaceAll('ECHO', () => write(secret))
						: Array.isArray(value)
							? value.map(fill)
							: value !== null && typeof value === 'object'
								? Object.fromEntries(
										Object.entries(value).map(([key, one]) => [fill(key) as string, fill(one)]),
									)
								: value;
				const masked = maskFor([secret]).json(fill(shape));
				for (const text of textsOf(masked)) {
					expect(holds(text, secret)).toBe(false);
					expect(text).not.toContain(write(secret));
				}
			}),
		);
	});

	test('is not cut in half', () => {
		fc.assert(
			fc.property(fc.uuid(), fc.integer({ min: 0, max: 120 }), (secret, before) => {
				const masked = maskFor([secret]).text(
					'-'.repeat(before) + write(secret) + '-'.repeat(500),
					100,
				);
				for (let n = 4; n <= secret.length; n++) {
					expect(holds(masked, secret.slice(0, n))).toBe(false);
				}
				expect(masked).not.toContain(write(secret).slice(0, 8));
				expect(masked).toMatch(/^-*(\[t?o?k?e?n?\]?-*)?\.\.\.$/);
			}),
		);
	});
});

test('covers both tokens, as entered and trimmed, and numbers', () => {
	const mask = maskFor([' the-token\n', 'the-previous-token', undefined, '', ' ', {}, 1234567]);
	expect(mask.text('a the-token b the-previous-token c 1234567 d')).toBe(
		'a [token] b [token] c [token] d',
	);
	expect(mask.json({ n: 1234567, m: 1234568, t: true })).toEqual({
		n: '[token]',
		m: 1234568,
		t: true,
	});
});

test('masks a number that lost the last digits of the token', () => {
	const mask = maskFor(['12345678901234567890']);
	expect(mask.json(JSON.parse('{"n":12345678901234567890}'))).toEqual({ n: '[token]' });
});

test('is mixed: some characters escaped, others not', () => {
	const mask = maskFor(['a/token"with&signs']);
	expect(mask.text('<a\\/token\\u0022with&signs>')).toBe('<[token]>');
	expect(mask.text('<a%2Ftoken"with&amp;signs>')).toBe('<[token]>');
});

test('leaves everything else unchanged', () => {
	fc.assert(
		fc.property(fc.jsonValue(), fc.uuid(), (value, secret) => {
			const text = JSON.stringify(value);
			expect(maskFor([secret]).json(JSON.parse(text))).toEqual(JSON.parse(text));
			expect(maskFor([secret]).text(text)).toBe(text);
			expect(maskFor([]).text(text)).toBe(text);
		}),
	);
});

test('keeps keys distinct that are equal after masking', () => {
	const mask = maskFor(['the-token']);
	expect(mask.json(JSON.parse('{"the-token":1,"the\\u002dtoken ":2,"[token]":3}'))).toEqual({
		'[token]': 1,
		'[token] ': 2,
		'[token][token]': 3,
	});
});

test('cuts between characters, and says so', () => {
	expect(maskFor([]).text('12345678', 4)).toBe('1234...');
	expect(maskFor([]).text('123\u{1f600}8', 4)).toBe('123...');
	expect(maskFor([]).text('1234', 4)).toBe('1234');
});

describe('a very short token', () => {
	test('is masked, without hanging and without growing much', () => {
		const short = fc.string({
			unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
			minLength: 1,
			maxLength: 3,
		});
		fc.assert(
			fc.property(short, (secret) => {
				const mask = maskFor([secret]);
				const marked = mask.text(secret).length + 3;
				const text = `${secret}-`.repeat(500).slice(0, 1000);
				for (const longest of [900, 1000]) {
					const masked = mask.text(text, longest);
					expect(masked).not.toContain(secret);
					expect(masked.length).toBeLessThanOrEqual(longest + marked);
				}
				for (const one of textsOf(mask.json({ [secret]: secret, b: [secret + secret] }))) {
					expect(one).not.toContain(secret);
				}
			}),
			{ numRuns: 50 },
		);
	});

	test('may be part of the marker', () => {
		for (const secret of ['t', 'tok', '[token]', ']', '[', ']x', 'x[', 'token']) {
			expect(maskFor([secret]).text(`x[${secret}]x`)).not.toContain(secret);
		}
	});
});

test.each([
	['backslashes', '\\'.repeat(30), '\\'.repeat(10_000)],
	['one character', 'a'.repeat(2000), 'a'.repeat(10_000)],
	['escapes in escapes', '%25'.repeat(100), '%2525'.repeat(2000)],
	['entities', '&'.repeat(100), '&amp;amp;amp;'.repeat(700)],
])(
	'ends, although a wrong step back would take forever: %s',
	(_, secret, text) => {
		expect(maskFor([secret]).text(text, 10_000).length).toBeLessThanOrEqual(10_000);
	},
	60_000,
);

test('masks JSON nested deeper than the stack allows', () => {
	let nested: unknown = 'the-token';
	for (let n = 0; n < 3000; n++) nested = [nested];
	const masked = JSON.stringify(maskFor(['the-token']).json(nested));
	expect(masked).not.toContain('the-token');
	expect(masked).toContain('[token]');
});
