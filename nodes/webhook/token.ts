import { createHash, timingSafeEqual } from 'node:crypto';

/** The header that carries the token. Source: https://sitegpt.ai/docs/developers/webhooks */
export const TOKEN_HEADER = 'X-WEBHOOK-TOKEN';

/** Below this a token can be guessed by trying. Half a UUID, or 11 random bytes in hex. */
const SHORTEST_SECRET = 16;

/**
 * Whether the header holds one of the tokens. An empty token fits nothing, so a credential without one
 * lets nobody in. The time it takes depends on neither what is in the header nor which token fits:
 * digests of one length are compared, all of them, each to its end.
 * @param header as Node gives it: a header sent twice is one text joined by a comma, and fits nothing
 */
export function tokenFits(header: unknown, tokens: readonly string[]): boolean {
	if (typeof header !== 'string') return false;
	// Node reads header bytes as Latin-1. A token outside ASCII was sent as UTF-8.
	const got = digest(Buffer.from(header, 'latin1'));
	const fits = tokens.map(
		(token) => timingSafeEqual(got, digest(Buffer.from(token, 'utf8'))) && token !== '',
	);
	return fits.includes(true);
}

function digest(bytes: Buffer): Buffer {
	return createHash('sha256').update(bytes).digest();
}

/** What speaks against a token, in one sentence with a remedy, or undefined where nothing does. */
export function tokenProblem(token: unknown): string | undefined {
	if (typeof token !== 'string' || token === '') {
		return 'The token is empty: enter the one that stands in SiteGPT under Settings > Webhooks';
	}
	if (token !== token.trim()) {
		return 'The token begins or ends with white space, which HTTP drops on the way: remove it';
	}
	if (!/^[\x20-\x7e]+$/.test(token)) {
		return 'The token has a character that does not fit into an HTTP header: use ASCII letters, digits and signs';
	}
	if (token.length < SHORTEST_SECRET) {
		return `The token has ${token.length} characters and can be guessed: use ${SHORTEST_SECRET} or more, best a random text`;
	}
	return undefined;
}
