/**
 * What n8n shows in place of a secret (n8n-workflow, constants.ts). A script or an import may have stored it
 * as the token, although it's public.
 */
const PLACEHOLDER = /^__n8n_(BLANK|EMPTY)_VALUE_/;

/** Whether a trimmed secret is n8n's placeholder for one that it doesn't show. */
export function isPlaceholder(text: string): boolean {
	return PLACEHOLDER.test(text);
}
