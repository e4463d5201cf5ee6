/** n8n's placeholder for a secret that it doesn't show, as in an exported or copied credential. */
const N8N_PLACEHOLDER = /^__n8n_(BLANK|EMPTY)_VALUE_/;

/** Servers limit all headers of a request together, Node's to 16 KB. */
const MAX_TOKEN_CHARACTERS = 8000;

/**
 * The token of the credential as a header can carry it: without whitespace around it, which HTTP strips.
 * @throws a message for the user if the token is empty or a header can't carry it
 */
export function tokenToSend(token: unknown): string {
	const trimmed = typeof token === 'number' ? String(token) : textOf(token).trim();
	if (trimmed === '') {
		throw new Error(
			"The credential's token is empty. Enter the token that is set in SiteGPT under Settings > Webhooks.",
		);
	}
	if (N8N_PLACEHOLDER.test(trimmed)) {
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

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
