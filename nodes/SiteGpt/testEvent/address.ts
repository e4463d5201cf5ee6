/**
 * The address to deliver to.
 * @throws a message for the user if it isn't an HTTP address
 */
export function parseAddress(url: string): URL {
	if (!URL.canParse(url)) {
		throw new Error(
			`The Webhook URL "${url}" is not a URL. Copy the Test URL or the Production URL from the trigger's panel.`,
		);
	}
	const address = new URL(url);
	if (!['http:', 'https:'].includes(address.protocol)) {
		throw new Error(
			`The Webhook URL starts with "${address.protocol}". Use one that starts with https://.`,
		);
	}
	return address;
}

/**
 * Why SiteGPT would not deliver to this URL: it needs HTTPS, except on localhost.
 * Source: https://sitegpt.ai/docs/developers/webhooks ("Check HTTPS")
 */
export function getWarnings({ protocol, hostname }: URL): string[] {
	const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
	return protocol === 'https:' || isLocal
		? []
		: [
				'SiteGPT would reject this URL: it only delivers to https:// addresses (localhost is allowed for testing).',
			];
}
