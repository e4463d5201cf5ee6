import fc from 'fast-check';
import { ApiError } from '../../nodes/api/apiError';
import type { HttpResponse } from '../../nodes/api/envelope';
import type { ApiRequest } from '../../nodes/api/request';
import { FakeTransport, reply } from './fakeTransport';

const host = 'sitegpt.example';
const html = '<html><head><title>Sign in</title></head></html>';

async function refused(answer: HttpResponse, others: Partial<ApiRequest> = {}): Promise<ApiError> {
	const request: ApiRequest = { method: 'GET', path: '/leads', isRetried: false, ...others };
	const { client } = new FakeTransport([{ ...answer, host }]);
	const error: unknown = await client.call(request).catch((thrown: unknown) => thrown);
	if (error instanceof ApiError) return error;
	throw error;
}

const TOKEN = /^Create an access token in SiteGPT/;
const BASE_URL = /^Check the Base URL in the credential\./;
const PROXY = /^SiteGPT didn't receive the request\. .*\bproxy\b/;
const IDS = /^Check the IDs\./;
const basic = { 'www-authenticate': 'Basic realm="Intranet"' };

test.each<[string, HttpResponse, string, RegExp]>([
	[
		'SiteGPT, without a code',
		reply(400, { ok: false, error: 'Invalid thread' }),
		'Invalid thread',
		/^$/,
	],
	[
		'SiteGPT, in the form of v0',
		reply(400, { success: false, message: 'Invalid thread', data: null, error: { code: 'NO' } }),
		'Invalid thread (NO)',
		/^$/,
	],
	[
		'SiteGPT, without its usual envelope',
		reply(401, { error: { code: 'TOKEN_NOT_VALID', message: 'No.' } }),
		'No (TOKEN_NOT_VALID)',
		TOKEN,
	],
	[
		'SiteGPT, without a reason',
		reply(503, { ok: false }),
		'SiteGPT answered 503: {"ok":false}',
		/^SiteGPT is having trouble/,
	],
	[
		'JSON that may be SiteGPT’s',
		reply(400, { error: 'Invalid thread' }),
		`The server at ${host} answered 400: Invalid thread`,
		/^$/,
	],
	[
		'JSON that may be SiteGPT’s',
		reply(401, { message: 'Unauthorized' }),
		`The server at ${host} answered 401: Unauthorized`,
		TOKEN,
	],
	[
		'nothing but a status',
		reply(401, ''),
		`The server at ${host} answered 401 with an empty body`,
		TOKEN,
	],
	[
		'a bearer challenge',
		reply(401, 'No', { 'www-authenticate': 'Bearer realm="api"' }),
		`The server at ${host} answered 401: No`,
		TOKEN,
	],
	['a login in front', reply(401, 'No', basic), `The server at ${host} answered 401: No`, BASE_URL],
	['a login page', reply(401, html), `The server at ${host} answered 401: Sign in`, BASE_URL],
	['a firewall', reply(403, html), `The server at ${host} answered 403: Sign in`, BASE_URL],
	['text', reply(404, 'Not here'), `The server at ${host} answered 404: Not here`, IDS],
	['another site', reply(404, html), `The server at ${host} answered 404: Sign in`, BASE_URL],
	[
		'a captive portal',
		reply(200, html),
		`The server at ${host} answered 200 with a web page, which isn't the documented response: Sign in`,
		BASE_URL,
	],
	[
		'text with 200',
		reply(200, 'OK'),
		`The server at ${host} answered 200 with text, which isn't the documented response: OK`,
		BASE_URL,
	],
	[
		'nothing with 200',
		reply(200, ''),
		`The server at ${host} answered 200 with an empty body, which isn't the documented response`,
		BASE_URL,
	],
	[
		'a redirect',
		reply(302, '', { location: 'https://login.example/start?next=secret#here' }),
		`The server at ${host} redirected to https://login.example/start`,
		BASE_URL,
	],
	...[300, 308, 399].map((status): [string, HttpResponse, string, RegExp] => [
		`a redirect with ${status}`,
		reply(status, 'x', { location: '/login' }),
		`The server at ${host} redirected to /login`,
		BASE_URL,
	]),
	[
		"an address that isn't a redirect",
		reply(200, 'OK', { location: '/login' }),
		`The server at ${host} answered 200 with text, which isn't the documented response: OK`,
		BASE_URL,
	],
	[
		'an address, and a failure',
		reply(400, 'No', { location: '/login' }),
		`The server at ${host} answered 400: No`,
		/^$/,
	],
	[
		'SiteGPT, in the form of v0, but the failure has no reason',
		reply(404, { success: false }),
		'SiteGPT answered 404: {"success":false}',
		IDS,
	],
	[
		'SiteGPT, which contradicts itself',
		reply(500, { success: true, message: 'Done' }),
		'SiteGPT answered 500: Done',
		/^SiteGPT is having trouble/,
	],
	[
		'JSON with a code, but without a message',
		reply(400, { error: { code: 'NO' } }),
		`The server at ${host} answered 400: NO`,
		/^$/,
	],
	[
		'JSON with a message, but without a code',
		reply(400, { error: { message: 'No' } }),
		`The server at ${host} answered 400: No`,
		/^$/,
	],
	[
		'304',
		reply(304, ''),
		`The server at ${host} answered 304 with an empty body, which isn't the documented response`,
		BASE_URL,
	],
	['a proxy', reply(407, html), 'A proxy between n8n and SiteGPT asks for a login (407)', PROXY],
	[
		'a proxy with another status',
		reply(401, '', { 'proxy-authenticate': 'Basic' }),
		'A proxy between n8n and SiteGPT asks for a login (401)',
		PROXY,
	],
	[
		'a network that asks for a login',
		reply(511, html),
		'The network that n8n is in asks for a login (511)',
		/^SiteGPT didn't receive the request\./,
	],
	[
		'a gateway',
		reply(502, '<h1>Bad Gateway</h1>'),
		`The server at ${host} answered 502: Bad Gateway`,
		/^SiteGPT, or a server in front of it, is having trouble\. Run this again later\.$/,
	],
])('%s', async (_, answer, title, description) => {
	const error = await refused(answer);
	expect(error.title).toBe(title);
	expect(error.description).toMatch(description);
});

