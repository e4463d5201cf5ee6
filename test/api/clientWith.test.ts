import type { IHttpRequestOptions } from 'n8n-workflow';
import type { ApiError } from '../../nodes/api/apiError';
import type { ApiRequest } from '../../nodes/api/request';
import { clientWith, type SendHttp, siteGptClient } from '../../nodes/api/siteGptClient';
import { withCredential } from '../../nodes/http/withCredential';

const credential = { accessToken: 'sgpt_of_the_tests', baseUrl: 'https://sitegpt.example' };
const get: ApiRequest = { method: 'GET', path: '/leads', isRetried: false };

const done: SendHttp = async () => ({ statusCode: 204, headers: {}, body: '' });
const never: SendHttp = async () => await new Promise(() => undefined);
const failing =
	(error: unknown): SendHttp =>
	async () => {
		throw error;
	};

async function errorOf(http: SendHttp, others: object = {}, request = get): Promise<ApiError> {
	const call = clientWith({ ...credential, ...others }, http).call(request);
	return (await call.catch((error: unknown) => error)) as ApiError;
}

async function optionsOf(request: ApiRequest): Promise<IHttpRequestOptions> {
	const http = jest.fn(done);
	await clientWith(credential, http).call(request);
	return http.mock.calls[0][0];
}

test('a request goes to the address of the credential only, and n8n leaves the answer as it is', async () => {
	expect(await optionsOf({ ...get, query: { limit: 1 }, timeout: 1500 })).toMatchObject({
		method: 'GET',
		url: 'https://sitegpt.example/api/v2/leads?limit=1',
		headers: { Accept: 'application/json' },
		body: undefined,
		timeout: 2500,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
	});
	const post = await optionsOf({ ...get, method: 'POST', body: { a: 1 } });
	expect(post.body).toBe('{"a":1}');
	expect(post.headers).toEqual({ Accept: 'application/json', 'Content-Type': 'application/json' });
	expect((await optionsOf(get)).headers).not.toHaveProperty('Content-Type');
});

test.each([
	[1, '0.1 seconds'],
	[101, '0.2 seconds'],
	[1000, '1 second'],
])('a server that takes more than %d ms is given up', async (timeout, time) => {
	const { problem } = await errorOf(never, {}, { ...get, timeout });
	expect(problem).toMatchObject({
		code: 'TIMEOUT',
		message: `SiteGPT didn't answer within ${time}`,
	});
});

describe('why nothing answered', () => {
	const network = (code: string, more: object = {}) =>
		Object.assign(new Error(`connect ${code}`), { code, ...more });

	test.each<[Error, object, string]>([
		[network('ECONNREFUSED'), {}, 'Nothing is listening at the Base URL'],
		[network('ECONNREFUSED', { port: 443 }), {}, 'Nothing is listening at the Base URL'],
		[
			network('ECONNREFUSED', { port: 80 }),
			{ baseUrl: 'http://a.example' },
			'Nothing is listening at the Base URL',
		],
		[
			network('ECONNREFUSED', { port: 8443 }),
			{ baseUrl: 'https://a.example:8443' },
			'Nothing is listening at the Base URL',
		],
		[
			network('ECONNREFUSED', { address: '10.0.0.1', port: 3128 }),
			{},
			"Nothing is listening at n8n's proxy, 10.0.0.1:3128",
		],
		[new Error('Odd\nsgpt_of_the_tests'), {}, 'Odd [token]'],
	])('%p with %j', async (error, others, message) => {
		const { problem } = await errorOf(failing(error), others);
		expect(problem.message).toBe(message);
		expect(problem.code).toBe((error as { code?: string }).code);
	});

	test('https:// may help if an http:// address hangs up', async () => {
		const remedyFor = async (code: string, baseUrl: string) =>
			(await errorOf(failing(network(code)), { baseUrl })).problem.remedy;
		expect(await remedyFor('ECONNRESET', 'http://a.example')).toContain('must start with https://');
		expect(await remedyFor('ECONNRESET', 'https://a.example')).toBeUndefined();
		expect(await remedyFor('ECONNREFUSED', 'http://a.example')).toBeUndefined();
	});
});

test('an answer names its host, and does not repeat the token, also in an address', async () => {
	const answer = (statusCode: number, headers: object, body: string): SendHttp => {
		return async () => ({ statusCode, headers: headers as never, body });
	};
	const moved = answer(302, { location: `https://b.example/${credential.accessToken}` }, '');
	expect((await errorOf(moved)).message).toBe(
		'The server at sitegpt.example redirected to https://b.example/[token]',
	);
	const other = answer(400, {}, `No ${credential.accessToken}`);
	expect((await errorOf(other)).message).toBe(
		'The server at sitegpt.example answered 400: No [token]',
	);
});

describe('a canceled execution', () => {
	const reason = new Error('canceled by the test');

	test('ends a request that ignores it, and a pause, with its own reason', async () => {
		for (const http of [never, failing(new Error('aborted'))]) {
			const controller = new AbortController();
			const call = clientWith(credential, http, controller.signal).call(get);
			controller.abort(reason);
			await expect(call).rejects.toBe(reason);
			await expect(clientWith(credential, done, controller.signal).wait(1e9)).rejects.toBe(reason);
		}
	});

	test('a pause ends by itself too', async () => {
		const { signal } = new AbortController();
		await clientWith(credential, done, signal).wait(1);
		await clientWith(credential, done).wait(1);
	});
});

test('the signed context has the item’s credential and the signal, and all else of the context', async () => {
	const { signal } = new AbortController();
	const httpRequestWithAuthentication = jest.fn(async function (this: object) {
		const context = this as {
			name: string;
			getCredentials(): Promise<object>;
			getExecutionCancelSignal(): AbortSignal;
		};
		expect(context.name).toBe('node');
		expect(await context.getCredentials()).toEqual(credential);
		expect(await context.getCredentials()).not.toBe(credential);
		expect(context.getExecutionCancelSignal().aborted).toBe(false);
		return await done({ url: '' }, signal);
	});
	const context = { name: 'node', helpers: { httpRequestWithAuthentication } };
	await siteGptClient(context as never, credential).call(get);
	const [name, options] = httpRequestWithAuthentication.mock.calls[0] as unknown[];
	expect([name, (options as { url: string }).url]).toEqual([
		'siteGptApi',
		'https://sitegpt.example/api/v2/leads',
	]);
	const signed = withCredential<{ getExecutionCancelSignal(): AbortSignal }>(
		{},
		credential,
		signal,
	);
	expect(signed.getExecutionCancelSignal()).toBe(signal);
});
