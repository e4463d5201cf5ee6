import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator } from 'playwright-core';
import { Editor } from './editor.ts';
import { iconsIn } from './icons.ts';
import { picture } from './screenshots.ts';
import type { Session } from './session.ts';

/** Tests the dark theme, which n8n uses if the browser prefers it. */
export function dark(session: Session) {
	test('the dark theme uses the dark icons', async () => {
		const editor = await Editor.open(session.n8n, session.browser, 'dark');
		const { page } = editor;
		const assertIcons = async (place: Locator, atLeast: number) => {
			const icons = await iconsIn(place, atLeast);
			for (const { file, width } of icons) {
				assert.equal(file, 'sitegpt.dark.svg');
				assert.ok(width > 0);
			}
		};
		await editor.signIn();
		const panel = await editor.searchNode('sitegpt');
		await panel.getByText('SiteGPT Lead Trigger').first().waitFor();
		await assertIcons(panel, 4);
		await picture(panel, 'node-panel-dark');

		await panel.getByText('SiteGPT Message').first().click();
		await panel.getByText('Node details').waitFor();
		await assertIcons(panel, 6);
		await panel.getByText('On any message').click();
		await editor.node.waitFor();
		await assertIcons(editor.node, 1);
		await editor.closeNode();
		await assertIcons(page.getByTestId('canvas-trigger-node'), 1);

		assert.deepEqual(editor.errors.found, []);
		await editor.close();
	});
}
