import fc from 'fast-check';
import { getBaseUrl } from '../../nodes/api/baseUrl';

const clean = (baseUrl: unknown) => getBaseUrl({ baseUrl: baseUrl as string });

const SITEGPT = 'https://sitegpt.ai';

describe('what is meant', () => {
	test.each([
		...['https://sitegpt.ai', 'https://sitegpt.ai/', 'https://sitegpt.ai//', 'HTTPS://SiteGPT.ai'],
		...['sitegpt.ai', 'sitegpt.ai/', '//sitegpt.ai', 'https:sitegpt.ai', 'https:/sitegpt.ai'],
		...['https//sitegpt.ai', 'https://sitegpt.ai.', 'https://sitegpt.ai./', 'https://sitegpt.ai..'],
		...[
			'https://sitegpt.ai/.',
			'https://sitegpt.ai:443',
			' https://sitegpt.ai\n',
			'"https://sitegpt.ai"',
		],
		...[
			'\u201chttps://sitegpt.ai\u201d',
			'https://sitegpt.ai,',
			'https://site\u200bgpt.ai',
			'<https://sitegpt.ai>',
		],
		...['https://sitegpt.ai/api', 'https://sitegpt.ai/api/', 'https://sitegpt.ai/api/v2'],
		...['https://sitegpt.ai/api/v2/', 'https://sitegpt.ai/api/v0', 'sitegpt.ai/api/v2/me'],
		...[
			'https://sitegpt.ai/api/v2/openapi.json',
			'https://sitegpt.ai?ref=n8n',
			'https://sitegpt.ai/#x',
		],
		...[
			'https://sitegpt.ai/api/v2?x=1',
			'https://sitegpt.ai/chatbots/abc/settings',
			'https:\\\\sitegpt.ai',
		],
		...['///sitegpt.ai', 'https:////sitegpt.ai', 'https////sitegpt.ai', 'sitegpt.ai/x/https://y'],
		...['https://sitegpt.ai/..', 'https://sitegpt.ai//api//v2', 'https://sitegpt.ai:443/api//v0/'],
	])('%j', (entered) => {
		expect(clean(entered)).toBe(SITEGPT);
	});

	test.each([
		['http://127.0.0.1:3000/api/v2/', 'http://127.0.0.1:3000'],
		['127.0.0.1:3000', 'http://127.0.0.1:3000'],
		['localhost:3000', 'http://localhost:3000'],
		['http://localhost', 'http://localhost'],
		['http://[::1]:80/api', 'http://[::1]'],
		['http://mock:8080', 'http://mock:8080'],
		['api.example.com:8443/API/V2', 'https://api.example.com:8443'],
		['https://a.example/./', 'https://a.example'],
		['https://a.example//', 'https://a.example'],
		['https://a.example//api//v2/me', 'https://a.example'],
		['https://a.example/api/v12', 'https://a.example'],
		['mylocalhost.example', 'https://mylocalhost.example'],
		['a127.0.example', 'https://a127.0.example'],
		['https://eu.sitegpt.ai/dashboard', 'https://eu.sitegpt.ai'],
	])('%j', (entered, meant) => {
		expect(clean(entered)).toBe(meant);
	});
});

describe('what is not clear is named', () => {
	test.each([
		['', /is empty\. Enter https:\/\/sitegpt\.ai\./],
		[' " ', /is empty/],
		[undefined, /is empty/],
		['sitegpt', /"sitegpt", isn't a URL\. Enter https:\/\/sitegpt\.ai\./],
		['ftp://sitegpt.ai', /isn't a URL/],
		['htp://sitegpt.ai', /isn't a URL/],
		['https://', /isn't a URL/],
		['https://...', /isn't a URL/],
		['https://sitegpt.ai:99999', /isn't a URL/],
		['https://site gpt.ai', /isn't a URL/],
		['javascript:alert(1)', /isn't a URL/],
		['https://api.example.com/gateway', /has the path "\/gateway"\. Enter only/],
		['https://notsitegpt.ai/x', /has the path "\/x"/],
		['https://api.example.com/apix', /has the path/],
		['https://sitegpt.ai.example/x', /has the path/],
		['mylocalhost', /isn't a URL/],
		['localhosts', /isn't a URL/],
		['https://api.example.com/x/api/v2', /has the path/],
		['https://olga@sitegpt.ai', /contains a user name or a password/],
		['https://olga:hidden@sitegpt.ai/api', /contains a user name or a password/],
		['https://:hidden@sitegpt.ai', /contains a user name or a password/],
		['ftp://olga:hidden@sitegpt.ai', /"ftp:\/\/sitegpt\.ai", isn't a URL/],
		['olga:hidden@sitegpt.ai', /contains a user name or a password/],
	])('%j', (entered, sentence) => {
		expect(() => clean(entered)).toThrow(sentence);
		expect(() => clean(entered)).not.toThrow(/hidden/);
	});
});

test('any address is cleaned to itself or refused in a sentence, and never changes its host', () => {
	const scheme = fc.constantFrom('', 'https://', 'http://', '//', 'ftp://', 'https:');
	const login = fc.constantFrom('', 'olga@', 'olga:hidden@');
	const path = fc.constantFrom(
		'',
		'/',
		'/api',
		'/api/v2',
		'/api/v0/',
		'/x',
		'/api/v2/me',
		'//',
		'/.',
	);
	const end = fc.constantFrom('', '?x=1', '#x', '.', '/', ' ', '\n', '"');
	const host = fc
		.tuple(fc.domain(), fc.constantFrom('', '.', ':8443'))
		.map((parts) => parts.join(''));
	fc.assert(
		fc.property(scheme, login, host, path, end, (...parts) => {
			const name = parts[2].replace(/[.]?(:\d+)?$/, '').toLowerCase();
			try {
				const url = new URL(clean(parts.join('')));
				expect(url.hostname).toBe(name);
				expect(url.href).toBe(`${url.origin}/`);
				expect(clean(url.origin)).toBe(url.origin);
				expect(parts[1]).toBe('');
			} catch (error) {
				expect((error as Error).message).toMatch(/^The Base URL in the credential/);
				expect((error as Error).message).not.toContain('hidden');
			}
		}),
		{ numRuns: 1000 },
	);
});
