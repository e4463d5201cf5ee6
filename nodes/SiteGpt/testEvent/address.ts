/**
 * The address to deliver to.
 * @throws a sentence for the person, where it is no HTTP address
 */
export function addressOf(url: string): URL {
	if (!URL.canParse(url)) {
		throw new Error(
			`The Webhook URL "${url}" is not a URL: copy the Test URL or the Production URL from the trigger's panel`,
		);
	}
	const address = new URL(url);
	if (!['http:', 'https:'].includes(address.protocol)) {
		throw new Error(
			`The Webhook URL begins with "${address.protocol}": use one that begins with https://`,
		);
	}
	return address;
}

/**
 * What to warn of: SiteGPT delivers to HTTPS, and to localhost for a test.
 * Source: https://sitegpt.ai/docs/developers/webhooks ("Check HTTPS")
 */
export function warningsFor({ protocol, hostname }: URL): string[] {
	const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
	return protocol === 'https:' || isLocal
		? []
		: [
				'SiteGPT itself would refuse this URL: it delivers to addresses that begin with https://, save on localhost',
			];
}
