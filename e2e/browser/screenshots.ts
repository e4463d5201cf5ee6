import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { packageFolder } from '../../harness/paths.ts';

const imagesFolder = join(packageFolder, 'docs', 'images');

/** n8n's toasts would cover parts of the page. */
async function closeToasts(page: Page): Promise<void> {
	const toasts = page.locator('.el-notification');
	for (const toast of await toasts.all()) {
		// It may disappear by itself before the click.
		await toast
			.locator('.el-notification__closeBtn')
			.click({ timeout: 1000 })
			.catch(() => {});
	}
	await page.waitForFunction(() => document.querySelector('.el-notification') === null);
}

/** With SCREENSHOTS=1, saves a picture of a part of the page in docs/images. */
export async function picture(part: Locator, name: string): Promise<void> {
	if (process.env.SCREENSHOTS !== '1') return;
	const page = part.page();
	await mkdir(imagesFolder, { recursive: true });
	await closeToasts(page);
	await page.mouse.move(0, 0);
	await part.screenshot({
		path: join(imagesFolder, `${name}.png`),
		animations: 'disabled',
		// They would reach into a picture of the canvas.
		style: '.tab-bar-container { visibility: hidden }',
	});
}

/** Shows a public address in place of a local one, so that a picture has none. */
export async function showAddress(part: Locator, local: string, shown: string): Promise<void> {
	await part.evaluate(
		(element, [from, to]) => {
			const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
			while (texts.nextNode()) {
				const text = texts.currentNode;
				if (text.textContent?.includes(from))
					text.textContent = text.textContent.replaceAll(from, to);
			}
		},
		[local, shown] as const,
	);
}

/** Saves a screenshot of the page to a temporary folder that isn't removed, and returns its path. */
export async function pictureOfFailure(page: Page): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-sitegpt-browser-'));
	const path = join(folder, 'failed.png');
	await page.screenshot({ path, animations: 'disabled' });
	return path;
}
