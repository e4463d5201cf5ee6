import { isPlaceholder } from '../../secrets/placeholder';
import { toTokenText } from '../../webhookToken/token';

/** What to send as the token: the credential's, a wrong one, or none. */
export type SentToken = 'right' | 'wrong' | 'none';

/** Servers limit all headers of a request together, Node's to 16 KB. */
const MAX_TOKEN_CHARACTERS = 8000;

/**
 * The token of the credential as a header can carry it: without whitespace around it, which HTTP strips.
 * @throws a message for the user if the token is empty or a header can't carry it
 */
export function toHeaderToken(token: unknown): string {
	const trimmed = toTokenText(token).trim();
	if (trimmed === '') {
		throw new Error(
			"The credential's token is empty. Enter the token that is set in SiteGPT under Settings > Webhooks.",
		);
	}
	if (isPlaceholder(trimmed)) {
		throw new Error(
			"The credential's token is only n8n's placeholder for a secret. Open the credential, enter the token again, and save it.",
		);
	}
	if (trimmed.length > MAX_TOKEN_CHARACTERS) {
		throw new Error(
			`The credential's token has ${trimmed.length} characters, which is too long for an HTTP header. Use a random text of 32 characters in the credential and in SiteGPT.`,
		);
	}
	if (!/^[\t\x20-\x7e\x80-\xff]+$/.test(trimmed)) {
		throw new Error(
			"The credential's token has a character that an HTTP header can't carry, such as a line break or an emoji. Use only ASCII letters, digits, and punctuation, in the credential and in SiteGPT.",
		);
	}
	return trimmed;
}
