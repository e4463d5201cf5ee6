import { validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import { toHeaderToken } from '../../nodes/SiteGpt/testEvent/headerToken';

test.each([
	['the-token', 'the-token'],
	[' the-token\n', 'the-token'],
	['\ufeffthe token\u00a0\t', 'the token'],
	['café-ÿ', 'café-ÿ'],
	[1234567, '1234567'],
])('%j is sent as %j', (token, sent) => {
	expect(toHeaderToken(token)).toBe(sent);
});

test.each([
	['', /token is empty.*Settings > Webhooks/],
	[' \n', /token is empty/],
	[undefined, /token is empty/],
	[null, /token is empty/],
	[{}, /token is empty/],
	['__n8n_BLANK_VALUE_e5362baf-c777-4d57-a609-6eaf1f9e87f6', /placeholder.*enter the token again/],
	['__n8n_EMPTY_VALUE_7b1af746-3729-4c60-9b9b-e08eb29e58da', /placeholder/],
	['the-token-\u{1f511}', /credential's token.*HTTP header.*ASCII/],
	['token-Ω', /HTTP header/],
	['two\nlines', /HTTP header/],
	['x'.repeat(8001), /8001 characters.*too long/],
])('%j is not sent', (token, sentence) => {
	expect(() => toHeaderToken(token)).toThrow(sentence);
});

test('is a header that Node sends, or an error message without the token', () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), (token) => {
			let sent: string;
			try {
				sent = toHeaderToken(token);
			} catch (error) {
				if (token.trim().length > 5) expect((error as Error).message).not.toContain(token.trim());
				return;
			}
			expect(() => validateHeaderValue('X-WEBHOOK-TOKEN', sent)).not.toThrow();
			expect(sent).toBe(token.trim());
		}),
	);
});
