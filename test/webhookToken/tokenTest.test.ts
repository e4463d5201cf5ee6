import type { ICredentialsDecrypted, ICredentialTestFunctions } from 'n8n-workflow';
import { siteGptWebhookApiTest } from '../../nodes/webhookToken/tokenTest';

const TOKEN = 'a-token-for-tests-0123456789';
const PREVIOUS = 'the-token-before-that-987654';

const testToken = async (data?: Record<string, unknown>) =>
	await siteGptWebhookApiTest.call(
		{} as ICredentialTestFunctions,
		{ id: '1', name: 'SiteGPT', type: 'siteGptWebhookApi', data } as ICredentialsDecrypted,
	);

test.each([
	{ token: TOKEN },
	{ token: TOKEN, previousToken: '' },
	{ token: TOKEN, previousToken: undefined },
	{ token: TOKEN, previousToken: PREVIOUS },
])('accepts %j, and says what it cannot check', async (data) => {
	const { status, message } = await testToken(data);
	expect(status).toBe('OK');
	expect(message).toMatch(/first event/);
});

test.each([
	[undefined, /empty/],
	[{}, /empty/],
	[{ token: '' }, /empty/],
	[{ token: '', previousToken: PREVIOUS }, /empty/],
	[{ token: `${TOKEN} ` }, /whitespace/],
	[{ token: 'ein-Schlüssel-mit-Umlaut' }, /HTTP header/],
	[{ token: '__n8n_BLANK_VALUE_e5362baf-c777-4d57-a609-6eaf1f9e87f6' }, /placeholder/],
	[{ token: 'short' }, /5 characters/],
	[{ token: 12345 }, /5 characters/],
])('rejects %j', async (data, sentence) => {
	const { status, message } = await testToken(data);
	expect(status).toBe('Error');
	expect(message).toMatch(/^The token /);
	expect(message).toMatch(sentence);
});

test.each([
	[' ', /empty/],
	['__n8n_BLANK_VALUE_e5362baf-c777-4d57-a609-6eaf1f9e87f6', /placeholder/],
	[`\t${PREVIOUS}`, /whitespace/],
	['ein-Schlüssel-mit-Umlaut', /HTTP header/],
	['short', /5 characters/],
])(
	'rejects %j as the previous token, and says which token it is about',
	async (previous, sentence) => {
		const { status, message } = await testToken({ token: TOKEN, previousToken: previous });
		expect(status).toBe('Error');
		expect(message).toMatch(/^The previous token /);
		expect(message).toMatch(sentence);
	},
);

test('does not repeat a token', async () => {
	for (const data of [{ token: 'secret' }, { token: TOKEN, previousToken: 'secret' }]) {
		expect((await testToken(data)).message).not.toContain('secret');
	}
	expect((await testToken({ token: TOKEN, previousToken: PREVIOUS })).message).not.toContain(TOKEN);
});
