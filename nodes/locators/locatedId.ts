import { decoded, idInLink } from '../api/dashboardLink';
import { isObject } from '../api/envelope';
import { checkedId } from '../api/request';

/**
 * The ID in a resource locator, or in what an expression or an AI agent passed instead: the ID alone, a
 * link, or `{mode, value}`, also as JSON text. n8n takes the ID out of a link as it is written there, in
 * percent-encoding, so this reads the link itself.
 * @param locator as n8n gives it without `extractValue`
 * @param name such as `chatbot ID`
 * @throws a message for the user if it holds none
 */
export function locatedId(locator: unknown, name: string): string {
	const located = parsed(locator);
	if (!isObject(located) || !('value' in located)) return checkedId(located, name);
	const { mode, value } = located;
	if (mode !== 'url' || typeof value !== 'string') return locatedId(value, name);
	const link = value.trim();
	const id = idInLink(link, name) ?? (link.includes('/') ? undefined : decoded(link));
	if (id !== undefined) return checkedId(id, name);
	throw new Error(
		`"${link}" isn't a link that contains a ${name}. Copy the link from SiteGPT's dashboard, or enter the ID.`,
	);
}

function parsed(locator: unknown): unknown {
	if (typeof locator !== 'string' || !locator.trimStart().startsWith('{')) return locator;
	try {
		return JSON.parse(locator);
	} catch {
		return locator;
	}
}
