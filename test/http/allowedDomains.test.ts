import { assertAllowed } from '../../nodes/http/allowedDomains';

type Credential = Parameters<typeof assertAllowed>[1];

const isAllowed = (url: string, credential: Credential): boolean => {
	try {
		assertAllowed(new URL(url), credential);
		return true;
	} catch {
		return false;
	}
};

test.each<Credential>([{}, { allowedHttpRequestDomains: 'all', allowedDomains: 'example.com' }])(
	'%j allows every address',
	(credential) => {
		expect(isAllowed('https://n8n.example.org/webhook/1', credential)).toBe(true);
	},
);

test('"none" forbids every address, and the message says what to do', () => {
	const credential = { allowedHttpRequestDomains: 'none', allowedDomains: 'n8n.example.com' };
	expect(() => assertAllowed(new URL('https://n8n.example.com/webhook/1'), credential)).toThrow(
		'The credential forbids all requests. Set its Allowed HTTP Request Domains to Specific Domains and enter n8n.example.com, or choose another credential.',
	);
});

test.each([
	['n8n.example.com', 'https://n8n.example.com/webhook/1', true],
	['n8n.example.com', 'https://N8N.Example.com./webhook/1', true],
	[' other.org , N8N.example.com. ', 'https://n8n.example.com:5678/', true],
	['n8n.example.com', 'https://example.com/', false],
	['n8n.example.com', 'https://n8n.example.com.evil.org/', false],
	['n8n.example.com', 'https://evil.org/n8n.example.com', false],
	['n8n.example.com', 'https://n8n.example.com@evil.org/', false],
	['example.com', 'https://n8n.example.com/', false],
	['*.example.com', 'https://n8n.example.com/', true],
	['*.example.com', 'https://a.b.example.com/', true],
	['*.example.com', 'https://example.com/', false],
	['*.example.com', 'https://evilexample.com/', false],
	['*.', 'https://example.com/', false],
	['*..', 'https://example.com../', false],
	['example.com', 'https://example.com../', true],
	['*', 'https://example.com/', false],
	// The host's dot at the end is dropped, and what is left ends in another one.
	['*..', 'https://example.com../', false],
	['', 'https://example.com/', false],
	[undefined, 'https://example.com/', false],
	['127.0.0.1', 'http://127.0.0.1:5678/', true],
	['127.0.0.1', 'http://localhost:5678/', false],
	['[::1]', 'http://[::1]:5678/', true],
])('the list %j and %s: %j', (allowedDomains, url, allowed) => {
	const credential = { allowedHttpRequestDomains: 'domains', allowedDomains };
	expect(isAllowed(url, credential as Credential)).toBe(allowed);
});

test('the message names the host and says where to enter it', () => {
	const credential = { allowedHttpRequestDomains: 'domains', allowedDomains: 'example.com' };
	expect(() => assertAllowed(new URL('https://other.org/?secret'), credential)).toThrow(
		"The credential forbids requests to other.org. Enter it in the credential's Allowed Domains, or choose another credential.",
	);
});
