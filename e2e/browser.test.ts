/** Tests what a new user does in a real browser, from the node panel to the production URL. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { type N8n, startN8nWithPackage } from '../harness/n8n/n8n.ts';
import { newToken } from '../harness/n8n/receiver.ts';
import { api } from './browser/api.ts';
import { canvas } from './browser/canvas.ts';
import { launchChromium } from './browser/chromium.ts';
import { dark } from './browser/dark.ts';
import { Editor, PUBLIC_URL } from './browser/editor.ts';
import { firstEvent } from './browser/firstEvent.ts';
import { messages } from './browser/messages.ts';
import { otherTriggers } from './browser/otherTriggers.ts';
import { pictureOfFailure } from './browser/screenshots.ts';
import type { Session } from './browser/session.ts';
import { testEvents } from './browser/testEvents.ts';

/** A fresh n8n with the package, and a browser, for the tests of one `describe`. */
function prepareSession(): Session {
	let running: N8n | undefined;
	let browser: Browser | undefined;
	let opened: Editor | undefined;
	const session = {
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
		running = await startN8nWithPackage({ env: { N8N_WEBHOOK_URL: PUBLIC_URL } });
		browser = await launchChromium();
		opened = await Editor.open(running, browser);
	});

	after(async () => {
		await browser?.close();
		await running?.stop();
	});

	afterEach(async (context) => {
		if (!('passed' in context) || context.passed !== false) return;
		const pages = browser?.contexts().flatMap((opened) => opened.pages()) ?? [];
		for (const page of pages) console.log(`Screenshot: ${await pictureOfFailure(page)}`);
	});
	return session;
}

describe('a newcomer', () => {
	const session = prepareSession();

	test('sign in', async () => await session.editor.signIn());
	firstEvent(session);
});

describe('the editor', () => {
	const session = prepareSession();

	messages(session);
	testEvents(session);
	api(session);
	otherTriggers(session);
	canvas(session);
	dark(session);

	test('no page had an unexpected error or got an answer from another host', () => {
		assert.deepEqual(session.editor.errors.found, []);
	});
});
