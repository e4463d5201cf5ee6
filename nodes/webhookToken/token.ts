import { createHash, timingSafeEqual } from 'node:crypto';
import { isPlaceholder } from '../secrets/placeholder';

/** The header that carries the token. Source: https://sitegpt.ai/docs/developers/webhooks */
export const TOKEN_HEADER = 'X-WEBHOOK-TOKEN';

/** A shorter token can be guessed. Half a UUID, or 8 random bytes in hex. */
const MIN_TOKEN_CHARACTERS = 16;

/** A token ready to compare: one line, trimmed. Empty if the credential has no real one. */
export function usableToken(token: unknown): string {
	const text = toTokenText(token).trim();
	return isPlaceholder(text) ? '' : text;
}

/**
 * Whether the header is one of the tokens. An empty token never matches, so a credential without one
 * rejects every request. The time it takes depends neither on the header nor on which token matches:
 * it compares all digests, which have the same length.
 * @param header as Node gives it: a header sent twice is one text joined by a comma, and never matches
 * @param tokens as {@link usableToken} gives them
 */
export function tokenMatches(header: unknown, tokens: readonly string[]): boolean {
	if (typeof header !== 'string') return false;
	// Node reads header bytes as Latin-1. Not trim(), which would take the last byte of "à" for a space.
	const got = digest(Buffer.from(header.replace(/^[ \t]+|[ \t]+$/g, ''), 'latin1'));
	const matches = tokens.flatMap((token) =>
		toBytes(token).map((bytes) => timingSafeEqual(got, digest(bytes)) && token !== ''),
	);
	return matches.includes(true);
}

/**
 * The token in the encodings that senders use: UTF-8, as curl does, and Latin-1, as Node's clients do. Only
 * if it fits: other characters would lose their high bits in Latin-1, and different tokens would be equal.
 */
function toBytes(token: string): Buffer[] {
	const isLatin1 = !/[\u0100-\uffff]/.test(token);
	return [Buffer.from(token, 'utf8'), Buffer.from(token, isLatin1 ? 'latin1' : 'utf8')];
}

function digest(bytes: Buffer): Buffer {
	return createHash('sha256').update(bytes).digest();
}

/** What is wrong with a token and how to fix it, in a sentence or two; undefined if nothing is. */
export function tokenProblem(token: unknown): string | undefined {
	const text = toTokenText(token);
	if (text.trim() === '') {
		return 'The token is empty. Enter the one that is set in SiteGPT under Settings > Webhooks.';
	}
	if (isPlaceholder(text.trim())) {
		return "The token is n8n's placeholder for a hidden secret, not the secret itself. Enter the token that is set in SiteGPT under Settings > Webhooks.";
	}
	if (text !== text.trim()) {
		return 'The token starts or ends with whitespace, which HTTP strips. Remove it.';
	}
	if (/[^\x20-\x7e]/.test(text)) {
		return 'The token has a character that some senders encode differently or cannot send in an HTTP header. Use only ASCII letters, digits, and punctuation.';
	}
	if (text.length < MIN_TOKEN_CHARACTERS) {
		return `The token is only ${text.length} characters long and easy to guess. Use at least ${MIN_TOKEN_CHARACTERS} random characters.`;
	}
	return undefined;
}

/** The token as text; empty if it is neither text nor a number, as a script may have stored digits. */
export function toTokenText(token: unknown): string {
	return typeof token === 'number' ? String(token) : typeof token === 'string' ? token : '';
}
