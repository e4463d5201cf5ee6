import type { ConsoleMessage, Page } from 'playwright-core';

/** A failed request by n8n's own page, identified by its URL and the browser's message. */
interface KnownError {
	url(url: URL, n8n: URL): boolean;
	text: RegExp;
	/** only before sign-in */
	beforeSignIn?: boolean;
}

const known: KnownError[] = [
	// Lists and images from other hosts, which the browser can't reach.
	{ url: (url, n8n) => url.origin !== n8n.origin, text: /net::ERR_NAME_NOT_RESOLVED$/ },
	// The page checks who is signed in.
	{
		url: ({ pathname }) => pathname === '/rest/login',
		text: /status of 401/,
		beforeSignIn: true,
	},
];

/** Collects errors in the console and the page, except n8n's known ones above, and answers from other hosts. */
export class PageErrors {
	readonly found: string[] = [];
	isSignedIn = false;
	readonly #n8n: URL;

	constructor(page: Page, n8nUrl: string) {
		this.#n8n = new URL(n8nUrl);
		page.on('pageerror', (error) => this.found.push(`${error.message}\n${error.stack ?? ''}`));
		page.on('console', (message) => {
			if (message.type() !== 'error' || this.#isKnown(message)) return;
			this.found.push(`${message.text()} (${message.location().url})`);
		});
		page.on('response', (response) => {
			const { protocol, origin } = new URL(response.url());
			if (protocol.startsWith('http') && origin !== this.#n8n.origin) {
				this.found.push(`${response.url()} was reached`);
			}
		});
	}

	#isKnown(message: ConsoleMessage): boolean {
		const at = message.location().url;
		if (!message.text().startsWith('Failed to load resource') || !URL.canParse(at)) return false;
		return known.some(
			({ url, text, beforeSignIn }) =>
				url(new URL(at), this.#n8n) &&
				text.test(message.text()) &&
				!(beforeSignIn && this.isSignedIn),
		);
	}
}
