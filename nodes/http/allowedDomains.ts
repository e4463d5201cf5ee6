import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/**
 * Makes sure that a token only goes to addresses that its credential allows. n8n adds the fields Allowed HTTP
 * Request Domains and Allowed Domains to a credential and leaves it to each node to apply them. Its own
 * check changes its name and arguments from version to version (n8n-workflow,
 * credential-domain-restrictions.ts), so the rules are repeated here: `*.example.com` is any name below
 * example.com, but not example.com itself.
 * @throws a message for the user if the credential forbids the address
 */
export function assertAllowed({ hostname }: URL, credential: ICredentialDataDecryptedObject): void {
	const { allowedHttpRequestDomains: mode, allowedDomains: list } = credential;
	if (mode === 'none') {
		throw new Error(
			`The credential forbids all requests. Set its Allowed HTTP Request Domains to Specific Domains and enter ${hostname}, or choose another credential.`,
		);
	}
	if (mode === 'domains' && !parseDomains(list).some((domain) => covers(domain, hostname))) {
		throw new Error(
			`The credential forbids requests to ${hostname}. Enter it in the credential's Allowed Domains, or choose another credential.`,
		);
	}
}

function parseDomains(list: unknown): string[] {
	return String(list ?? '')
		.split(',')
		.map((domain) => withoutDot(domain.trim().toLowerCase()))
		.filter((domain) => domain !== '');
}

function covers(domain: string, hostname: string): boolean {
	const host = withoutDot(hostname);
	if (!domain.startsWith('*.')) return host === domain;
	return host.endsWith(domain.slice(1));
}

/** A host name means the same host with a dot at the end. */
function withoutDot(name: string): string {
	return name.replace(/\.+$/, '');
}
