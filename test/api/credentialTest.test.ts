import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { siteGptApiTest } from '../../nodes/api/credentialTest';

async function tested(body: unknown, statusCode = 200, data: ICredentialDataDecryptedObject = {}) {
	const request = jest.fn(async () => ({ statusCode, headers: {}, body }));
	const credential = { accessToken: ' sgpt_1', baseUrl: 'https://sitegpt.example', ...data };
	const details = { id: '1', name: 'SiteGPT', type: 'siteGptApi', data: credential };
	const result = await siteGptApiTest.call({ helpers: { request } } as never, details);
	return { result, request };
}

const error = (code: string) => ({ ok: false, error: { code, message: 'No.' } });

test.each([
	[{ user: { name: 'Olga', email: 'olga@a.example' } }, 'Olga'],
	[{ user: { email: 'olga@a.example' } }, 'olga@a.example'],
	[{ user: { name: null, email: null } }, 'this account'],
	[{ user: null }, 'this account'],
	[null, 'this account'],
	['me', 'this account'],
])('with %j, it is connected as %s', async (data, who) => {
	const { result, request } = await tested({ ok: true, data });
	expect(result).toEqual({ status: 'OK', message: `Connected as ${who}.` });
	expect(request.mock.calls).toEqual([
		[
			{
				uri: 'https://sitegpt.example/api/v2/me',
				method: 'GET',
				headers: { Accept: 'application/json', Authorization: 'Bearer sgpt_1' },
				timeout: 31_000,
				useStream: true,
				simple: false,
				resolveWithFullResponse: true,
				followRedirect: false,
			},
		],
	]);
});

test('a token that lacks the scope is valid; any other refusal is an error, and not tried again', async () => {
	const { result } = await tested(error('TOKEN_SCOPE_NOT_ALLOWED'), 403);
	expect(result).toEqual({
		status: 'OK',
		message: "The token is valid. It can't read account details, which only this test needs.",
	});
	const busy = await tested(error('BUSY'), 503);
	expect(busy.request).toHaveBeenCalledTimes(1);
	expect(busy.result).toEqual({
		status: 'Error',
		message: 'No (BUSY). SiteGPT is having trouble. Run this again later.',
	});
	expect((await tested(error('OTHER'), 400)).result.message).toBe('No (OTHER).');
});

test('nothing is sent with secrets or an address that cannot be right', async () => {
	for (const [data, message] of [
		[{ accountApiKey: 'a b' }, /^The account API key contains a space/],
		[{ accessToken: '' }, /^The access token is empty/],
		[{ baseUrl: '' }, /^The Base URL in the credential is empty/],
	] as const) {
		const { result, request } = await tested({ ok: true, data: {} }, 200, data);
		expect(result).toEqual({ status: 'Error', message: expect.stringMatching(message) });
		expect(request).not.toHaveBeenCalled();
	}
	const none = await siteGptApiTest.call({ helpers: {} } as never, {} as never);
	expect(none.message).toMatch(/^The Base URL in the credential is empty/);
});