test('a call that changes something may be done after 5xx, or after 200 without SiteGPT’s envelope', async () => {
	const send = { method: 'POST' as const };
	const doubt = async (answer: HttpResponse) =>
		(await refused(answer, send)).description.includes('SiteGPT may have done it anyway');
	expect(await doubt(reply(200, { ok: false, error: 'No' }))).toBe(false);
	expect(await doubt(reply(200, html))).toBe(true);
	expect(await doubt(reply(502, html))).toBe(true);
	expect(await doubt(reply(500, { ok: false, error: { code: 'X', message: 'No' } }))).toBe(true);
	expect(await doubt(reply(400, html))).toBe(false);
	expect(await doubt(reply(407, html))).toBe(false);
	expect(await doubt(reply(511, html))).toBe(false);
});

test('of SiteGPT’s own responses with 200, only a refusal says that nothing was done', async () => {
	const flag = fc.constantFrom(undefined, true, false);
	const error = fc.constantFrom(undefined, null, 'No', { code: 'NO', message: 'No' });
	const body = fc.record({ ok: flag, success: flag, error });
	await fc.assert(
		fc.asyncProperty(body, fc.constantFrom('v0' as const, undefined), async (all, version) => {
			fc.pre(all[version === 'v0' ? 'success' : 'ok'] !== true);
			const isRefusal =
				all.ok === false || all.success === false || Object(all.error) === all.error;
			const { problem, description } = await refused(reply(200, all), { method: 'POST', version });
			expect(problem.mayBeDone).toBe(!isRefusal);
			expect(description.includes('SiteGPT may have done it anyway')).toBe(!isRefusal);
		}),
	);
});

test('each version of the API has its own word for success', async () => {
	const data = { id: 1 };
	const call = async (body: object, version?: 'v0') =>
		await new FakeTransport([reply(200, body)]).client.call({ method: 'GET', path: '/x', version });
	expect(await call({ ok: true, data })).toBe(data);
	expect(await call({ success: true, data }, 'v0')).toBe(data);
	await expect(call({ success: true, data })).rejects.toThrow('answered 200 with JSON');
	await expect(call({ ok: true, data }, 'v0')).rejects.toThrow('answered 200 with JSON');
	await expect(call({ ok: 'true', data })).rejects.toThrow('answered 200 with JSON');
});

test('only 2xx is a success, and an answer without warnings has none', async () => {
	for (const [body, list] of [
		[{ ok: true, data: 1 }, undefined],
		[[{ id: 1 }], 'leads'],
	] as const) {
		const request = { method: 'GET', path: '/leads', list, id: 'id', isRetried: false } as const;
		for (const status of [199, 300, 404]) {
			const { client } = new FakeTransport([reply(status, body)]);
			await expect(client.call(request)).rejects.toThrow(String(status));
		}
		for (const answer of [reply(200, body), reply(299, body), reply(204)]) {
			const { client } = new FakeTransport([answer]);
			await client.call(request);
			expect(client.warnings).toEqual([]);
		}
	}
});

test('numbers are codes and IDs of requests too', async () => {
	const error = await refused(
		reply(400, { ok: false, error: { code: 1020, message: 'No' }, meta: { requestId: 7 } }),
	);
	expect(error.toJson()).toEqual({
		error: 'No (1020)',
		details: { code: '1020', status: 400, requestId: '7', description: 'Request ID: 7' },
	});
});
