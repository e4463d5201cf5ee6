import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { cleanSecret } from './secret';

const ENTER = 'Enter https://sitegpt.ai.';

/**
 * The address in the credential without what doesn't belong there, such as /api/v2. The API and the dashboard start
 * with it.
 * @throws a message for the user if it isn't an address, or if what it means isn't clear
 */
export function getBaseUrl({ baseUrl }: ICredentialDataDecryptedObject): string {
	// The same is copied along with an address as with a token.
	const entered = cleanSecret(baseUrl);
	if (entered === '') throw new Error(`The Base URL in the credential is empty. ${ENTER}`);
	const url = parse(entered);
	if (url === undefined) {
		throw new Error(
			`The Base URL in the credential, "${withoutLogin(entered)}", isn't a URL. ${ENTER}`,
		);
	}
	if (url.username !== '' || url.password !== '') {
		throw new Error(
			'The Base URL in the credential contains a user name or a password. Remove them: the access token has its own field.',
		);
	}
	const hostname = url.hostname.replace(/\.+$/, '');
	if (!isApiPath(url.pathname) && !/(^|\.)sitegpt\.ai$/.test(hostname)) {
		throw new Error(
			`The Base URL in the credential has the path "${url.pathname}". Enter only the address of the server, such as https://sitegpt.ai.`,
		);
	}
	return `${url.protocol}//${hostname}${url.port === '' ? '' : `:${url.port}`}`;
}

/** An address may lack its scheme, or a part of it. */
function parse(entered: string): URL | undefined {
	const [, scheme, rest] = /^(https?)(?::[\\/]*|[\\/]{2,})(.*)$/i.exec(entered) ?? [];
	const bare = entered.replace(/^[\\/]+/, '');
	const text = scheme === undefined ? `${schemeFor(bare)}://${bare}` : `${scheme}://${rest}`;
	if (!URL.canParse(text)) return undefined;
	const url = new URL(text);
	// Without a scheme, a single word is more likely a mistake than a host.
	const host = scheme === undefined ? /[^.][.:]|^localhost$/ : /[^.]/;
	return host.test(url.hostname) ? url : undefined;
}

function schemeFor(host: string): string {
	return /^(localhost|127\.|\[::1\])/i.test(host) ? 'http' : 'https';
}

/** A path of the API, which is added again, or none. */
function isApiPath(path: string): boolean {
	return /^[/.]*$|^\/+api(\/|$)/i.test(path);
}

function withoutLogin(url: string): string {
	return url.replace(/[^/@]*@/, '');
}
