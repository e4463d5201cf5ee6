/** What a new person does, in a real browser: from the panel of nodes to the production URL. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { findChromium, launchChromium } from './browser/chromium.ts';
import { dark } from './browser/dark.ts';
import { Editor } from './browser/editor.ts';
import { messages } from './browser/messages.ts';
import { otherTriggers } from './browser/otherTriggers.ts';
import { pictureOfFailure } from './browser/screenshots.ts';
import { testEvents } from './browser/testEvents.ts';
import { newToken } from './host/receiver.ts';
import { startN8n, type N8n } from './host/n8n.ts';
import { packPackage } from './host/tarball.ts';

const executablePath = findChromium();
const missing =
	'no Chromium found: install one (apt-get install chromium) or name it in CHROMIUM_PATH';
if (!executablePath && process.env.CI === 'true') throw new Error(missing);

describe('the editor', { skip: executablePath ? false : missing }, () => {
	let running: N8n | undefined;
	let browser: Browser | undefined;
	let opened: Editor | undefined;
	const subject = {
		token: newToken(),
		get n8n() {
			return running as N8n;
		},
		get browser() {
			return browser as Browser;
		},
		get editor() {
			return opened as Editor;
		},
	};

	before(async () => {
		const tarball = await packPackage();
		try {
			running = await startN8n({ tarball: tarball.path });
		} finally {
			await tarball.remove();
		}
		browser = await launchChromium(executablePath as string);
		opened = await Editor.open(running, browser);
	});

	after(async () => {
		await browser?.close();
		await running?.stop();
	});

	afterEach(async (context) => {
		if (!('passed' in context) || context.passed !== false) return;
		const pages = browser?.contexts().flatMap((opened) => opened.pages()) ?? [];
		for (const page of pages) console.log(`What was to be seen: ${await pictureOfFailure(page)}`);
	});

	messages(subject);
	testEvents(subject);
	otherTriggers(subject);
	dark(subject);

	test('no page had an error of ours, or got an answer from another host', () => {
		assert.deepEqual(subject.editor.faults.found, []);
	});
});
