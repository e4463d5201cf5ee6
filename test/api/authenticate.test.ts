import type { IHttpRequestOptions } from 'n8n-workflow';
import { SiteGptApi } from '../../credentials/SiteGptApi.credentials';

const credential = { accessToken: '"Bearer sgpt_1"', accountApiKey: ' key_1\n' };
const sign = async (options: object) =>
	await new SiteGptApi().authenticate(credential, options as IHttpRequestOptions);

const host = 'https://sitegpt.ai';
const v0 = '/api/v0/chatbots/1/message';
const v2 = '/api/v2/chatbots/1';

/** Every way to say in n8n's options where a request goes. */
const shapes: Array<[string, (path: string) => object]> = [
	['url', (path) => ({ url: host + path })],
	['uri, as the HTTP Request node does', (path) => ({ uri: host + path })],
	['an empty url, and uri', (path) => ({ url: '', uri: host + path })],
	['uri as an object', (path) => ({ uri: new URL(host + path) })],
	['a relative url', (path) => ({ baseURL: host, url: path })],
	['a relative uri', (path) => ({ baseURL: host, uri: path })],
	['a relative url without a slash', (path) => ({ baseURL: `${host}/`, url: path.slice(1) })],
	['the version in the base', (path) => ({ baseURL: host + path.slice(0, 7), url: path.slice(7) })],
	['only a base', (path) => ({ baseURL: host + path })],
	['a base that does not count', (path) => ({ baseURL: `${host}/api/v0`, url: host + path })],
	['no host', (path) => ({ url: path })],
	['no host, and a query', (path) => ({ url: `${path}?next=/api/v0/x` })],
	['a query and a hash', (path) => ({ url: `${host}${path}?next=/api/v0/x&b=/api/v2/#/api/v0/` })],
	['a proxy’s path', (path) => ({ url: `https://gateway.example/sitegpt${path}` })],
	['capital letters and slashes', (path) => ({ url: host + path.replace('/v', '//V') })],
];

test.each(shapes)('%s', async (_, shape) => {
	// A base with v0 doesn't matter if the address is absolute.
	expect((await sign(shape(v0))).headers).toEqual({ Authorization: 'Bearer key_1' });
	expect((await sign(shape(v2))).headers).toEqual({ Authorization: 'Bearer sgpt_1' });
});

test('everything else in the options stays, and only one Authorization header', async () => {
	const options = {
		url: host + v2,
		method: 'POST',
		body: { a: 1 },
		headers: { Accept: 'x', authorization: 'Basic y', AUTHORIZATION: 'z' },
		qs: { limit: 1 },
	};
	expect(await sign(options)).toEqual({
		...options,
		headers: { Accept: 'x', Authorization: 'Bearer sgpt_1' },
	});
	expect(options.headers).toHaveProperty('authorization');
});

test.each(['/api/v01/x', '/api/v2/api/v0x', '/xapi/v0/y'])('%s is not v0', async (path) => {
	expect((await sign({ url: host + path })).headers).toEqual({ Authorization: 'Bearer sgpt_1' });
});

test('a secret that can’t be one is named instead of sent', async () => {
	const signed = new SiteGptApi().authenticate({ accessToken: 'sgpt_1' }, { url: host + v0 });
	await expect(signed).rejects.toThrow('The account API key is empty');
});
