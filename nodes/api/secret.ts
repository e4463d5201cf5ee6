import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { isPlaceholder } from '../secrets/placeholder';

/** The secrets of the credential: one for SiteGPT's API, and one for its older version. */
type SecretName = 'accessToken' | 'accountApiKey';

const LABELS: Record<SecretName, string> = {
	accessToken: 'access token',
	accountApiKey: 'account API key',
};

const SOURCES: Record<SecretName, string> = {
	accessToken: 'Create one in SiteGPT under Agents > Create token.',
	accountApiKey: 'In SiteGPT, it is under Billing or Profile > API Access.',
};

/** What is copied along with a token: quotes of all languages, and what separates it from the next value. */
const AROUND = String.raw`[\s"'\x60\u00b4\u2018-\u201f\u00ab\u00bb\u2039\u203a\uff02\uff07<>,;]`;
const START = new RegExp(`^${AROUND}+|^authorization\\s*:|^bearer(?=$|[\\s:])[\\s:]*`, 'i');
const END = new RegExp(`${AROUND}+$`);

/** Invisible characters, apart from white space. Of the control characters, only those of ASCII. */
const INVISIBLE = /\p{Cf}|(?![\t-\r\u0080-\u009f])\p{Cc}|[\u115f\u1160\u3164]|\u034f|\ufe0f/gu;

/**
 * A secret as it was meant: without white space, quotes, and "Bearer" around it, without invisible characters, and in
 * one line. None of these can be part of a token (RFC 6750).
 */
export function cleanSecret(entered: unknown): string {
	let secret = typeof entered === 'string' || typeof entered === 'number' ? String(entered) : '';
	secret = secret.replace(INVISIBLE, '').replace(END, '');
	while (START.test(secret)) secret = secret.replace(START, '');
	return secret.replace(/\s*[\n\v\f\r\u0085\u2028\u2029]\s*/g, '');
}

/** What is wrong with a secret and how to fix it, in two sentences that don't quote it; undefined if nothing is. */
export function secretProblem(
	credential: ICredentialDataDecryptedObject,
	name: SecretName,
): string | undefined {
	const secret = cleanSecret(credential[name]);
	const the = `The ${LABELS[name]}`;
	if (secret === '') return `${the} is empty. ${SOURCES[name]}`;
	if (isPlaceholder(secret)) {
		return `${the} is n8n's placeholder for a hidden secret, not the secret itself. ${SOURCES[name]}`;
	}
	const [odd] = /[^\x21-\x7e]/u.exec(secret) ?? [];
	if (odd === undefined) return undefined;
	const what = /\s/.test(odd) ? 'a space' : `the character "${odd}"`;
	return `${the} contains ${what}, which no token does. Copy it again, without the text around it.`;
}

/** The header that signs a request to SiteGPT. Which secret it holds depends on the path. */
export function authorizationFor(
	credential: ICredentialDataDecryptedObject,
	path: string,
): { Authorization: string } {
	const name = secretNameFor(path);
	const problem = secretProblem(credential, name);
	if (problem !== undefined) throw new Error(problem);
	return { Authorization: `Bearer ${cleanSecret(credential[name])}` };
}

function secretNameFor(path: string): SecretName {
	return /(^|\/)api\/+v0(\/|$)/i.test(path) ? 'accountApiKey' : 'accessToken';
}

/** All that may not appear anywhere: the secrets as entered and as sent. */
export function getSecrets({
	accessToken,
	accountApiKey,
}: ICredentialDataDecryptedObject): string[] {
	const entered = [accessToken, accountApiKey].filter((secret) => typeof secret === 'string');
	return [
		...entered.map((secret) => secret.trim()),
		...[accessToken, accountApiKey].map(cleanSecret),
	];
}
