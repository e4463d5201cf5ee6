import { type Browser, chromium, selectors } from 'playwright-core';
import { LOOPBACK } from '../../harness/ports.ts';
import { programPath } from '../../harness/programs.ts';

/** Starts Chromium with an empty profile. It can only reach this machine, so requests to other hosts fail. */
export async function launchChromium(): Promise<Browser> {
	// n8n uses this attribute for its test IDs; Playwright's default is a different one.
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
			`--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${LOOPBACK}`,
		],
	});
}
