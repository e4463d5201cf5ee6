import { chromium, selectors, type Browser } from 'playwright-core';
import { loopback } from '../host/ports.ts';
import { programPath } from '../host/programs.ts';

/** Begins with an empty profile, and finds no host but this machine: nothing that a page asks others for. */
export async function launchChromium(): Promise<Browser> {
	// n8n marks its elements with this attribute, playwright looks for another one.
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({
		executablePath: programPath('chromium'),
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			'--no-proxy-server',
			`--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${loopback}`,
		],
	});
}
