import type { EndpointResponse } from './endpoint';

const LOGIN_PAGE = /(?<![a-z])(log[-_]?in|sign[-_]?in|sso|saml|oauth2?|auth|authorize)(?![a-z])/i;

/**
 * Whether a response looks like it comes from a proxy or a login page in front of the endpoint, which doesn't
 * check SiteGPT's token. An endpoint may respond like that too, but then it accepts the right token.
 */
export function isProxyPage({
	statusCode,
	body,
	location,
	asksForLogin,
}: EndpointResponse): boolean {
	if (statusCode === 407 || statusCode === 511) return true;
	if (statusCode >= 300 && statusCode < 400) return LOGIN_PAGE.test(getPath(location));
	if (statusCode === 401 && asksForLogin === true) return true;
	return [401, 403].includes(statusCode) && isHtml(body);
}

/** A query may contain the requested address. */
function getPath(location = ''): string {
	return location.split(/[?#]/)[0];
}

/** By the body: Express and Flask send a plain "Unauthorized" as text/html. */
function isHtml(body: unknown): boolean {
	return typeof body === 'string' && /^\s*<(!doctype|html|head|body|title|h1|center)\b/i.test(body);
}
