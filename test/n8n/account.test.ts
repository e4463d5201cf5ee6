import { CredentialTestContext } from 'n8n-core/dist/execution-engine/node-execution-context/credentials-test-context';
import type { ICredentialTestFunctions, IDataObject } from 'n8n-workflow';
import { faults } from '../../harness/siteGpt/faults.ts';
import { SiteGptServer } from '../../harness/siteGpt/server.ts';
import { siteGptApiTest } from '../../nodes/api/credentialTest';
import { resources } from '../../nodes/SiteGpt/resources';
import { emitted } from './siteGpt';

let server: SiteGptServer;
beforeEach(async () => {
	server = await SiteGptServer.start();
});
afterEach(async () => await server.close());

const account = (operation: string) => ({ resource: 'account', operation });

describe('Check Access', () => {
	test('says for each operation of the node whether the token has its scope', async () => {
		const accessToken = server.addToken({ scopes: ['leads:read'] });
		const credential = { accessToken, accountApiKey: ' ' };
		const [item] = await emitted(server, account('checkAccess'), { credential });
		expect(item).toMatchObject({
			user: { id: 'user_1', name: 'Olga Owner', email: 'owner@example.com' },
			tokenType: 'agent_token',
			scopes: ['leads:read'],
		});
		const operations = item.operations as IDataObject[];
		const all = resources.flatMap((one) => one.operations);
		const ofTheApi = all.filter(({ access }) => access !== 'webhookToken');
		expect(operations).toHaveLength(ofTheApi.length);
		const allowed = operations.filter((one) => one.allowed === 'yes');
		expect(allowed.map(({ resource, operation }) => `${resource}: ${operation}`)).toEqual([
			'Account: Check Access',
			'Lead: Get',
			'Lead: Get Many',
		]);
		expect(operations.find(({ operation }) => operation === 'Send as Agent')).toMatchObject({
			needs: 'accountApiKey',
			allowed: 'no',
		});
	});

	test.each([
		['a token whose scopes SiteGPT does not say', { scopes: [] }, undefined],
		[
			'a token that lacks the scope for the call',
			{},
			{ status: 403, code: 'TOKEN_SCOPE_NOT_ALLOWED' },
		],
	])('gives unknown for %s', async (_, token, refusal) => {
		const accessToken = server.addToken(token);
		if (refusal) {
			const body = JSON.stringify({ ok: false, error: { ...refusal, message: 'No.' } });
			server.faults.push({ fault: { status: refusal.status, body } });
		}
		const credential = { accessToken, accountApiKey: 'key' };
		const [{ operations }] = await emitted(server, account('checkAccess'), { credential });
		const answers = new Set((operations as IDataObject[]).map(({ allowed }) => allowed));
		expect([...answers].toSorted()).toEqual(['unknown', 'yes']);
	});
});

test('Get Limits passes on what SiteGPT returns', async () => {
	expect(await emitted(server, account('getLimits'))).toEqual([
		{ messages: { limit: 1000, used: 7 } },
	]);
});

describe('the test of the credential', () => {
	async function tested(data: IDataObject) {
		const context = new CredentialTestContext({} as never) as unknown as ICredentialTestFunctions;
		const credential = { id: '1', name: 'SiteGPT', type: 'siteGptApi', data: data as never };
		return await siteGptApiTest.call(context, {
			...credential,
			data: { baseUrl: server.url, ...data },
		} as never);
	}

	test('a valid token, with any scopes', async () => {
		const accessToken = ` ${server.addToken({ scopes: [] })} `;
		expect(await tested({ accessToken })).toEqual({
			status: 'OK',
			message: 'Connected as Olga Owner.',
		});
		const error = { code: 'TOKEN_SCOPE_NOT_ALLOWED', message: 'Not allowed.' };
		server.faults.push({ fault: { status: 403, body: JSON.stringify({ ok: false, error }) } });
		expect(await tested({ accessToken })).toMatchObject({ status: 'OK' });
	});

	test.each([
		[
			'a wrong one',
			() => ({ accessToken: 'sgpt_wrong' }),
			/^The token is not valid \(TOKEN_NOT_VALID\)\. Create an access token/,
		],
		[
			'an expired one',
			() => ({ accessToken: server.addToken({ isExpired: true }) }),
			/^The token has expired/,
		],
		['none', () => ({ accessToken: ' ' }), /^The access token is empty/],
		[
			'no connection',
			() => ({ accessToken: 'a', baseUrl: 'http://127.0.0.1:9' }),
			/^Nothing is listening at the Base URL/,
		],
		['no URL', () => ({ accessToken: 'a', baseUrl: 'sitegpt' }), /"sitegpt", isn't a URL/],
		['a path', () => ({ accessToken: 'a', baseUrl: 'http://127.0.0.1:9/x' }), /has the path "\/x"/],
		['a login', () => ({ accessToken: 'a', baseUrl: 'http://b:c@127.0.0.1:9' }), /user name/],
		['two tokens', () => ({ accessToken: 'sgpt_a sgpt_b' }), /contains a space/],
		[
			'a bad key',
			() => ({ accessToken: 'a', accountApiKey: 'a b' }),
			/^The account API key contains/,
		],
	])('%s', async (_, data, message) => {
		expect(await tested(data())).toEqual({
			status: 'Error',
			message: expect.stringMatching(message),
		});
	});

	test('what was copied along with the token and the address does not matter', async () => {
		const accessToken = `"Bearer ${server.addToken()}\u200b",\n`;
		const credential = { accessToken, baseUrl: ` ${server.url}/api/v2/ ` };
		expect(await tested(credential)).toMatchObject({ status: 'OK' });
		expect(await emitted(server, account('getLimits'), { credential })).toHaveLength(1);
		expect(server.requests.map(({ path }) => path)).toEqual(['/api/v2/me', '/api/v2/limits']);
	});

	test('nothing is sent with a credential that fails it', async () => {
		for (const credential of [
			{ accessToken: 'sgpt_a sgpt_b' },
			{ accessToken: 'a', baseUrl: `${server.url}/x` },
			{ accessToken: 'a', baseUrl: server.url.replace('//', '//b:c@') },
		]) {
			const { message } = await tested(credential);
			await expect(emitted(server, account('getLimits'), { credential })).rejects.toThrow(message);
		}
		expect(server.requests).toEqual([]);
	});

	test('a token that the server repeats is not in its message', async () => {
		const accessToken = server.addToken();
		const error = { code: 'NO', message: `No ${accessToken}` };
		server.faults.push({ fault: { status: 400, body: JSON.stringify({ ok: false, error }) } });
		const { message } = await tested({ accessToken });
		expect(message).toMatch(/^No \[token\] \(NO\)/);
	});

	test('another server at the address', async () => {
		server.faults.push({ fault: faults.html });
		const result = await tested({ accessToken: server.addToken() });
		expect(result).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(/isn't the documented response/),
		});
		server.faults.push({ fault: faults.badGateway });
		expect(await tested({ accessToken: server.addToken() })).toMatchObject({ status: 'Error' });
		expect(server.requests).toHaveLength(2);
	});
});
