import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, selectors, type Browser } from 'playwright-core';
import { loopback } from '../host/ports.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** Where a Chromium lies: CHROMIUM_PATH, or the first on the PATH. */
export function findChromium(): string | undefined {
	const given = process.env.CHROMIUM_PATH;
	if (given) return given;
	const folders = (process.env.PATH ?? '').split(delimiter);
	return names
		.flatMap((name) => folders.map((folder) => join(folder, name)))
		.find((path) => {
			try {
				accessSync(path, constants.X_OK);
				return true;
			} catch {
				return false;
			}
		});
}

/** Begins with an empty profile, and finds no host but this machine: nothing that a page asks others for. */
export async function launchChromium(executablePath: string): Promise<Browser> {
	// n8n marks its elements with this attribute, playwright looks for another one.
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({
		executablePath,
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
