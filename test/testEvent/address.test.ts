import { getWarnings, parseAddress } from '../../nodes/SiteGpt/testEvent/address';

describe('an address', () => {
	test.each([
		['https://n8n.example.com/webhook/1a2b/sitegpt-messages'],
		['http://localhost:5678/webhook-test/1a2b/sitegpt-messages'],
		['http://192.0.2.7:8080/a?b=c'],
		['HTTPS://N8N.EXAMPLE.COM/'],
		['https://bücher.example/'],
	])('may be %s', (url) => {
		expect(parseAddress(url).href).toBe(new URL(url).href);
	});

	test.each([
		'',
		' ',
		'n8n',
		'/webhook/1a2b',
		'n8n.example.com/webhook',
		'https://',
		'{{ $json.url }}',
	])('may not be %j, and the message quotes it and says where to find one', (url) => {
		expect(() => parseAddress(url)).toThrow(
			expect.objectContaining({ message: expect.stringContaining(`"${url}"`) }),
		);
		expect(() => parseAddress(url)).toThrow(/Production URL/);
	});

	test.each([
		['ftp://n8n.example.com/', '"ftp:"'],
		['file:///a/file', '"file:"'],
		['javascript:alert(1)', '"javascript:"'],
		['data:text/plain,hi', '"data:"'],
		['localhost:5678/webhook', '"localhost:"'],
	])('may not be %s, because it does not start with https://', (url, protocol) => {
		expect(() => parseAddress(url)).toThrow(/https:\/\//);
		expect(() => parseAddress(url)).toThrow(protocol);
	});
});

describe('SiteGPT itself', () => {
	test.each([
		'https://n8n.example.com/webhook',
		'https://192.0.2.7/',
		'https://localhost/',
		'http://localhost:5678/webhook',
		'http://LOCALHOST/',
		'http://127.0.0.1:5678/',
		'http://127.1.2.3/',
		'http://[::1]:5678/',
	])('would deliver to %s', (url) => {
		expect(getWarnings(new URL(url))).toEqual([]);
	});

	test.each([
		'http://n8n.example.com/webhook',
		'http://192.168.0.7:5678/',
		'http://n8n:5678/',
		'http://localhost.example.com/',
		'http://notlocalhost/',
		'http://127.0.0.1.example.com/',
		'http://[::2]/',
	])('would reject %s', (url) => {
		expect(getWarnings(new URL(url))).toEqual([expect.stringContaining('https://')]);
	});
});
