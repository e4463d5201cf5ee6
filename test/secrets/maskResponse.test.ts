import fc from 'fast-check';
import { createResponseMask, MIN_SECRET_CHARACTERS } from '../../nodes/secrets/maskResponse';

const secret = fc
	.stringMatching(/^[A-Za-z0-9._~+/-]{6,60}={0,2}$/)
	.filter((text) => /[a-z\d]{4}/i.test(text));

const encodings: Record<string, (secret: string) => string> = {
	'as it is': (text) => text,
	'in a URL': encodeURIComponent,
	'in JSON': (text) => JSON.stringify({ text }).replaceAll('/', '\\/'),
	'in HTML': (text) =>
		text.replaceAll('/', '&#x2F;').replaceAll('+', '&plus;').replaceAll('=', '&#61;'),
	'in base64': (text) => Buffer.from(text).toString('base64'),
	'in base64 of a URL': (text) => Buffer.from(text).toString('base64url'),
};

describe.each(Object.entries(encodings))('%s', (_, encode) => {
	test('a secret is noticed and masked in texts, names, and at any depth', () => {
		fc.assert(
			fc.property(secret, fc.json(), fc.string(), (token, other, around) => {
				const mask = createResponseMask([token]);
				const written = `${around} ${encode(token)}`;
				const json = { a: [written], [written]: { b: written, other } };
				expect(mask.mayBeIn(JSON.stringify(json))).toBe(true);
				const masked = JSON.stringify(mask.json(json));
				expect(masked).not.toContain(token);
				expect(masked).not.toContain(JSON.stringify(encode(token)).slice(1, -1));
				expect(mask.text(written)).not.toContain(encode(token));
			}),
		);
	});
});

test('an answer without the secret stays as it is', () => {
	fc.assert(
		fc.property(fc.json(), (text) => {
			const mask = createResponseMask(['sgpt_this_is_not_in_any_text', '']);
			const json = JSON.parse(text) as unknown;
			expect(mask.mayBeIn(text)).toBe(false);
			expect(mask.json(json)).toStrictEqual(json);
		}),
	);
});

test('a secret so short that ordinary words contain it is not masked', () => {
	const short = 'a'.repeat(MIN_SECRET_CHARACTERS - 1);
	expect(createResponseMask([short]).json({ [short]: short })).toEqual({ [short]: short });
	expect(createResponseMask([`${short}a`]).json([`${short}a`])).toEqual(['[token]']);
});

test('a text too long to be decoded is masked as well', () => {
	const token = 'sgpt_0123456789/abc';
	const mask = createResponseMask([token]);
	for (const encode of [encodings['as it is'], encodings['in a URL'], encodings['in base64']]) {
		const text = `${'% '.repeat(2_000_000)}${encode(token)}!`;
		expect(mask.json(text)).toMatch(/^(% )+\[token\]=*!$/);
	}
});
