import fc from 'fast-check';
import { cleanSecret, getSecrets, secretProblem } from '../../nodes/api/secret';

const token = fc
	.stringMatching(/^[A-Za-z0-9._~+/-]{1,60}={0,2}$/)
	.filter((text) => !/^bearer/i.test(text));

const quotes = [
	'"',
	"'",
	'`',
	'\u201c',
	'\u201d',
	'\u2018',
	'\u2019',
	'\u201e',
	'\u00ab',
	'\u00bb',
	'<',
	'>',
];
const before = fc.constantFrom(
	...quotes,
	...[' ', '\n', '\t', '\u00a0', '\ufeff', '\u200b', 'Bearer ', 'bearer\t', 'BEARER:', 'Bearer\n'],
	...['Authorization: ', 'authorization:Bearer ', 'B\u200bearer '],
);
const after = fc.constantFrom(...quotes, ' ', '\n', '\r\n', '\u00a0', '\u200d', ',', ';', '\u2060');
const inside = fc.constantFrom(
	'\n',
	'\r\n',
	'\u200b',
	'\u00ad',
	'\ufeff',
	' \n\t ',
	'\u2028',
	'\u202a',
);

test('a token is what it was meant to be, whatever was copied along with it', () => {
	fc.assert(
		fc.property(
			token,
			fc.array(before),
			fc.array(after),
			fc.array(fc.tuple(fc.nat(), inside), { maxLength: 3 }),
			(meant, prefixes, suffixes, breaks) => {
				let broken = meant;
				for (const [at, what] of breaks) {
					const index = 1 + (at % Math.max(1, broken.length - 1));
					// A gap at the end isn't inside.
					if (index < broken.length) broken = broken.slice(0, index) + what + broken.slice(index);
				}
				const entered = prefixes.join('') + broken + suffixes.join('');
				expect(cleanSecret(entered)).toBe(meant);
				expect(secretProblem({ accessToken: entered }, 'accessToken')).toBeUndefined();
			},
		),
		{ numRuns: 1000 },
	);
});

test('a clean one stays as it is, and cleaning again changes nothing', () => {
	fc.assert(
		fc.property(fc.oneof(token, fc.string({ unit: 'binary' })), (entered) => {
			const clean = cleanSecret(entered);
			expect(cleanSecret(clean)).toBe(clean);
		}),
	);
	expect(cleanSecret('bearer_of_news')).toBe('bearer_of_news');
	expect(cleanSecret(1234)).toBe('1234');
	for (const none of [undefined, null, {}, [], true]) expect(cleanSecret(none)).toBe('');
});

test.each([
	['', /^The access token is empty\. Create one in SiteGPT/],
	['Bearer', /^The access token is empty/],
	[' "Bearer " ', /^The access token is empty/],
	['__n8n_BLANK_VALUE_e5362baf-c777-4d57-a609-6eaf1f9e87f6', /n8n's placeholder/],
	['sgpt_one sgpt_two', /contains a space/],
	['sgpt_one\u00a0two', /contains a space/],
	['sgpt_ä', /contains the character "ä"/],
	['sgpt_\u{1f511}', /contains the character "\u{1f511}"/u],
])('%j is named', (accessToken, sentence) => {
	const problem = secretProblem({ accessToken }, 'accessToken');
	expect(problem).toMatch(sentence);
	expect(problem).not.toContain('sgpt_');
});

test('the account API key is named as such', () => {
	expect(secretProblem({ accountApiKey: ' ' }, 'accountApiKey')).toMatch(
		/^The account API key is empty\. In SiteGPT, it is under Billing/,
	);
});

test('both secrets are to be masked, as entered and as sent', () => {
	const credential = { accessToken: ' Bearer "sgpt_1" ', accountApiKey: 42 };
	expect(getSecrets(credential)).toEqual(
		expect.arrayContaining(['Bearer "sgpt_1"', 'sgpt_1', '42']),
	);
});
